using Nexa.Documents.Numbers;
using Nexa.Documents.Words;
using Nexa.Documents;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Documents;

/// <summary>Line items out of generated documents of several layouts, languages and kinds of noise.</summary>
public sealed class ExtractionTests
{
    [Fact]
    public void Nearly_every_item_of_the_generated_corpus_is_found_with_its_numbers_and_next_to_none_invented()
    {
        var (expected, found, invented, wrong, documents) = (0, 0, 0, 0, 0);
        foreach (var document in GeneratedCorpus.All())
        {
            var score = CorpusScore.Of(document, DocumentExtractor.ExtractPdf(document.Pdf, null));
            (expected, found, invented, wrong, documents) =
                (expected + document.Items.Count, found + score.Found, invented + score.Invented, wrong + score.Wrong, documents + 1);
        }

        Assert.True(documents >= 60, $"{documents} documents");
        Assert.True(found >= expected * 0.99, $"{found} of {expected} found");
        Assert.True(invented <= expected * 0.005, $"{invented} of {expected} invented");
        Assert.True(wrong <= expected * 0.001, $"{wrong} of {expected} with a wrong quantity or price");
    }

    [Theory]
    [InlineData("mouser", "mouser")]
    [InlineData("labelled", "labelled")]
    [InlineData("invoice", "table")]
    [InlineData("stacked-labels", "table")]
    public void Every_field_of_a_line_is_read(string layout, string strategy)
    {
        var document = GeneratedCorpus.All(3).First(d => d.Layout == layout && d.Items.Count > 2);

        var read = DocumentExtractor.ExtractPdf(document.Pdf, null);

        Assert.Equal(strategy, read.Layout);
        Assert.Equal("USD", read.Currency);
        Assert.True(read.AddsUp);
        Assert.NotNull(read.Date);
        Assert.NotNull(read.DocumentNumber);
        Assert.Equal(document.Items.Sum(i => i.Total), read.Total);
        var lines = read.Lines.ToDictionary(l => l.Partnumber!, StringComparer.Ordinal);
        foreach (var item in document.Items)
        {
            var line = lines[item.PartNumber];
            Assert.Equal(item.Manufacturer, line.Manufacturer);
            Assert.Equal(item.Origin, line.CountryOfOrigin);
            Assert.Equal((item.Quantity, item.UnitPrice), (line.Quantity, line.UnitPrice));
            Assert.Equal("USD", line.Currency);
            Assert.InRange(line.Confidences["partnumber"], 0.5, 1);
            Assert.InRange(line.Page, 1, document.Pages);
            Assert.NotNull(line.Box);
        }
    }

    [Theory]
    [InlineData("CAP CER 100NF 50V X7R 0603 PN: CL10B104KB8NNNC", "CL10B104KB8NNNC")]
    [InlineData("RES SMD 10K 1% 0603 RC0603FR-0710KL YAGEO", "RC0603FR-0710KL")]
    [InlineData("DIODO ZENER 5V1 500MW BZX55C5V1", "BZX55C5V1")]
    [InlineData("CI REGULADOR SOT-223 AMS1117-3.3", "AMS1117-3.3")]
    [InlineData("TRANSISTOR NPN 45V SOT-23 BC847B,215", "BC847B,215")]
    [InlineData("OPTOACOPLADOR DIP4 - TLP521-1(GB,F)", "TLP521-1(GB,F)")]
    [InlineData("TERMINAL FEMEA 18-24AWG 39-00-0039 MOLEX", "39-00-0039")]
    [InlineData("IC OPAMP GP 2 CIRCUIT 8SOIC PN LM358DR", "LM358DR")]
    [InlineData("N° peça fabricante: L7805CV Fabricante: ST", "L7805CV")]
    [InlineData("Cust P/N: 45-00017 RES SMD 10K 1% 0603", null)]
    [InlineData("CAP,CER,100NF,50V,X7R,0603", null)]
    [InlineData("SENSOR -55C-125C 4DIP 64KB entrega 12-05-2026", null)]
    [InlineData("CAP RES DIODO SMD", null)]
    [InlineData("Parafuso M3x10 zincado 100PCS", null)]
    public void A_part_number_is_told_from_values_packages_and_words(string description, string? expected) =>
        Assert.Equal(expected, PartNumberText.FindIn(description).Number);

    [Theory]
    [InlineData("1.234,56", "1234.56")]
    [InlineData("1,234.56", "1234.56")]
    [InlineData("R$ 0,0123", "0.0123")]
    [InlineData("US$ 1.20", "1.20")]
    [InlineData("2,500", "2500")]
    [InlineData("10 EA", "10")]
    [InlineData("500PÇ", "500")]
    [InlineData("1,8019 / 1 PEC", "1.8019")]
    [InlineData("2,500 pcs", "2500")]
    [InlineData("12.34.56", null)]
    [InlineData("ABC", null)]
    public void Numbers_are_read_as_both_sides_of_the_ocean_write_them(string text, string? expected)
    {
        NumberFormat.LearnFromWords([]);
        Assert.Equal(expected is null ? null
            : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), NumberText.Parse(text));
    }

    [Theory]
    [InlineData("pdf/invoice2data__AzureInterior.pdf", 4, "FURN_7777")]
    [InlineData("pdf/danfe__danfe_default.pdf", 1, "FURN_9001")]
    [InlineData("pdf/danfe__danfe_add_info_next_page.pdf", 6, "FURN_9001")]
    [InlineData("pdf/danfe__danfe_big_font_size.pdf", 12, "ITE-333")]
    [InlineData("pdf/santhosh803__supplier_invoice.pdf", 2, "MAT-1001")]
    [InlineData("pdf/invoice2data__saeco.pdf", 2, "E103184")]
    [InlineData("pdf/uellow__purchase_order.pdf", 17, "RW-75")]
    public void Real_documents_of_other_producers_are_read(string file, int lines, string partNumber)
    {
        var read = DocumentExtractor.ExtractPdf(File.ReadAllBytes(SharedData.Require(file)), null);

        Assert.Equal(lines, read.Lines.Count);
        Assert.Contains(read.Lines, l => l.Partnumber == partNumber);
        Assert.NotNull(read.DocumentNumber);
    }
}
