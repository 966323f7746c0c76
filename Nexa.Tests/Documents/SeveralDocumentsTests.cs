using System.IO.Compression;
using System.Text;
using Nexa.Documents;
using Nexa.Documents.Several;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Documents;

/// <summary>Several documents in one file: each has its own head and lines, and what can't be read is said.</summary>
public sealed class SeveralDocumentsTests
{
    private const string Sheet = "MPN;Description;Qty\nCL10C330JB8NNNC;Capacitor;100\nAB1204-7;Relay;5\n";

    [Fact]
    public void Files_of_an_archive_are_read_one_by_one()
    {
        var invoice = BuildPdf(["Boreal Components Ltd", "INVOICE", "Invoice No: INV-77"], ["AB1204-7", "IRLML6401TRPBF"]);
        var zip = Pack(("faturas/b.pdf", invoice), ("lista.csv", Encoding.UTF8.GetBytes(Sheet)), ("notas.docx", [1, 0, 0, 0, 2]),
            ("__MACOSX/._b.pdf", [1]), ("faturas/copia.pdf", invoice), ("vazio.csv", []), ("dentro.zip", Pack(("a.csv", [65]))));

        var read = ReadArchive(zip);

        Assert.Equal([("faturas/b.pdf", "INV-77", 1), ("lista.csv", null, 2)],
            read.Documents!.Select(one => (one.File, one.DocumentNumber, one.FirstPage)));
        Assert.Equal([(1, 1, "AB1204-7", 1), (2, 1, "IRLML6401TRPBF", 1), (3, 2, "CL10C330JB8NNNC", 2), (4, 2, "AB1204-7", 2)],
            read.Lines.Select(line => (line.Line, line.Document, line.Partnumber, line.Page)));
        Assert.Equal(("Boreal Components Ltd", null, null), (read.Documents![0].Supplier, read.Supplier, read.DocumentNumber));
        Assert.Equal(
            [
                "notas.docx: O arquivo não é PDF, XML, planilha, imagem (PNG, JPEG ou TIFF) nem um ZIP deles.",
                "faturas/copia.pdf: É cópia de outro arquivo do ZIP.",
                "vazio.csv: O arquivo está vazio.",
                "dentro.zip: É um ZIP dentro de outro; envie os arquivos diretamente.",
            ], read.LeftOut.Select(left => left.Why));
    }

    [Fact]
    public void What_all_documents_agree_on_is_said_of_the_whole()
    {
        var read = ReadArchive(Pack(
            ("1.pdf", BuildPdf(["Boreal Components Ltd", "INVOICE", "Invoice No: INV-77"], ["AB1204-7"])),
            ("2.pdf", BuildPdf(["Boreal Components Ltd", "INVOICE", "Invoice No: INV-78"], ["AB1204-8"]))));

        Assert.Equal(("Boreal Components Ltd", DocumentKind.Invoice, 2, null), (read.Supplier, read.Kind, read.Pages, read.DocumentNumber));
        Assert.Equal(read.Documents!.Min(one => one.Confidences["supplier"]), read.Confidences["supplier"]);
    }

    [Fact]
    public void An_archive_of_which_nothing_can_be_read_says_why()
    {
        var nothing = Assert.Throws<UnreadableDocumentException>(() => ReadArchive(Pack(("foto.docx", [1, 0, 0, 0, 2]))));
        var empty = Assert.Throws<UnreadableDocumentException>(() => ReadArchive(Pack()));
        var cut = Assert.Throws<UnreadableDocumentException>(() => ReadArchive(Pack(("a.csv", new byte[500]))[..60]));
        var bomb = Assert.Throws<UnreadableDocumentException>(() => ReadArchive(Pack(("a.csv", new byte[101 << 20]))));

        Assert.StartsWith("Nenhum arquivo do ZIP pode ser lido. foto.docx: O arquivo não é", nothing.Message, StringComparison.Ordinal);
        Assert.Equal("O ZIP não tem arquivos.", empty.Message);
        Assert.Equal("O ZIP está danificado e não pode ser lido.", cut.Message);
        Assert.Equal("too_much_memory", bomb.Code);
    }

    [Fact]
    public void More_files_than_are_read_are_counted()
    {
        var files = Enumerable.Range(1, ArchiveReader.MostFiles + 3).Select(i => ($"{i}.csv", Encoding.UTF8.GetBytes($"MPN\nAB1204-{i}\n")));

        var read = ReadArchive(Pack([.. files]));

        Assert.Equal(ArchiveReader.MostFiles, read.Documents!.Count);
        Assert.Equal(("São lidos até 50 arquivos de um ZIP.", 3), (read.LeftOut[^1].Why, read.LeftOut[^1].Count));
    }

