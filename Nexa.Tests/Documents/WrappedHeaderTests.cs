using System.Text;
using Nexa.Documents.Sheets;
using static Nexa.Tests.Documents.Generator.PrintedLines;

namespace Nexa.Tests.Documents;

/// <summary>Headers of other producers that wrap, stand close together or say more than a name.</summary>
public sealed class WrappedHeaderTests
{
    [Fact]
    public void Three_headers_without_room_between_them_are_divided_with_what_stands_below_them()
    {
        var lines = Read("30 Lín.|45 Nuestro|74 Ref. fabricante|200 Descripción|>330 Cantidad|>400 Precio unit.", "45 código",
            "30 1|45 EL-7|74 AB1204-7|200 Relé|>330 10|>400 1,50", "30 2|45 EL-9|74 CD99-1X|200 Bobina|>330 30|>400 2,10").Lines;

        Assert.Equal([("AB1204-7", "EL-7", 10m), ("CD99-1X", "EL-9", 30m)],
            lines.Select(l => (l.Partnumber!, l.SupplierPartnumber!, l.Quantity!.Value)));
    }

    [Fact]
    public void A_header_divided_at_its_hyphen_is_one_word()
    {
        var lines = Read("30 Material|>280 Bestellmenge|>340 Preis pro|>400 Preis-|>460 Nettowert", ">340 Einheit|>400 einheit",
            "30 70000123|>280 4.000 ST|>340 8,70|>400 1.000 ST|>460 34,80", "30 Hersteller-Teilenr.: AB1204-7",
            "30 70000130|>280 250 ST|>340 124,50|>400 1.000 ST|>460 31,13", "30 Hersteller-Teilenr.: CD99-1X").Lines;

        Assert.Equal([("AB1204-7", 4000m, 0.0087m), ("CD99-1X", 250m, 0.1245m)],
            lines.Select(l => (l.Partnumber!, l.Quantity!.Value, l.UnitPrice!.Value)));
    }

    [Theory]
    [InlineData("USD/KPCS")]
    [InlineData("per thousand")]
    [InlineData("/ 1000")]
    [InlineData("pro Tausend")]
    [InlineData("por milheiro")]
    [InlineData("por millar")]
    [InlineData("/ Milheiro")]
    public void Prices_per_thousand_do_not_turn_quantities_into_fractions(string basis)
    {
        var lines = Read($"30 Model|>280 Q'ty|>390 Unit Price {basis}|>460 Amount", "30 AB1204-7|>280 4,000|>390 8.70|>460 34.80",
            "30 CD99-1X|>280 5,000|>390 2.10|>460 10.50", "30 EF10-3A|>280 120|>390 8,451.20|>460 1,014.14").Lines;

        Assert.Equal([(4000m, 0.0087m), (5000m, 0.0021m), (120m, 8.4512m)], lines.Select(l => (l.Quantity!.Value, l.UnitPrice!.Value)));
    }

    [Fact]
    public void The_sellers_number_behind_its_label_goes_before_a_code_in_the_description()
    {
        var lines = Read("30 Part Number / Description|>330 Quantity|>400 Unit Price", "30 RS-232 transceiver SOIC-16|>330 500|>400 1.07",
            "30 Supplier Item: AB1204-7", "30 Wi-Fi module 8 MB|>330 90|>400 2.75", "30 Supplier Item: CD99-1X").Lines;

        Assert.Equal(["AB1204-7", "CD99-1X"], lines.Select(l => l.Partnumber));
    }

    [Fact]
    public void A_labelled_number_of_the_house_begins_no_item()
    {
        var lines = Read("30 1. Relay 12 V", "30 Mfr. Part #: AB1204-7|200 Manufacturer: Boreal", "30 Our Part #: ZX-5520",
            "30 Qty: 120|120 Unit price: $8.45|240 Ext. price: $1,014.00", "", "30 2. Power inductor",
            "30 Mfr. Part #: CD99-1X|200 Manufacturer: Boreal", "30 Our Part #: ZX-5521",
            "30 Qty: 30|120 Unit price: $2.10|240 Ext. price: $63.00").Lines;

        Assert.Equal([("AB1204-7", 120m, 8.45m), ("CD99-1X", 30m, 2.10m)],
            lines.Select(l => (l.Partnumber!, l.Quantity!.Value, l.UnitPrice!.Value)));
    }

    [Fact]
    public void The_price_of_one_may_stand_under_the_word_value()
    {
        var line = Assert.Single(Read("30 Qtd|80 Produto|>330 Valor (R$)|>400 Subtotal (R$)", "30 3|80 Relé AB1204-7|>330 22,30|>400 66,90")
            .Lines);

        Assert.Equal((3m, 22.30m, 66.90m), (line.Quantity, line.UnitPrice, line.LineTotal));
    }

