using System.Globalization;
using Nexa.Documents;

namespace Nexa.Tests.Documents;

/// <summary>Small documents of our own (Nexa.Tests/Samples), so that these kinds of faults are tested without the shared data.</summary>
public sealed class SampleDocumentTests
{
    [Theory]
    [InlineData("decimal-comma.csv", "AX7102-3: 2000 x 3.15; BQ-55K1F: 1500 x 12.5")]
    [InlineData("decimal-point.csv", "AX7102-3: 2000 x 3.15; BQ-55K1F: 1500 x 0.125")]
    [InlineData("price-per-thousand.csv", "AX7102-3: 5000 x 0.0015; BQ-55K1F: 4000 x 0.012")]
    [InlineData("quantity-in-thousands.csv", "AX7102-3: 2500 x 0.0015; BQ-55K1F: 1000 x 0.012")]
    [InlineData("credit-note.csv", "AX7102-3: 100 x 1.5; BQ-55K1F: -10 x 2")]
    [InlineData("two-part-columns.csv", "AX7102-3: 10 x 2.5; BQ-55K1F: 25 x 0.1")]
    [InlineData("quoted-line-break.csv", "AX7102-3: 10 x 2.5; BQ-55K1F: 25 x 0.1")]
    [InlineData("windows-1252.csv", "AX7102-3: 10 x 2.5")]
    [InlineData("utf-16.csv", "AX7102-3: 10 x 2.5")]
    [InlineData("nfe.xml", "AX7102-3: 200 x 3.15")]
    public void Every_line_is_read_and_nothing_else_is_a_line(string file, string lines)
    {
        var path = Path.Combine(Repository.Root, "Nexa.Tests", "Samples", "documents", file);

        var read = DocumentReader.ReadDocument(File.ReadAllBytes(path), new ExtractionRequest(ExtractionRequest.FindKind(path)));

        Assert.Equal(lines, string.Join("; ", read.Lines.Select(line =>
            string.Create(CultureInfo.InvariantCulture, $"{line.Partnumber}: {line.Quantity:0.####} x {line.UnitPrice:0.####}"))));
    }
}
