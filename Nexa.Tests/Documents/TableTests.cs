using Nexa.Documents.Numbers;
using Nexa.Documents.Pdf;
using Nexa.Documents;
using Nexa.Tests.Documents.Generator;
using static Nexa.Tests.Documents.Generator.PrintedLines;

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

        var lines = DocumentExtractor.ExtractPdf(sheet.Build(), null).Lines;

        Assert.Equal(["AB1204-7", "S-8261ABJMD-G3JT2G", "CD99-1X"], lines.Select(l => l.Partnumber));
        Assert.Equal(["Relay", "Battery protection IC", "Power inductor"], lines.Select(l => l.Description));
        Assert.Equal([1.50m, 0.25m, 2.10m], lines.Select(l => l.UnitPrice));
    }

    [Fact]
    public void Numbers_to_the_right_under_headers_to_the_left_keep_their_columns()
    {
        var lines =
            Read("30 MPN|120 Qty|200 Unit Price|290 Disc. %|350 Amount", "30 AB1204-7|>150 4|>278 6.4257|>335 0.0|>400 25.70",
                "30 CD99-1X|>150 50|>278 0.0895|>335 0.0|>400 4.48").Lines;

        Assert.Equal([(4m, 6.4257m, 25.70m), (50m, 0.0895m, 4.48m)],
            lines.Select(l => (l.Quantity!.Value, l.UnitPrice!.Value, l.LineTotal!.Value)));
    }

    [Fact]
    public void A_header_that_wraps_close_to_its_neighbour_is_one_of_its_own()
    {
        var lines =
            Read("30 Item|>126 Qtd.|130 Código do|250 Discriminação|>470 Preço Unit.", "130 Fabricante",
                "30 1|>126 25|130 WSL2512R0100FEA|250 Resistor|>470 8,50", "30 2|>126 40|130 BC847C-7|250 Transistor|>470 0,10").Lines;

        Assert.Equal([("WSL2512R0100FEA", 25m), ("BC847C-7", 40m)], lines.Select(l => (l.Partnumber!, l.Quantity!.Value)));
    }

    [Fact]
    public void A_header_whose_cells_are_set_to_the_middle_is_read_as_a_whole()
    {
        var lines =
            Read("330 Unit", "60 Article|220 QTY|390 Total~", "30 No.|100 Description|270 Delivery|330 Price~",
                "60 No.|220 (PCS)|390 (USD)~", "330 (USD)~",
            "30 1|60 8100331|100 Transistor NPN P/N: BC547|>240 1,500|270 02/02/2026|>350 22.21|>420 33,315.00",
            "30 2|60 8100332|100 TVS diode P/N: 1.5KE6.8A|>240 2,500|270 03/03/2026|>350 0.34|>420 850.00").Lines;

        Assert.Equal([("BC547", 1500m, 22.21m), ("1.5KE6.8A", 2500m, 0.34m)],
            lines.Select(l => (l.Partnumber!, l.Quantity!.Value, l.UnitPrice!.Value)));
    }

    [Fact]
    public void A_value_that_reads_like_a_label_and_one_that_runs_on_are_values()
    {
        var line =
            Assert.Single(
                Read("30 Description|300 Qty|360 Price", "30 PN: ISO7721DR DESC: Isolator MFR: Texas|300 5|360 8.10",
                    "30 Instruments COO: US HTS: 8542399000").Lines);

        Assert.Equal(("Texas Instruments", "US", "8542399000"), (line.Manufacturer, line.CountryOfOrigin, line.Hts));
    }

    [Fact]
    public void The_total_is_neither_a_header_nor_the_end_of_a_number_with_spaces()
    {
        var read =
            Read("30 Código|130 Descrição|300 Qtd|>400 Valor Unit|>500 Valor Total",
                "30 AB1204-7|130 CLP compacto|300 1000|>400 1 597,50|>500 1 597 500,00", "30 CD99-1X|130 Rele|300 10|>400 1,00|>500 10,00",
                "|", "300 Total|>500 1 597 510,00");

        Assert.Equal((1_597_510.00m, true), (read.Total, read.AddsUp));
        Assert.Null(read.Currency); // CLP is a programmable controller here
    }

    [Fact]
    public void A_date_is_no_document_number() =>
        Assert.Equal("05415/2026",
            Read(["Meridian Robotics LLC", "PO Number: 05415/2026", "Invoice Date: 15 July 2026"], "30 MPN|200 Qty|300 Price",
                "30 AB1204-7|200 4|300 6.42").DocumentNumber);

    [Theory]
    [InlineData("recti\u001Cer", "rectifier")]
    [InlineData("retrore\u000Dective", "retroreflective")]
    public void Ligatures_without_a_name_are_spelt_out(string printed, string read) => Assert.Equal(read, WordBuilder.CleanText(printed));

    [Theory]
    [InlineData("Kokku\uE081EUR\uE082\uE092", "KokkuEUR")]
    public void Signs_that_only_their_font_knows_are_left_out(string printed, string read) =>
        Assert.Equal(read, WordBuilder.CleanText(printed));

    [Theory]
    [InlineData("Kokku EUR 2 668.24", "EUR")]
    [InlineData("Total: 12,50 EUR", "EUR")]
    [InlineData("0080 110002648 CLP SIMATIC S7-1200", null)]
    public void A_currency_is_told_from_a_word_in_running_text(string text, string? currency) =>
        Assert.Equal(currency, CurrencyText.FindInProse(text));

    [Fact]
    public void A_part_number_that_nothing_marks_is_behind_the_last_dash_where_the_others_have_theirs()
    {
        var lines =
            Read("30 Description|300 Qty|360 Price", "30 Relay - AB1204-7|300 1|360 1.50", "30 Sensor - CD99-1X|300 2|360 2.10",
                "30 Fuse holder - EF55-22|300 3|360 0.90",
            "30 Cortex-M4 board - SZ 2500.400|300 4|360 8.00", "30 Terminal - 3044076|300 5|360 1.10").Lines;

        Assert.Equal(["AB1204-7", "CD99-1X", "EF55-22", "SZ 2500.400", "3044076"], lines.Select(l => l.Partnumber));
    }

    [Fact]
    public void A_line_between_two_rows_does_not_mix_their_cells()
    {
        var sheet = new PdfSheet("Helvetica", 8);
        var table = new GridTable(sheet, ["Boreal Components Ltd", "Invoice No: INV-77"],
            [new("Part Number", 12), new("Description", 14), new("Brand", 8), new("Qty", 6), new("Unit Price", 8), new("Total", 8)],
                ruled: false, Align.Middle, padding: 9);
        table.Header();
        table.Row(["E2E-X5ME1"], ["Inductive", "proximity", "sensor"], ["Omron"], ["250"], ["725.46"], ["181,365.00"]);
        table.Below("Delivery date: 02-Mar-2026");
        table.Row(["3RT2015-1BB41"], ["Contactor"], ["Siemens"], ["5"], ["24.28"], ["121.40"]);
        table.Below("Delivery date: 03-Mar-2026");
        table.Row(["PTA6043-", "2015DPB103"], ["Slide", "potentiometer"], ["Bourns"], ["3"], ["2.00"], ["6.00"]);

        var lines = DocumentExtractor.ExtractPdf(sheet.Build(), null).Lines;

        Assert.Equal([("E2E-X5ME1", "Inductive proximity sensor"), ("3RT2015-1BB41", "Contactor"),
            ("PTA6043-2015DPB103", "Slide potentiometer")], lines.Select(l => (l.Partnumber!, l.Description!)));
        Assert.Equal([181_365.00m, 121.40m, 6.00m], lines.Select(l => l.LineTotal));
    }

    [Fact]
    public void A_number_that_a_narrow_column_breaks_is_one_number()
    {
        var lines =
            Read("30 MPN|130 Description|300 Qty|360 Price|430 Total", "30 AB1204-7|130 Relay|300 1'50|360 465.66|430 698'490.0",
                "300 0|430 0", "30 CD99-1X|130 Coil|300 10|360 2.00|430 20.00").Lines;

        Assert.Equal([("AB1204-7", 1500m, 698_490.00m), ("CD99-1X", 10m, 20.00m)],
            lines.Select(l => (l.Partnumber!, l.Quantity!.Value, l.LineTotal!.Value)));
    }

    [Fact]
    public void Headers_close_together_are_several_though_one_of_them_has_two_names()
    {
        var line =
            Read("30 Part Number|130 Descrição|250 NCM/SH|281 Quantidade|321 Unid.|>420 Preço",
                "30 AB1204-7|130 Rele|250 85364900|>300 25|321 UN|>420 3,10",
                "30 CD99-1X|130 Rele|250 85364900|>300 10|321 UN|>420 2,00").Lines[0];

        Assert.Equal(("85364900", 25m, "AB1204-7"), (line.Ncm, line.Quantity, line.Partnumber));
    }

    [Fact]
    public void A_cell_that_runs_into_the_next_ends_where_other_rows_begin_theirs()
    {
        var lines =
            Read("30 Item|100 MPN|180 Description|300 Qty|>400 Price", "30 1|100 EKMG500ELL101MHB5D|180 Capacitor|300 5|>400 1.50",
                "30 2|100 AB1204-7|180 Relay|300 4|>400 2.50", "30 3|100 CD99-1X|180 Coil|300 4|>400 2.50").Lines;

        Assert.Equal([("EKMG500ELL101MHB5D", "Capacitor"), ("AB1204-7", "Relay"), ("CD99-1X", "Coil")],
            lines.Select(l => (l.Partnumber!, l.Description!)));
    }

    [Fact]
    public void A_column_that_nobody_knows_is_the_quantity_where_its_numbers_multiply()
    {
        var lines =
            Read("30 MPN|130 Description|250 Bestellt|>400 Price|>470 Total", "30 AB1204-7|130 Relay|250 12|>400 2.50|>470 30.00",
                "30 CD99-1X|130 Coil|250 4|>400 2.00|>470 8.00").Lines;

        Assert.Equal([12m, 4m], lines.Select(l => l.Quantity));
    }

    [Fact]
    public void Lines_between_rows_that_cross_columns_do_not_decide_where_these_end()
    {
        var lines =
            Read("30 Line|85 Part Number|185 Brand|240 Quantity|>330 Price", "30 1|60 7206-B-XL|165 FAG|240 50|>330 2.50",
                "60 Angular contact ball bearing of steel", "30 2|60 LR-ZB250AN|165 Keyence|240 5|>330 1.50",
                "60 Laser distance sensor with long range").Lines;

        Assert.Equal([("7206-B-XL", "FAG"), ("LR-ZB250AN", "Keyence")], lines.Select(l => (l.Partnumber!, l.Manufacturer!)));
    }
}
