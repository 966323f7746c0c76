using Nexa.Documents;

namespace Nexa.Tests.Documents;

/// <summary>Inputs after public bug reports (../shared/data/public-cases): numbers, units, sums, hidden rows.</summary>
public sealed class PublicCaseTests
{
    [Theory]
    [InlineData("v-ptbr-3dec-nototal.csv", "2000 x 3.15; 1500 x 12.5")]
    [InlineData("v-en-3dec-nototal.csv", "1000 x 1.25; 2000 x 3.15")]
    [InlineData("v-ptbr-3dec.csv", "2000 x 3.15; 1500 x 12.5")]
    [InlineData("v-en-3dec-price.csv", "1000 x 1.25; 2000 x 3.15")]
    [InlineData("d-three-decimals-en.csv", "5 x 3.15; 12 x 2.5; 100 x 0.015")]
    [InlineData("p-3dec-en.pdf", "1000 x 1.25; 2500 x 3.15; 4000 x 0.125")]
    [InlineData("p-3dec-ptbr.pdf", "2000 x 3.15; 1500 x 12.5; 4000 x 0.125")]
    [InlineData("p-conv-a.pdf", "1000 x 1.25; 2500 x 3.15; 4000 x 0.125")]
    [InlineData("p-conv-b.pdf", "1000 x 1.25; 2500 x 3.15; 4000 x 0.125")]
    [InlineData("d-price-per-1000.csv", "5000 x 0.0015; 4000 x 0.012; 10 x 3.15")]
    [InlineData("p-per-1000.pdf", "5000 x 0.0015; 10 x 3.15; 4000 x 0.012")]
    [InlineData("d-qty-in-K.csv", "5000 x 0.0015; 4000 x 0.012; 10 x 3.15")]
    [InlineData("v-qty-units.csv", "2500 x 0.0015; 1000 x 0.012;  x 3.15; 6000 x 0.01; 1000 x 0.5; 12 x 0.5; 1000 x 0.01")]
    [InlineData("p-qty-k.pdf", "5000 x; 10 x; 4000 x")]
    [InlineData("d-indian-grouping.csv", "100000 x 0.5; 2500 x 120")]
    [InlineData("d-negatives.csv", "100 x 1.5; -5 x 3; -10 x 2; -10 x 1")]
    [InlineData("p-credit.pdf", "100 x 1.25; -10 x 3.15; -20 x 0.5")]
    [InlineData("d-thousands.csv", "1000 x 0.0123; 2500 x 3.15; 10000 x 0.015; 3000 x 0.02; 1500 x 0.018")]
    [InlineData("p-apostrophe.pdf", "10000 x 1.25; 2500 x 3.15; 1000000 x 0.0125")]
    [InlineData("p-space-thousands.pdf", "10000 x 1250.5; 2500 x 3.15; 1000000 x 0.0125")]
    public void Quantities_and_prices_are_those_that_are_meant(string file, string right)
    {
        var lines = Read(file).Lines.Select(l => $"{l.Quantity:0.#####} x {l.UnitPrice:0.#####}".Replace(',', '.')).ToList();

        Assert.Equal(right.Split("; ").Length, lines.Count);
        Assert.All(right.Split("; ").Zip(lines), pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("d-repeated-header.csv", 2)]
    [InlineData("v-total-words-en.csv", 2)]
    [InlineData("p-total-rows.pdf", 2)]
    [InlineData("p-carried-forward.pdf", 6)]
    public void Sums_charges_and_repeated_headers_are_no_lines(string file, int lines) =>
        Assert.Equal(lines, Read(file).LinesWithPartnumber);

    [Theory]
    [InlineData("d-hidden-row.xlsx", 2, "Linhas ocultas da planilha.")]
    [InlineData("d-hidden-sheet.xlsx", 3, "oculta")]
    public void Hidden_rows_and_sheets_are_left_out_and_said_to_be(string file, int lines, string why)
    {
        var read = Read(file);

        Assert.Equal(lines, read.LinesFound);
        Assert.Contains(read.LeftOut, l => l.Why.Contains(why, StringComparison.Ordinal) && l.Count > 0);
    }

    [Fact]
    public void A_date_that_a_spreadsheet_made_of_a_part_number_is_asked_for()
    {
        var line = Read("d-number-formats.xlsx").Lines.Single(l => l.Quantity == 3);

        Assert.Null(line.Partnumber);
        Assert.Contains("data", Assert.Single(line.Doubts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d-utf16.csv", "RC0603FR-0710KL")]
    [InlineData("d-cp1252.csv", "744043100")]
    [InlineData("d-quoted-newline.csv", "GRM188R71H104KA93D")]
    [InlineData("c-lcsc-order.csv", "0402WGF1002TCE")]
    [InlineData("c-two-part-columns.csv", "STM32F103C8T6")]
    [InlineData("d-two-sheets.xlsx", "RC0603FR-0710KL")]
    public void Encodings_quotes_and_second_columns_still_hold(string file, string partNumber) =>
        Assert.Contains(Read(file).Lines, l => l.Partnumber == partNumber);

    private static ExtractedDocument Read(string file)
    {
        var path = SharedData.Require($"public-cases/{file}");
        return DocumentReader.ReadDocument(File.ReadAllBytes(path), new ExtractionRequest(ExtractionRequest.FindKind(path)));
    }
}
