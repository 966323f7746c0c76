using Nexa.Tests.Documents.Generator;
using Nexa.Documents;
using static Nexa.Tests.Documents.Generator.PrintedLines;

namespace Nexa.Tests.Documents;

/// <summary>Which of a row's codes and words is the maker's part number.</summary>
public sealed class PartNumberTests
{
    [Theory]
    [InlineData("30 MPN|130 Description|300 Qty|360 Price", "30 5SX2 116-7|130 Circuit breaker|300 5|360 8.10")]
    [InlineData("30 Description|300 Qty|360 Price", "30 PN: 5SX2 116-7 DESC: Breaker MFR: Siemens|300 5|360 8.10")]
    [InlineData("30 Description|300 Qty|360 Price", "30 512-5SX2 116-7 / 5SX2 116-7|300 5|360 8.10")]
    public void A_part_number_keeps_the_spaces_that_its_maker_writes(string header, string row) =>
        Assert.Equal("5SX2 116-7", Assert.Single(Read(header, row).Lines).Partnumber);

    [Fact]
    public void A_part_number_of_digits_or_with_spaces_stands_where_the_other_descriptions_have_theirs()
    {
        var lines =
            Read("30 Código|90 Descrição|300 Qtd|>400 Preço", "30 710000331|90 PLACA AB1204-7 Placa de controle|300 2|>400 1,50",
                "30 510000662|90 FONTE 2866763 Fonte 24V 10A|300 5|>400 0,69",
            "30 210000993|90 RELE CD99-1X Rele|300 5|>400 8,10", "30 910001655|90 CONECTOR A-DF 09 A/KG-T2S Conector|300 5|>400 0,22",
            "30 410001324|90 CONTATOR LC1D09M7 Contator|300 5|>400 2,10", "30 410001399|90 PARAFUSO zincado|300 5|>400 2,10").Lines;

        // and never the buyer's own code
        Assert.Equal(["AB1204-7", "2866763", "CD99-1X", "A-DF 09 A/KG-T2S", "LC1D09M7", null], lines.Select(l => l.Partnumber));
    }

    [Theory]
    [InlineData("30 MPN|130 Description|300 Qty|360 Price", "30 RKT 4-3-06/5 M|130 Cordset|300 5|360 8.10", "RKT 4-3-06/5 M")]
    [InlineData("30 Article|130 Description|300 Qty|360 Price", "30 0681 00 10|130 Fitting|300 5|360 8.10", "0681 00 10")]
    [InlineData("30 Description|300 Qty|360 Price", "30 Fitting brass MPN 0681 00 10|300 5|360 8.10", "0681 00 10")]
    [InlineData("30 Description|300 Qty|360 Price", "30 CLP PN: 6ES7214-1AG40-0XB0 S7-1200|300 5|360 8.10", "6ES7214-1AG40-0XB0")]
    public void What_reads_like_dates_or_numbers_is_a_part_number_where_one_stands(string header, string row, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(header, row).Lines).Partnumber);

    [Fact]
    public void Under_a_header_of_two_names_cells_have_two_values()
    {
        var lines =
            Read("30 Our code|130 Description|300 Qty|360 Price", "30 Mfr part no.", "|", "30 300013|130 Connector|300 5|360 8.10",
                "30 221-413", "|", "30 300026|130 Resistor|300 2|360 0.10", "30 ERJ-3EKF1002V").Lines;

        Assert.Equal(["221-413", "ERJ-3EKF1002V"], lines.Select(l => l.Partnumber));
    }

    [Fact]
    public void Descriptions_that_begin_with_a_line_of_the_part_number_alone_go_without_it()
    {
        var sheet = new PdfSheet("Helvetica", 8);
        var table = new GridTable(sheet, ["Boreal Components Ltd", "Invoice No: INV-77"],
            [new("Pos", 4), new("Item description", 30), new("Qty", 6), new("Price", 8)], ruled: false, Align.Top);
        table.Header();
        foreach (var (number, name) in ((string, string)[])[("TAJB106K016RNJ", "Tantalum capacitor"), ("PHR-2", "Housing"),
            ("RKT 4-3-06/5 M", "Cordset M12"), ("R900561274", "Directional valve"), ("2466880000", "Power supply")])
        {
            table.Row(["1"], [number, name, "Manufacturer: Acme"], ["10"], ["1.50"]);
        }

        var lines = DocumentExtractor.ExtractPdf(sheet.Build(), null).Lines;

        Assert.Equal([("TAJB106K016RNJ", "Tantalum capacitor"), ("PHR-2", "Housing"), ("RKT 4-3-06/5 M", "Cordset M12"),
            ("R900561274", "Directional valve"), ("2466880000", "Power supply")], lines.Select(l => (l.Partnumber!, l.Description!)));
    }
}
