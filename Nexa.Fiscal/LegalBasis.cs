using Nexa.Fiscal.Tax;

namespace Nexa.Fiscal;

/// <summary>
/// Fingerprint of the NCM and Ex rows (code and start of validity) that an answer was based on. Rate changes don't alter it.
/// </summary>
public static class LegalBasis
{
    /// <summary>
    /// Null where the answer has no basis on that date: no code, not in force, of a heading that the tables lack, or an Ex that is not in
    /// them.
    /// </summary>
    public static string? Of(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (DeterminismGate.Reject(tables, ncm, ex, on, partial: true) is not null
            || NcmCode.Digits(ncm) is not { } code || tables.Ncm.Find(code) is not { } node)
        {
            return null;
        }

        var born = $"{code} {node.From:yyyy-MM-dd}";
        return NcmCode.Ex(ex) is { } number && tables.ExOf(code, on).FirstOrDefault(rule => rule.Ex == number) is { } rule
            ? $"{born} Ex {number} {rule.From:yyyy-MM-dd}" : born;
    }

    /// <summary>
    /// The federal import taxes on a customs value of 100 reais, each on its own base. Null where a rate is unknown: then nobody knows what
    /// is at stake.
    /// </summary>
    public static decimal? CalculateTaxAtStake(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (NcmCode.Digits(ncm) is not { } code || !NcmCode.IsLeaf(code))
        {
            return null;
        }

        const decimal Value = 100m;
        var rates = tables.RatesOn(code, ex, on);
        var (ibsUf, ibsMun) = Reform2027.Ibs(tables.Rates, code, on);
        var ii = Take(Value, rates.Ii);
        var selective = Take(Value + ii, Reform2027.Selective(tables.Rates, code, on));
        var consumption = Reform2027.IsTestYear(on) ? 0m
            : Take(Value + ii + selective, Reform2027.Cbs(tables.Rates, code, on)) + Take(Value + ii + selective, ibsUf)
                + Take(Value + ii + selective, ibsMun);
        return ii + Take(Value + ii, rates.Ipi) + Take(Value, rates.Pis) + Take(Value, rates.Cofins) + selective + consumption;
    }

    private static decimal? Take(decimal? taxBase, DatedRate rate) => rate.Rate.Percent == 0m ? 0m
        : taxBase is { } amount && rate.Rate.Percent is { } percent ? Cents.Of(amount, percent) : null;
}
