using Nexa.Fiscal;

namespace Nexa.Tests.Fiscal;

public sealed class StarterTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Fact]
    public void Starter_knows_ceramic_capacitors_with_path_and_rates()
    {
        var starter = FiscalTables.LoadStarter();

        Assert.True(starter.Ncm.IsInForce("8532.24.10", Today));
        Assert.Contains(" > ", starter.Ncm.FindPath("85322410"), StringComparison.Ordinal);
        Assert.True(starter.FindRates("85322410", null, Today).Ipi.Rate.IsKnown);
        Assert.Same(starter, FiscalTables.LoadStarter());
    }

    [Theory]
    [InlineData("85322410", null, null)]
    [InlineData("8532.24.10", "00", null)]
    [InlineData("99999999", null, "não existe")]
    [InlineData("8532", null, "8 dígitos")]
    [InlineData("85322410", "77", "não consta da TIPI")]
    [InlineData("capacitor", null, "não é um código")]
    [InlineData(null, null, "chegar a um código NCM")]
    public void Gate_lets_only_what_the_tables_hold(string? ncm, string? ex, string? reason)
    {
        var rejected = DeterminismGate.Reject(FiscalTables.LoadStarter(), ncm, ex, Today);

        if (reason is null)
        {
            Assert.Null(rejected);
        }
        else
        {
            Assert.Contains(reason, rejected, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("84281000", true)]
    [InlineData("8428", true)]
    [InlineData("01", true)]
    [InlineData("85322410", false)]
    [InlineData("85322499", false)] // of a heading that the starter table holds: it does not exist
    [InlineData("77010000", false)] // no such chapter
    [InlineData("85990000", false)] // no such heading
    public void Of_a_heading_that_the_starter_table_lacks_the_gate_cannot_tell(string ncm, bool unverifiable)
    {
        var reason = DeterminismGate.ExplainUnverifiable(FiscalTables.LoadStarter(), ncm);

        Assert.Equal(unverifiable, reason is not null);
        if (unverifiable)
        {
            Assert.Null(DeterminismGate.Reject(FiscalTables.LoadStarter(), ncm, null, Today, partial: true));
            Assert.Contains("não pôde ser verificado", reason, StringComparison.Ordinal);
            Assert.Null(LegalBasis.Fingerprint(FiscalTables.LoadStarter(), ncm, null, Today));
        }
        else if (ncm != "85322410")
        {
            Assert.Contains(
                "não existe", DeterminismGate.Reject(FiscalTables.LoadStarter(), ncm, null, Today, partial: true),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_complete_nomenclature_can_always_tell()
    {
        var complete = new FiscalTables(Guid.Empty, "NCM", Today, FiscalTables.LoadStarter().Ncm, [], []);

        Assert.Null(DeterminismGate.ExplainUnverifiable(complete, "84281000"));
        Assert.Contains("não existe", DeterminismGate.Reject(complete, "84281000", null, Today), StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_lets_a_heading_through_only_when_a_partial_answer_is_allowed()
    {
        Assert.Null(DeterminismGate.Reject(FiscalTables.LoadStarter(), "8532", null, Today, partial: true));
        Assert.NotNull(DeterminismGate.Reject(FiscalTables.LoadStarter(), "8599", null, Today, partial: true));
    }
}
