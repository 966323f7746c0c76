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
    public static string? Fingerprint(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (DeterminismGate.Reject(tables, ncm, ex, on, partial: true) is not null
            || NcmCode.ParseDigits(ncm) is not { } code || tables.Ncm.Find(code) is not { } node)
        {
            return null;
        }

        var born = $"{code} {node.From:yyyy-MM-dd}";
        return NcmCode.ParseEx(ex) is { } number && tables.FindEx(code, on).FirstOrDefault(rule => rule.Ex == number) is { } rule
            ? $"{born} Ex {number} {rule.From:yyyy-MM-dd}" : born;
    }

    /// <summary>
    /// The federal import taxes on a customs value of 100 reais, each on its own base. Null where a rate is unknown: then nobody knows what
    /// is at stake.
    /// </summary>
    public static decimal? CalculateTaxAtStake(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (NcmCode.ParseDigits(ncm) is not { } code || !NcmCode.IsLeaf(code))
        {
            return null;
        }

        const decimal Value = 100m;
        var rates = tables.FindRates(code, ex, on);
        var (ibsUf, ibsMun) = Reform2027.FindIbs(tables.Rates, code, on);
        var ii = TakeRate(Value, rates.Ii);
        var selective = TakeRate(Value + ii, Reform2027.FindSelective(tables.Rates, code, on));
        var consumption = Reform2027.IsTestYear(on) ? 0m
            : TakeRate(Value + ii + selective, Reform2027.FindCbs(tables.Rates, code, on)) + TakeRate(Value + ii + selective, ibsUf)
                + TakeRate(Value + ii + selective, ibsMun);
        return ii + TakeRate(Value + ii, rates.Ipi) + TakeRate(Value, rates.Pis) + TakeRate(Value, rates.Cofins) + selective + consumption;
    }

    private static decimal? TakeRate(decimal? taxBase, DatedRate rate) => rate.Rate.Percent == 0m ? 0m
        : taxBase is { } amount && rate.Rate.Percent is { } percent ? Cents.TakePercent(amount, percent) : null;
}
