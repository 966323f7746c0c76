using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

/// <summary>The look-up over the electronics tables that come with Nexa: needs no official file.</summary>
public sealed class StarterLookUpTests
{
    private static readonly FiscalTables Tables = FiscalTables.LoadStarter();

    [Theory]
    [InlineData("capacitor ceramico multicamada", "853224")]
    [InlineData("resistor", "8533")]
    [InlineData("microcontrolador", "854231")]
    [InlineData("transistor", "8541")]
    [InlineData("conector", "8536")]
    [InlineData("capactor ceramico", "8532")]
    public void The_right_code_is_among_the_first_five(string query, string code) =>
        Assert.Contains(Tables.Index.Search(query, 5), hit => hit.Node.Code.StartsWith(code, StringComparison.Ordinal));

    [Theory]
    [InlineData("8532.24.10")]
    [InlineData("85322410")]
    [InlineData("NCM 8532 24 10")]
    [InlineData("código: 8532.24.10")]
    [InlineData("capacitor, HS 8532.24.10")]
    public void A_code_in_any_spelling_comes_first(string query) =>
        Assert.Equal("85322410", Tables.Index.Search(query)[0].Node.Code);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("xyzzyplugh")]
    [InlineData("0603123456")] // an internal number, and the beginning of a code that these tables don't have
    public void What_means_nothing_finds_nothing(string query) => Assert.Empty(Tables.Index.Search(query));
}
