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
    public void Prices_per_thousand_do_not_turn_quantities_into_fractions(string basis)
    {
        var lines = Read($"30 Model|>280 Q'ty|>360 Unit Price {basis}|>440 Amount", "30 AB1204-7|>280 4,000|>360 8.70|>440 34.80",
            "30 CD99-1X|>280 5,000|>360 2.10|>440 10.50", "30 EF10-3A|>280 120|>360 8,451.20|>440 1,014.14").Lines;

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

    [Theory]
    [InlineData("Part,Device,MPN\nC1,C-EUC1210K,\nR1,R-EU_R0603,\nIC1,LM-DEV,AB1204-7", "AB1204-7")]
    [InlineData("Ref,MPN,SKU,Qty\n,,Digi-Key,\nU2,AB1204-7,AB1204-7-ND,1", "AB1204-7")]
    [InlineData("alkatr_szam\nAB1204-7\nCD99-1X", "AB1204-7 CD99-1X")]
    [InlineData("Cikkszám,Megnevezés,Mennyiség,Egységár\nAB1204-7,Relé,10,1.50", "AB1204-7")]
    public void A_sheet_names_no_part_where_its_column_of_part_numbers_has_none(string csv, string numbers) =>
        Assert.Equal(numbers.Split(' '), SheetExtractor.ReadDocument(Encoding.UTF8.GetBytes(csv), new("csv")).Lines
            .Select(l => l.Partnumber).OfType<string>());
}
