using Nexa.Core.Fiscal;

namespace Nexa.Tests.Fiscal;

public sealed class StarterTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Fact]
    public void Starter_knows_ceramic_capacitors_with_path_and_rates()
    {
        var starter = FiscalTables.Starter();

        Assert.True(starter.Ncm.IsInForce("8532.24.10", Today));
        Assert.Contains(" > ", starter.Ncm.Path("85322410"), StringComparison.Ordinal);
        Assert.True(starter.RatesOn("85322410", null, Today).Ipi.Rate.IsKnown);
        Assert.Same(starter, FiscalTables.Starter());
    }

    [Theory]
    [InlineData("85322410", null, null)]
    [InlineData("8532.24.10", "00", null)]
    [InlineData("99999999", null, "não existe")]
    [InlineData("8532", null, "8 dígitos")]
    [InlineData("85322410", "77", "não consta da TIPI")]
    [InlineData("capacitor", null, "não é um código")]
    [InlineData(null, null, "não traz código")]
    public void Gate_lets_only_what_the_tables_hold(string? ncm, string? ex, string? reason)
    {
        var rejected = DeterminismGate.Reject(FiscalTables.Starter(), ncm, ex, Today);

        if (reason is null)
        {
            Assert.Null(rejected);
        }
        else
        {
            Assert.Contains(reason, rejected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gate_lets_a_heading_through_only_when_a_partial_answer_is_allowed()
    {
        Assert.Null(DeterminismGate.Reject(FiscalTables.Starter(), "8532", null, Today, partial: true));
        Assert.NotNull(DeterminismGate.Reject(FiscalTables.Starter(), "8599", null, Today, partial: true));
    }
}
