using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>A code that ended or never was: what to look at in its place; and texts that change are changes.</summary>
public sealed class NearCodesTests
{
    private static readonly DateOnly Start = new(2022, 4, 1);
    private static readonly DateOnly Today = new(2026, 12, 2);

    private static readonly FiscalTables Tables = new(Guid.NewGuid(), "NCM", Today, new NcmTable(
    [
        Leaf("85414021"), Leaf("85414022") with { To = new DateOnly(2026, 6, 30) }, Leaf("85414029"), Leaf("85415000"),
        Leaf("85416000") with { To = new DateOnly(2026, 6, 30) },
    ]), [], []);

    [Theory]
    [InlineData("8541.40.22", "deixou de vigorar em 30/06/2026. Verifique: 8541.40.21, 8541.40.29.")] // ended: its subheading
    [InlineData("8541.40.99", "não existe na NCM (NCM). Verifique: 8541.40.21, 8541.40.29.")] // unknown: its subheading
    [InlineData("8541.60.00", "deixou de vigorar em 30/06/2026. Verifique: 8541.40.21, 8541.40.29, 8541.50.00.")] // else its heading
    [InlineData("9999.99.99", "não existe na NCM (NCM).")]
    public void The_codes_in_force_nearest_to_one_that_is_not_are_named(string code, string reason)
    {
        Assert.EndsWith(reason, DeterminismGate.Reject(Tables, code, null, Today), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_text_is_part_of_the_diff()
    {
        var before = File([Leaf("85414021"), Leaf("85414029")], "a");
        var after = File([Leaf("85414021") with { Text = "Fotodiodos" }, Leaf("85414029")], "b");

        var (_, diff) = TableMerge.Merge(after, before);

        Assert.Equal([new ChangedRate("85414021", "texto", "Texto", "Fotodiodos")], diff.Changed);
    }

    [Fact]
    public void The_changed_text_of_an_ex_is_part_of_the_diff()
    {
        TipiRate Ex(string text) => new("85414021", "001", Rate.FromPercent(2m), text, Start, NcmNode.Open, null);
        FiscalFile Tipi(string text, string hash) => new(FiscalFileKind.Tipi, "tipi.xlsx", hash, Today, null) { Tipi = [Ex(text)] };

        var (_, diff) = TableMerge.Merge(Tipi("Para uso médico", "b"), Tipi("Para uso hospitalar", "a"));

        Assert.Equal([new ChangedRate("85414021", "Ex 001 texto", "Para uso hospitalar", "Para uso médico")], diff.Changed);
    }

    private static NcmNode Leaf(string code) => new(code, "Texto", Start, NcmNode.Open, null, null);

    private static FiscalFile File(NcmNode[] nodes, string hash) => new(FiscalFileKind.Ncm, "ncm.json", hash, Today, null) { Ncm = nodes };
}
