using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

public sealed class NcmTableTests
{
    private static readonly DateOnly Begin = new(2022, 4, 1);

    private static readonly NcmTable Table = new(
    [
        Node("85", "Máquinas elétricas"), Node("8532", "Condensadores elétricos."), Node("85322", "Outros condensadores fixos:"),
        Node("853224", "Com dielétrico de cerâmica"), Node("85322410", "SMD"), Node("85322490", "Outros"),
        Node("05", "Outros produtos de origem animal"), Node("05010000", "Cabelos em bruto"),
        Node("85332") with { To = new DateOnly(2024, 3, 31) },
        new NcmNode("85340000", "Antigo", Begin, new DateOnly(2026, 9, 30), null),
        new NcmNode("85340000", "Novo", new DateOnly(2026, 10, 1), NcmNode.Open, null),
    ]);

    [Fact]
    public void Path_starts_at_the_heading_and_skips_missing_levels()
    {
        Assert.Equal("Condensadores elétricos > Outros condensadores fixos > Com dielétrico de cerâmica > SMD",
            Table.FindPath("8532.24.10"));
        Assert.Equal("Cabelos em bruto", Table.FindPath("05010000"));
        Assert.Equal("", Table.FindPath("99999999"));
    }

    [Fact]
    public void Children_are_the_next_existing_level()
    {
        Assert.Equal(["85322"], Table.FindChildren("8532").Select(node => node.Code));
        Assert.Equal(["85322410", "85322490"], Table.FindChildren("8532.24").Select(node => node.Code));
        Assert.Equal(["05010000"], Table.FindChildren("05").Select(node => node.Code));
        Assert.Equal(["05", "85"], Table.FindChildren("").Select(node => node.Code));
        Assert.Empty(Table.FindChildren("x"));
    }

    [Fact]
    public void The_version_in_force_on_the_date_is_found()
    {
        Assert.Equal("Antigo", Table.Find("8534.00.00", new DateOnly(2026, 9, 30))!.Text);
        Assert.Equal("Novo", Table.Find("8534.00.00", new DateOnly(2026, 10, 1))!.Text);
        Assert.Null(Table.Find("8534.00.00", new DateOnly(2022, 3, 31)));
        Assert.Equal(4, Table.ListLeaves(new DateOnly(2026, 9, 30)).Count());
    }

    [Theory]
    [InlineData("8532.24.10", "85322410")]
    [InlineData(" 8532 24 10 ", "85322410")]
    [InlineData("85", "85")]
    [InlineData("853", null)]
    [InlineData("853224101", null)]
    [InlineData("85A2", null)]
    [InlineData(null, null)]
    public void Codes_are_read_in_any_writing(string? written, string? digits) => Assert.Equal(digits, NcmCode.ParseDigits(written));

    [Theory]
    [InlineData("9,75", "9.75")]
    [InlineData("NT", "NT")]
    [InlineData("", "UNKNOWN")]
    [InlineData("0", "0")]
    public void Rates_keep_nt_zero_and_unknown_apart(string text, string shown)
    {
        Assert.True(Rate.TryParse(text, out var rate));
        Assert.Equal(shown, rate.ToString());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("dez")]
    [InlineData("1.2.3")]
    public void What_is_no_rate_is_refused(string text) => Assert.False(Rate.TryParse(text, out _));

    private static NcmNode Node(string code, string text = "Texto") => new(code, text, Begin, NcmNode.Open, null);
}
