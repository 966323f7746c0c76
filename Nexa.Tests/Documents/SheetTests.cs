using System.Text;
using Nexa.Documents;
using Nexa.Documents.Sheets;

namespace Nexa.Tests.Documents;

public sealed class SheetTests
{
    private static readonly string[][] Rows =
    [
        ["Pedido 123", "", "", "", ""],
        ["Cód. Fabricante", "Descrição", "Fabricante", "Qtd", "Preço Unit."],
        ["CL10B104KB8NNNC", "CAPACITOR CERÂMICO", "Samsung", "1.500", "0,0123"],
        ["BAT54C", "DIODO \"SCHOTTKY\"; duplo", "Nexperia", "20", "1,25"],
        ["", "", "Total", "1.520", ""],
    ];

    [Theory]
    [InlineData(';', 65001)]
    [InlineData('\t', 1252)]
    [InlineData(',', 65001)]
    [InlineData(';', 1252, "\r")]
    public void A_csv_is_read_in_any_encoding_and_with_any_separator(char separator, int codePage, string lineEnd = "\r\n")
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = string.Join(lineEnd,
            Rows.Select(r => string.Join(separator,
            r.Select(c => c.Contains(separator, StringComparison.Ordinal)
            || c.Contains('"', StringComparison.Ordinal) ? $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c))));

        Check(SheetExtractor.ReadDocument(Encoding.GetEncoding(codePage).GetBytes(text), new("csv")));
    }

    [Fact]
    public void A_workbook_is_read() => Check(SheetExtractor.ReadDocument(SheetWorkbook.Write(Rows), new("xlsx")));

    [Fact]
    public void A_number_formatted_with_leading_zeros_keeps_them() =>
        Assert.Equal("0430250400",
            Assert.Single(SheetExtractor.ReadDocument(SheetWorkbook.Write([["Part Number", "Qty"], ["0430250400", "7"]]),
        new("xlsx")).Lines).Partnumber);

    [Fact]
    public void A_mapping_says_which_column_is_what()
    {
        var read = SheetExtractor.ReadDocument(Encoding.UTF8.GetBytes("alfa;beta;gama\n10;NE555P;timer\n5;LM358N;opamp\n"),
            new("csv", Mapping: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["partnumber"] = "beta", ["quantity"] = "A", ["description"] = "C",
        }));

        Assert.Equal(["NE555P", "LM358N"], read.Lines.Select(l => l.Partnumber));
        Assert.Equal([10m, 5m], read.Lines.Select(l => l.Quantity));
    }

    [Theory]
    [InlineData("", "csv", "empty")]
    [InlineData("um;dois\n1;2\n", "csv", "no_header")]
    [InlineData("not a zip", "xlsx", "not_a_sheet")]
    [InlineData("PK\u0003\u0004 broken", "xlsx", "damaged")]
    public void A_sheet_that_cannot_be_read_says_why(string content, string kind, string code) =>
        Assert.Equal(code, Assert.Throws<UnreadableDocumentException>(() =>
        SheetExtractor.ReadDocument(Encoding.Latin1.GetBytes(content), new(kind))).Code);

    private static void Check(ExtractedDocument read)
    {
        Assert.Equal(["CL10B104KB8NNNC", "BAT54C"], read.Lines.Select(l => l.Partnumber));
        Assert.Equal([1500m, 20m], read.Lines.Select(l => l.Quantity));
        Assert.Equal([0.0123m, 1.25m], read.Lines.Select(l => l.UnitPrice));
        Assert.Equal("CAPACITOR CERÂMICO", read.Lines[0].Description);
        Assert.Equal("Nexperia", read.Lines[1].Manufacturer);
    }
}
