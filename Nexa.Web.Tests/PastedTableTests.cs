using Nexa.Web.Classify;

namespace Nexa.Web.Tests;

public sealed class PastedTableTests
{
    [Fact]
    public void A_list_is_its_part_numbers_and_a_comma_is_part_of_one()
    {
        var table = PastedTable.ReadPaste("BC847B,215\r\n\r\nLM358\r\n LM358 \r\n");

        var (parts, without, repeated) = table.CollectParts();
        Assert.Equal(["BC847B,215", "LM358"], parts.Keys);
        Assert.Equal((0, 1), (without, repeated));
    }

    [Theory]
    [InlineData("LM358, NE555P, BC847B", "LM358|NE555P|BC847B")]
    [InlineData("LM358DR,NE555P,IRLML6401TRPBF,", "LM358DR|NE555P|IRLML6401TRPBF")]
    [InlineData("BC847B,215, LM358", "BC847B,215|LM358")]
    [InlineData("BC847B,215", "BC847B,215")]
    [InlineData("LM358DR, NE555P\nBC847B,215", "LM358DR|NE555P|BC847B,215")]
    [InlineData("P/N,Mfr\nLM358DR,TI\nNE555P,TI", "LM358DR|NE555P")]
    public void A_list_on_one_line_is_read_as_its_part_numbers(string text, string expected)
    {
        var table = PastedTable.ReadPaste(text);

        Assert.Equal(expected.Split('|'), table.CollectParts().Parts.Keys);
        Assert.Equal(expected.Contains('|', StringComparison.Ordinal), PastedTable.IsTable(text));
    }

    [Theory]
    [InlineData("Item\tP/N\tDescription\tMfr\n1\tLM358\tDual op amp\tTI")]
    [InlineData("Fornecedor;Código;Descrição;Fabricante\nDistribuidora;LM358;Dual op amp;TI")]
    [InlineData("*Part No.*;DESCRIÇÃO:;marca\nLM358;\"Dual op amp\";TI")]
    public void Headers_say_what_the_columns_hold(string text)
    {
        var part = Assert.Single(PastedTable.ReadPaste(text).CollectParts().Parts);

        Assert.Equal(("LM358", "Dual op amp", "TI"), (part.Key, part.Value.Description, part.Value.Manufacturer));
    }

    [Fact]
    public void Without_headers_the_part_numbers_are_the_column_that_looks_like_them()
    {
        var table = PastedTable.ReadPaste("1\t100\tRC0603FR-0710KL\tResistor 10k\n2\t250\tIRLML6401TRPBF\tMOSFET P 12 V");

        Assert.Equal([Column.Ignored, Column.Ignored, Column.PartNumber, Column.Description], table.Columns);
    }

    [Fact]
    public void Rows_without_a_part_number_are_counted_and_a_table_without_any_asks()
    {
        var table = PastedTable.ReadPaste("part number\tdescrição\nLM358\top amp\n\tfrete");
        Assert.Equal(1, table.CollectParts().WithoutPartNumber);

        Assert.False(PastedTable.ReadPaste("frete\tseguro marítimo\nterra\toutras despesas").HasPartNumbers);
    }
}
