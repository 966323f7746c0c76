using System.IO.Compression;
using System.Security;

namespace Nexa.Tests.Support;

/// <summary>A workbook of one sheet, as people upload it.</summary>
internal static class SheetWorkbook
{
    public static byte[] Write(string[][] rows)
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
}
