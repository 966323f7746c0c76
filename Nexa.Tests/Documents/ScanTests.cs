using Nexa.Documents;
using Nexa.Documents.Drawing;
using Nexa.Documents.Ocr;
using Nexa.Documents.Pdf;
using Nexa.Hosting;
using Nexa.Tests.Documents.Generator;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace Nexa.Tests.Documents;

public sealed class ScanTests
{
    [Fact]
    public void A_picture_without_Tesseract_is_answered_with_how_to_turn_it_on()
    {
        Assert.SkipWhen(TesseractReader.IsInstalled, "Tesseract is installed here: the sentence for a machine without it cannot be seen.");

        var why = Assert.Throws<UnreadableDocumentException>(() => ImageReader.ReadDocument([0x89, (byte)'P', (byte)'N', (byte)'G'], null));

        Assert.Equal("image_only", why.Code);
        Assert.Contains("tesseract-ocr", why.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recognized_words_become_lines_of_a_page_and_are_marked_as_uncertain()
    {
        string[] words =
            ["Part\t60\t100\t40", "Number\t105\t100\t60", "Qty\t300\t100\t30", "Price\t400\t101\t45", "NE555P\t60\t130\t70",
                "10\t300\t131\t20", "1.50\t400\t130\t40"];
        var tsv = "level\n1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t\n"
            + string.Join('\n', words.Select(w => w.Split('\t')).Select(w => $"5\t1\t1\t1\t1\t1\t{w[1]}\t{w[2]}\t{w[3]}\t9\t95\t{w[0]}"));

        var page = Assert.Single(TesseractTsv.Parse(tsv, 3, 595));
        var line = Assert.Single(DocumentExtractor.ExtractPages([page], null).Lines);

        Assert.Equal((3, 2), (page.Number, page.Lines.Count));
        Assert.Equal(("NE555P", 10m, 1.50m), (line.Partnumber, line.Quantity, line.UnitPrice));
        Assert.True(line.Confidence < 0.7, $"{line.Confidence}");
        Assert.Contains(line.Doubts, d => d.Contains("imagem", StringComparison.Ordinal));
        Assert.True(line.Recognized);
    }

    [Theory]
    [InlineData(0, 60, 100, 40, 9)]
    [InlineData(1, 100, 495, 9, 40)]
    [InlineData(2, 495, 733, 40, 9)]
    [InlineData(3, 733, 60, 9, 40)]
    public void Words_of_a_page_that_lies_on_its_side_or_head_stand_where_the_upright_page_has_them(
        int turns, int left, int top, int width, int height)
    {
        var lying = turns % 2 == 0 ? "595\t842" : "842\t595";
        var tsv = $"level\n1\t1\t0\t0\t0\t0\t0\t0\t{lying}\t-1\t\n5\t1\t1\t1\t1\t1\t{left}\t{top}\t{width}\t{height}\t95\tNE555P";

        var page = Assert.Single(TesseractTsv.Parse(tsv, 1, turns % 2 == 0 ? 595 : 842, turns));

        var word = Assert.Single(Assert.Single(page.Lines).Words);
        Assert.Equal((595, 842), (page.Width, page.Height));
        Assert.Equal((60, 100, 109), (word.Left, word.Right, word.Baseline));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_picture_is_read_however_the_paper_lay(int quarters)
    {
        Assert.SkipUnless(TesseractReader.IsInstalled, "Tesseract is not installed here: tesseract-ocr and tesseract-ocr-por.");
        var order = GeneratedCorpus.All(3).First(document => document is { Layout: "invoice", Items.Count: > 1, Pages: 1 });
        var canvas = PageSketch.Paint(PdfText.ReadPage(order.Pdf, 1), longerSide: 3508); // A4 at 300 dpi
        var (width, height, grey) = (canvas.Width, canvas.Height, canvas.ToGrey());
        for (var i = 0; i < quarters; i++)
        {
            (width, height, grey) = (height, width, TurnRight(width, height, grey));
        }

        var read = ImageReader.ReadDocument(PngFile.Write(width, height, grey), null);

        var right = order.Items.Count(item => read.Lines.Any(line => line.Quantity == item.Quantity && line.UnitPrice == item.UnitPrice));
        Assert.True(right > order.Items.Count / 2, $"{right} of {order.Items.Count} lines have their quantity and price");
    }

    [Fact]
    public async Task A_picture_that_takes_too_much_is_not_called_empty()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for Tesseract is a shell script.");
        var folder = Folders.CreateTemporary();
        var (program, picture) = (Path.Combine(folder, "tesseract"), Path.Combine(folder, "a.png"));
        await File.WriteAllTextAsync(program, """
            #!/bin/sh
            case "$*" in *--list-langs*) echo por;; *) /usr/bin/head -c 40000000 /dev/zero;; esac
            """, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await File.WriteAllBytesAsync(picture, PngFile.Write(8, 8, new byte[64]), TestContext.Current.CancellationToken);

        var path = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
        var read = await ServiceProcess.RunAsync("Nexa.Documents", ["read", picture], ("PATH", path));

        Assert.Contains("A leitura da imagem excedeu os limites", read.Output + read.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_pictures_is_explained_as_such()
    {
        using var pictures = new PdfDocumentBuilder();
        pictures.AddPage(595, 842).AddPng(PngFile.Write(8, 8, new byte[64]), new PdfRectangle(0, 0, 595, 842));
        var file = Path.Combine(Folders.CreateTemporary(), "a.pdf");
        await File.WriteAllBytesAsync(file, pictures.Build(), TestContext.Current.CancellationToken);

        var explained = await ServiceProcess.RunAsync("Nexa.Documents", ["explain", file]);

        Assert.Equal((1, "No page has text: the pages are pictures."), (explained.ExitCode, explained.Error.Trim()));
    }

    [Fact]
    public void A_file_of_text_has_no_scanned_pages() =>
        Assert.Empty(DocumentExtractor.ExtractPdf(GeneratedCorpus.All(1).First().Pdf, null).LeftOut);

    private static byte[] TurnRight(int width, int height, byte[] grey)
    {
        var turned = new byte[grey.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                turned[(x * height) + (height - 1 - y)] = grey[(y * width) + x];
            }
        }

        return turned;
    }
}