    [Fact]
    public void A_page_is_found_in_the_file_that_has_it()
    {
        var (first, second) = (BuildPdf(["A Ltd", "INVOICE", "Invoice No: INV-1"], ["AB1204-7"], ["AB1204-8"]),
            BuildPdf(["A Ltd", "INVOICE", "Invoice No: INV-2"], ["AB1204-9"]));
        var zip = Pack(("1.pdf", first), ("2.pdf", second));
        var parts = ReadArchive(zip).Documents!;

        Assert.Equal([1, 2, 1], new[] { 1, 2, 3 }.Select(page => ArchiveReader.FindPage(zip, parts, page)!.Value.Page));
        Assert.Equal(second, ArchiveReader.FindPage(zip, parts, 3)!.Value.File);
        Assert.Null(ArchiveReader.FindPage(zip, parts, 4));
    }

    [Theory]
    [InlineData("INVOICE", "Invoice No: INV-77", "INVOICE", "Invoice No: INV-78")]
    [InlineData("PURCHASE ORDER", "PO No: 4500001", "PURCHASE ORDER", "PO No: 4500002")]
    [InlineData("Rechnung", "Rechnungsnr: 2026-001", "Rechnung", "Rechnungsnr: 2026-002")]
    [InlineData("FATURA COMERCIAL", "Fatura Nº: 771", "FATURA COMERCIAL", "Fatura Nº: 772")]
    public void Documents_one_after_the_other_in_a_PDF_are_told_apart(string title, string number, string nextTitle, string nextNumber)
    {
        var read = Read([["Boreal Components Ltd", title, number], ["AB1204-7", "AB1204-8"]],
            [["Sul Importadora Ltda", nextTitle, nextNumber], ["IRLML6401TRPBF"]]);

        Assert.Equal([1, 2], read.Documents!.Select(one => one.FirstPage));
        Assert.Equal([number, nextNumber], read.Documents!.Zip([number, nextNumber],
            (one, printed) => printed.EndsWith(one.DocumentNumber!, StringComparison.Ordinal) ? printed : one.DocumentNumber));
        Assert.Equal([(1, 1, "AB1204-7"), (1, 1, "AB1204-8"), (2, 2, "IRLML6401TRPBF")],
            read.Lines.Select(line => (line.Document, line.Page, line.Partnumber)));
    }

    [Theory]
    [InlineData("Invoice No: INV-77")] // the same number on each page
    [InlineData("Page 2 of 2|Invoice No: INV-78")] // says that it goes on
    [InlineData("")] // no head of its own
    public void Pages_of_one_document_stay_together(string second)
    {
        var read = Read([["Boreal Components Ltd", "INVOICE", "Invoice No: INV-77"], ["AB1204-7"]],
            [["Boreal Components Ltd", "INVOICE", .. second.Split('|', StringSplitOptions.RemoveEmptyEntries)], ["IRLML6401TRPBF"]]);

        Assert.Null(read.Documents);
        Assert.Equal("INV-77", read.DocumentNumber);
        Assert.Equal(["AB1204-7", "IRLML6401TRPBF"], read.Lines.Select(line => line.Partnumber));
    }

    private static ExtractedDocument ReadArchive(byte[] zip) => DocumentReader.ReadDocument(zip, new("zip"));

    private static ExtractedDocument Read(params string[][][] pages) => DocumentExtractor.ExtractPdf(BuildPages(pages), null);

    /// <summary>One document, whose part numbers stand on as many pages as lists are given.</summary>
    internal static byte[] BuildPdf(string[] head, params string[][] numbers) =>
        BuildPages([.. numbers.Select((page, index) => new[] { index == 0 ? head : head[..1], page })]);

    private static byte[] BuildPages(params string[][][] pages)
    {
        var sheet = new PdfSheet("Helvetica", 7);
        foreach (var (index, page) in pages.Index())
        {
            if (index > 0)
            {
                sheet.NewPage();
            }

            var y = 40.0;
            foreach (var line in page[0])
            {
                sheet.Text(30, y += 12, line);
            }

            y += 24;
            (int, string)[] titles = [(30, "MPN"), (160, "Description")];
            Array.ForEach(titles, title => sheet.Text(title.Item1, y, title.Item2));
            sheet.TextRight(330, y, "Qty");
            sheet.TextRight(400, y, "Price");
            foreach (var number in page[1])
            {
                sheet.Text(30, y += 12, number);
                sheet.Text(160, y, "Relay");
                sheet.TextRight(330, y, "10");
                sheet.TextRight(400, y, "1.50");
            }
        }

        return sheet.Build();
    }

    private static byte[] Pack(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }
}
