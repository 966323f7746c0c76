using System.Text;
using Nexa.Documents;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Documents;

/// <summary>No row of a table disappears in silence.</summary>
public sealed class LeftOutTests
{
    [Theory]
    [InlineData("Frete internacional")]
    [InlineData("Freight charge")]
    [InlineData("Seguro")]
    [InlineData("Handling fee")]
    public void A_charge_among_the_lines_of_a_sheet_is_said(string charge)
    {
        var read = ReadSheet($"MPN;Descrição;Qtd;Preço;Total\nAB1204-7;Relé;100;0,10;10,00\n;{charge};1;150,00;150,00\nTotal;;;;160,00\n");

        Assert.Equal("AB1204-7", Assert.Single(read.Lines).Partnumber);
        Assert.Equal(new LeftOut($"Encargo, não mercadoria: \"{charge}\".", 1, 1), Assert.Single(read.LeftOut));
    }

    [Theory]
    [InlineData("Freight charge")]
    [InlineData("Packing and handling")]
    public void A_charge_among_the_lines_of_a_PDF_is_said(string charge)
    {
        var read = PrintedLines.Read("30 MPN|160 Description|>330 Qty|>400 Price|>470 Total", "30 AB1204-7|160 Relay|>330 10|>400 1.50|>470 15.00",
            "30 AB1204-8|160 Relay|>330 10|>400 2.50|>470 25.00", $"160 {charge}|>330 1|>400 9.00|>470 9.00");

        Assert.Equal(["AB1204-7", "AB1204-8"], read.Lines.Select(line => line.Partnumber));
        Assert.Equal(new LeftOut($"Encargo, não mercadoria: \"{charge}\".", 1, 1), Assert.Single(read.LeftOut));
    }

    [Theory]
    [InlineData("MPN;Descrição;Qtd\nAB1204-7;Relé;100\n;Frete;1\n")]
    [InlineData("MPN;Descrição;Preço\nAB1204-7;Relé;100,00\n;Frete;1,00\n")]
    [InlineData("MPN;Descrição;Total\nAB1204-7;Relé;100,00\n;Frete;1,00\n")]
    public void A_charge_with_any_one_number_is_said(string sheet) =>
        Assert.Equal(new LeftOut("Encargo, não mercadoria: \"Frete\".", 1, 1), Assert.Single(ReadSheet(sheet).LeftOut));

    [Fact]
    public void Goods_whose_name_has_a_charges_word_stay_lines()
    {
        var read = ReadSheet("MPN;Descrição;Qtd;Preço\nAB1204-7;Freight elevator relay;100;0,10\n");

        Assert.Equal("AB1204-7", Assert.Single(read.Lines).Partnumber);
        Assert.Empty(read.LeftOut);
    }

    [Fact]
    public void Rows_without_part_number_and_quantity_are_counted()
    {
        var read = ReadSheet("MPN;Descrição;Qtd\nAB1204-7;Relé;100\n;Entregar no galpão 2 até sexta;\n;Conferir a etiqueta;\n");

        Assert.Single(read.Lines);
        Assert.Equal(new LeftOut("Linhas sem part number e sem quantidade.", 1, 2), Assert.Single(read.LeftOut));
    }

    private static ExtractedDocument ReadSheet(string text) => DocumentReader.ReadDocument(Encoding.UTF8.GetBytes(text), new("csv"));
}
