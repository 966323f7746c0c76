using System.IO.Compression;
using System.Security;
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
    public void A_workbook_is_read() => Check(SheetExtractor.ReadDocument(Workbook(Rows), new("xlsx")));

    [Fact]
    public void A_number_formatted_with_leading_zeros_keeps_them() =>
        Assert.Equal("0430250400", Assert.Single(SheetExtractor.ReadDocument(Workbook([["Part Number", "Qty"], ["0430250400", "7"]]),
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

    public static byte[] Workbook(string[][] rows)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml",
                """
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Default Extension="xml" ContentType="application/xml"/>
                <Override PartName="/xl/workbook.xml" 
                ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
                <Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
                <Override PartName="/xl/worksheets/sheet1.xml" 
                ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
                """);
            Add("_rels/.rels",
                """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" 
                Target="xl/workbook.xml"/></Relationships>
                """);
            Add("xl/workbook.xml",
                """
                <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" 
                xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
                <sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>
                """);
            Add("xl/_rels/workbook.xml.rels",
                """
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                <Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" 
                Target="worksheets/sheet1.xml"/><Relationship Id="r2" 
                Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>
                """);
            Add("xl/styles.xml",
                """
                <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1">
                <numFmt numFmtId="170" formatCode="0000000000"/></numFmts><cellXfs count="2"><xf numFmtId="0"/>
                <xf numFmtId="170" applyNumberFormat="1"/></cellXfs></styleSheet>
                """);
            Add("xl/worksheets/sheet1.xml", "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
                + string.Concat(rows.Select((row, r) =>
                    $"<row r=\"{r + 1}\">{string.Concat(row.Select((cell, c) => WriteCell($"{(char)('A' + c)}{r + 1}", cell)))}</row>"))
                + "</sheetData></worksheet>");

            void Add(string name, string content)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }
        }

        return packed.ToArray();
    }

    /// <summary>Ten digits that begin with 0 are a number in a format that pads it; all else is text.</summary>
    private static string WriteCell(string address, string cell) => cell.Length == 10 && cell[0] == '0'
        ? $"<c r=\"{address}\" s=\"1\"><v>{cell.TrimStart('0')}</v></c>"
        : $"<c r=\"{address}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(cell)}</t></is></c>";

    private static void Check(ExtractedDocument read)
    {
        Assert.Equal(["CL10B104KB8NNNC", "BAT54C"], read.Lines.Select(l => l.Partnumber));
        Assert.Equal([1500m, 20m], read.Lines.Select(l => l.Quantity));
        Assert.Equal([0.0123m, 1.25m], read.Lines.Select(l => l.UnitPrice));
        Assert.Equal("CAPACITOR CERÂMICO", read.Lines[0].Description);
        Assert.Equal("Nexperia", read.Lines[1].Manufacturer);
    }
}
