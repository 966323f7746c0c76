using Nexa.Tests.Documents.Generator;
using Nexa.Worker.Documents;
using Nexa.Worker.Documents.Pdf;

namespace Nexa.Tests.Documents;

/// <summary>What documents of other producers do to tables, each cause by itself.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData(Align.Top)]
    [InlineData(Align.Middle)]
    [InlineData(Align.Bottom)]
    public void Rows_are_told_by_the_gaps_between_them_wherever_their_numbers_stand(object align)
    {
        var sheet = new PdfSheet("Helvetica", 8);
        var table = new GridTable(sheet, ["Boreal Components Ltd", "Invoice No: INV-77", "Date: 2026-03-04"],
            [new("MPN", 12), new("Description", 20), new("Qty", 6), new("Price", 8)], ruled: false, (Align)align, padding: 5);
        table.Header();
        table.Row(["AB1204-7"], ["Relay"], ["10"], ["1.50"]);
        table.Row(["S-8261ABJMD-", "G3JT2G"], ["Battery", "protection", "IC"], ["20"], ["0.25"]);
        table.Row(["CD99-1X"], ["Power", "inductor"], ["30"], ["2.10"]);

        var lines = DocumentExtractor.FromPdf(sheet.Build(), null).Lines;

        Assert.Equal(["AB1204-7", "S-8261ABJMD-G3JT2G", "CD99-1X"], lines.Select(l => l.Partnumber));
        Assert.Equal(["Relay", "Battery protection IC", "Power inductor"], lines.Select(l => l.Description));
        Assert.Equal([1.50m, 0.25m, 2.10m], lines.Select(l => l.UnitPrice));
    }

    [Fact]
    public void Numbers_to_the_right_under_headers_to_the_left_keep_their_columns()
    {
        var lines = Read("30 MPN|120 Qty|200 Unit Price|290 Disc. %|350 Amount", "30 AB1204-7|>150 4|>278 6.4257|>335 0.0|>400 25.70", "30 CD99-1X|>150 50|>278 0.0895|>335 0.0|>400 4.48").Lines;

        Assert.Equal([(4m, 6.4257m, 25.70m), (50m, 0.0895m, 4.48m)], lines.Select(l => (l.Quantity!.Value, l.UnitPrice!.Value, l.LineTotal!.Value)));
    }

    [Fact]
    public void A_header_that_wraps_close_to_its_neighbour_is_one_of_its_own()
    {
        var lines = Read("30 Item|>126 Qtd.|130 Código do|250 Discriminação|>470 Preço Unit.", "130 Fabricante", "30 1|>126 25|130 WSL2512R0100FEA|250 Resistor|>470 8,50", "30 2|>126 40|130 BC847C-7|250 Transistor|>470 0,10").Lines;

        Assert.Equal([("WSL2512R0100FEA", 25m), ("BC847C-7", 40m)], lines.Select(l => (l.Partnumber!, l.Quantity!.Value)));
    }

    [Fact]
    public void A_header_whose_cells_are_set_to_the_middle_is_read_as_a_whole()
    {
        var lines = Read("330 Unit", "60 Article|220 QTY|390 Total~", "30 No.|100 Description|270 Delivery|330 Price~", "60 No.|220 (PCS)|390 (USD)~", "330 (USD)~",
            "30 1|60 8100331|100 Transistor NPN P/N: BC547|>240 1,500|270 02/02/2026|>350 22.21|>420 33,315.00", "30 2|60 8100332|100 TVS diode P/N: 1.5KE6.8A|>240 2,500|270 03/03/2026|>350 0.34|>420 850.00").Lines;

        Assert.Equal([("BC547", 1500m, 22.21m), ("1.5KE6.8A", 2500m, 0.34m)], lines.Select(l => (l.Partnumber!, l.Quantity!.Value, l.UnitPrice!.Value)));
    }

    [Theory]
    [InlineData("30 MPN|130 Description|300 Qty|360 Price", "30 5SX2 116-7|130 Circuit breaker|300 5|360 8.10")]
    [InlineData("30 Description|300 Qty|360 Price", "30 PN: 5SX2 116-7 DESC: Breaker MFR: Siemens|300 5|360 8.10")]
    [InlineData("30 Description|300 Qty|360 Price", "30 512-5SX2 116-7 / 5SX2 116-7|300 5|360 8.10")]
    public void A_part_number_keeps_the_spaces_that_its_maker_writes(string header, string row) => Assert.Equal("5SX2 116-7", Assert.Single(Read(header, row).Lines).Partnumber);

    [Fact]
    public void A_value_that_reads_like_a_label_and_one_that_runs_on_are_values()
    {
        var line = Assert.Single(Read("30 Description|300 Qty|360 Price", "30 PN: ISO7721DR DESC: Isolator MFR: Texas|300 5|360 8.10", "30 Instruments COO: US HTS: 8542399000").Lines);

        Assert.Equal(("Texas Instruments", "US", "8542399000"), (line.Manufacturer, line.CountryOfOrigin, line.Hts));
    }

    [Fact]
    public void The_total_is_neither_a_header_nor_the_end_of_a_number_with_spaces()
    {
        var read = Read("30 Código|130 Descrição|300 Qtd|>400 Valor Unit|>500 Valor Total", "30 AB1204-7|130 CLP compacto|300 1000|>400 1 597,50|>500 1 597 500,00", "30 CD99-1X|130 Rele|300 10|>400 1,00|>500 10,00", "|", "300 Total|>500 1 597 510,00");

        Assert.Equal((1_597_510.00m, true), (read.Total, read.AddsUp));
        Assert.Null(read.Currency); // CLP is a programmable controller here
    }

    [Fact]
    public void A_date_is_no_document_number() =>
        Assert.Equal("05415/2026", Read(["Meridian Robotics LLC", "PO Number: 05415/2026", "Invoice Date: 15 July 2026"], "30 MPN|200 Qty|300 Price", "30 AB1204-7|200 4|300 6.42").DocumentNumber);

    [Theory]
    [InlineData("recti\u001Cer", "rectifier")]
    [InlineData("retrore\u000Dective", "retroreflective")]
    public void Ligatures_without_a_name_are_spelt_out(string printed, string read) => Assert.Equal(read, WordBuilder.Clean(printed));

    private static ExtractedDocument Read(params string[] lines) => Read(["Boreal Components Ltd", "Invoice No: INV-77"], lines);

    /// <summary>Cells by their left edge ("30 MPN") or their right one (">400 1.50"); "~" sets a line half a line below, "|" leaves one out.</summary>
    private static ExtractedDocument Read(string[] head, params string[] lines)
    {
        var sheet = new PdfSheet("Helvetica", 7);
        var y = 40.0;
        foreach (var line in head)
        {
            sheet.Text(30, y, line);
            y += 12;
        }

        foreach (var line in lines)
        {
            y += line.Contains('~', StringComparison.Ordinal) ? 4 : 12;
            foreach (var cell in line.Replace("~", "", StringComparison.Ordinal).Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                var (at, text) = (cell[..cell.IndexOf(' ', StringComparison.Ordinal)], cell[(cell.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                if (at[0] == '>')
                {
                    sheet.TextRight(int.Parse(at[1..], System.Globalization.CultureInfo.InvariantCulture), y, text);
                }
                else
                {
                    sheet.Text(int.Parse(at, System.Globalization.CultureInfo.InvariantCulture), y, text);
                }
            }
        }

        return DocumentExtractor.FromPdf(sheet.Build(), null);
    }
}
