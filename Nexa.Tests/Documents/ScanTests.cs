using Nexa.Documents;
using Nexa.Documents.Ocr;
using Nexa.Tests.Documents.Generator;

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
    }

    [Fact]
    public void A_file_of_text_has_no_scanned_pages() =>
        Assert.Empty(DocumentExtractor.ExtractPdf(GeneratedCorpus.All(1).First().Pdf, null).LeftOut);
}