    [Fact]
    public void A_header_that_lists_three_names_has_one_of_them_on_each_line_of_its_cells()
    {
        var line = Assert.Single(Read("30 Order Code|120 Manufacturer / Part No / Description|>330 Qty|>400 Unit Price",
            "30 2400100|120 Boreal|>330 350|>400 1.18", "120 AB1204-7", "120 Relay 12 V", "120 two poles").Lines);

        Assert.Equal(("AB1204-7", "Boreal", "Relay 12 V two poles"), (line.Partnumber, line.Manufacturer, line.Description));
    }

    [Theory]
    [InlineData("Manufacturer / Description / Part No", "Boreal|Relay 12 V|two poles|AB1204-7")]
    [InlineData("Description / Manufacturer / Part No", "Relay 12 V|two poles|Boreal|AB1204-7")]
    [InlineData("Description / Part No / Manufacturer", "Relay 12 V|two poles|AB1204-7|Boreal")]
    [InlineData("Part No / Description / Manufacturer", "AB1204-7|Relay 12 V|two poles|Boreal")]
    public void A_description_that_wraps_may_stand_anywhere_in_a_header_that_lists_names(string header, string cell)
    {
        var lines = cell.Split('|');

        var line = Assert.Single(Read(["30 Order Code|120 " + header + "|>400 Qty|>470 Unit Price",
            $"30 2400100|120 {lines[0]}|>400 350|>470 1.18", .. lines.Skip(1).Select(l => "120 " + l)]).Lines);

        Assert.Equal(("AB1204-7", "Boreal", "Relay 12 V two poles"), (line.Partnumber, line.Manufacturer, line.Description));
    }

    [Theory]
    [InlineData("Description|Mfr part no.", "Relay 12 V|two poles|AB1204-7")]
    [InlineData("Mfr part no.|Description", "AB1204-7|Relay 12 V|two poles")]
    public void A_description_that_wraps_may_stand_above_a_part_number(string header, string cell)
    {
        var (names, lines) = (header.Split('|'), cell.Split('|'));

        var line = Assert.Single(Read(["30 Order Code|120 " + names[0] + "|>400 Qty|>470 Unit Price", "120 " + names[1],
            $"30 2400100|120 {lines[0]}|>400 350|>470 1.18", .. lines.Skip(1).Select(l => "120 " + l)]).Lines);

        Assert.Equal(("AB1204-7", "Relay 12 V two poles"), (line.Partnumber, line.Description));
    }

    [Fact]
    public void A_currency_may_touch_its_number_and_taxes_are_no_lines()
    {
        var read =
            Read("30 Item|60 Part No|>280 Quantity|>350 Unit Price|>430 Amount", "30 1|60 AB1204-7|>280 350PCS|>350 USD1.18|>430 USD413.00",
            "60 CGST|>430 USD37.17", "60 TOTAL|>430 USD450.17");

        Assert.Equal([(350m, 1.18m, 413m)], read.Lines.Select(l => (l.Quantity!.Value, l.UnitPrice!.Value, l.LineTotal!.Value)));
        Assert.Equal(450.17m, read.Total);
    }

    [Fact]
    public void Totals_of_other_languages_end_the_last_row()
    {
        var read =
            Read("30 Nazwa towaru lub usługi|>230 Ilość|>300 Cena netto|>380 Wartość netto",
                "30 AB1204-7 Relay|>230 10|>300 1,50|>380 15,00",
            "30 CD99-1X Coil|>230 30|>300 2,10|>380 63,00", "30 Razem|>380 78,00", "30 BTW 21%|>380 16,38",
            "30 Totaal incl. BTW|>380 94,38");

        Assert.Equal([10m, 30m], read.Lines.Select(l => l.Quantity!.Value));
        Assert.Equal(94.38m, read.Total);
    }

    [Theory]
    [InlineData("Part,Device,MPN\nC1,C-EUC1210K,\nR1,R-EU_R0603,\nIC1,LM-DEV,LD2981ABU", "LD2981ABU")]
    [InlineData("Ref,MPN,SKU,Qty\n,,Digi-Key,\nU2,LD2981ABU,LD2981ABU-ND,1", "LD2981ABU")]
    [InlineData("alkatr_szam\nAB1204-7\nCD99-1X", "AB1204-7 CD99-1X")]
    [InlineData("Cikkszám,Megnevezés,Mennyiség,Egységár\nAB1204-7,Relé,10,1.50", "AB1204-7")]
    public void A_sheet_names_no_part_where_its_column_of_part_numbers_has_none(string csv, string numbers) =>
        Assert.Equal(numbers.Split(' '), SheetExtractor.ReadDocument(Encoding.UTF8.GetBytes(csv), new("csv")).Lines
            .Select(l => l.Partnumber).OfType<string>());
}
