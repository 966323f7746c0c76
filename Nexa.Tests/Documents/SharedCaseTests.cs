using System.Text.Json;
using Nexa.Documents;

namespace Nexa.Tests.Documents;

/// <summary>Inputs that once failed, each naming a kind of fault, with the values that are right (../shared/data/document-cases).</summary>
public sealed class SharedCaseTests
{
    [Theory]
    [InlineData("01-sap-standard-po.pdf")]
    [InlineData("03-date-taken-for-part.pdf")]
    [InlineData("04-code-above-description.pdf")]
    [InlineData("06-item-beside-line.pdf")]
    [InlineData("07-artnr-gtin-glued.pdf")]
    [InlineData("08-facture-fr.pdf")]
    [InlineData("09-letterspaced-parts.pdf")]
    [InlineData("10-backorder-table.pdf")]
    [InlineData("11-mouser-maker-rohs.pdf")]
    [InlineData("13-kicad-bom.csv")]
    [InlineData("15-bom-two-part-columns.csv")]
    [InlineData("18-two-part-columns-refused.csv")]
    [InlineData("20-prices-three-decimals.xlsx")]
    [InlineData("21-empty-formatted-rows.xlsx")]
    [InlineData("22-mangled-numbers.csv")]
    [InlineData("23-nfe.xml")]
    [InlineData("25-facturx-fr.pdf")]
    public void Every_line_and_the_head_are_right_and_nothing_is_invented(string file)
    {
        var right =
            JsonDocument.Parse(File.ReadAllText(SharedData.Require($"document-cases/{Path.ChangeExtension(file, "json")}"))).RootElement;
        var read = Read($"document-cases/{file}");

        var wanted = right.GetProperty("lines").EnumerateArray().Where(l => l.GetProperty("partnumber").ValueKind is not JsonValueKind.Null)
            .ToList();
        Assert.Equal(wanted.Select(l => l.GetProperty("partnumber").GetString()), read.Lines.Where(l => l.Partnumber is not null)
            .Select(l => l.Partnumber));
        Assert.All(wanted.Zip(read.Lines.Where(l => l.Partnumber is not null)), pair => CheckLine(pair.First, pair.Second));
        Check(right, "supplier", read.Supplier);
        Check(right, "document_number", read.DocumentNumber);
        Check(right, "currency", read.Currency);
        Check(right, "date", read.Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        CheckNumber(right, "total", read.Total);
    }

    [Fact]
    public void A_sheet_of_a_cart_with_its_header_in_the_fourth_row_is_read()
    {
        var read = Read("document-cases/17-kicost-grouped-header.csv");

        Assert.Equal(["696101000002", "5MF 6-R", "695120004001"], read.Lines.Select(l => l.Partnumber));
        Assert.Equal([100m, 100m, 100m], read.Lines.Select(l => l.Quantity!.Value));
    }

    [Fact]
    public void The_older_workbook_is_read_and_values_are_no_part_numbers()
    {
        var read = Read("document-cases/19-legacy.xls");

        Assert.True(read.LinesFound >= 30, $"{read.LinesFound} lines");
        Assert.DoesNotContain(read.Lines, l => l.Partnumber?.Contains("/50V", StringComparison.Ordinal) is true);
    }

    [Fact]
    public void A_scanned_page_among_others_is_read_or_said_to_be_left_out()
    {
        var read = Read("document-cases/12-half-scanned.pdf");

        Assert.Equal(2, read.Pages);
        Assert.Equal(["LM358DR", "NE555P"], read.Lines.Where(l => l.Page == 1).Select(l => l.Partnumber));
        Assert.True(read.LeftOut.Any(l => l.Page == 2)
            || read.Lines.Any(l => l.Page == 2 && l.Confidence < 0.7), "page 2 is neither read nor left out");
    }

    private static ExtractedDocument Read(string file)
    {
        var path = SharedData.Require(file);
        return DocumentReader.ReadDocument(File.ReadAllBytes(path), new ExtractionRequest(ExtractionRequest.FindKind(path)));
    }

    private static void CheckLine(JsonElement right, ExtractedLine line)
    {
        CheckNumber(right, "quantity", line.Quantity);
        CheckNumber(right, "unit_price", line.UnitPrice);
        Check(right, "manufacturer", line.Manufacturer);
        Check(right, "ncm", line.Ncm);
    }

    private static void Check(JsonElement right, string name, string? read)
    {
        if (right.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String)
        {
            Assert.Equal(value.GetString(), read);
        }
    }

    private static void CheckNumber(JsonElement right, string name, decimal? read)
    {
        if (right.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            Assert.Equal(decimal.Parse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture), read);
        }
    }
}
