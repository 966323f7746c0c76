using Nexa.Core.Fiscal;

namespace Nexa.Core.Review;

/// <summary>What an answer rests on in the fiscal tables: its code and its Ex, each as born by its act. Another rate changes the tax, not the classification.</summary>
public static class LegalBasis
{
    /// <summary>Null where the answer has no basis on that date: no code, not in force, or an Ex that is not in the table.</summary>
    public static string? Of(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (DeterminismGate.Reject(tables, ncm, ex, on, partial: true) is not null || NcmCode.Digits(ncm) is not { } code)
        {
            return null;
        }

        var born = $"{code} {tables.Ncm.Find(code)!.From:yyyy-MM-dd}";
        return NcmCode.Ex(ex) is { } number && tables.ExOf(code, on).FirstOrDefault(rule => rule.Ex == number) is { } rule ? $"{born} Ex {number} {rule.From:yyyy-MM-dd}" : born;
    }

    /// <summary>
    /// Why a person's code can't stand, in Portuguese; null when it can. The tables that come with Nexa hold some headings
    /// whole and no others: of a heading that they lack they say nothing.
    /// </summary>
    public static string? Objection(FiscalTables tables, string? ncm, string? ex, DateOnly on) =>
        NcmCode.Digits(ncm) is { Length: 8 } code && tables == FiscalTables.Starter() && tables.Ncm.Find(code[..4]) is null
            ? null
            : DeterminismGate.Reject(tables, ncm, ex, on);

    /// <summary>The import taxes on a customs value of 100 reais, as far as the rates are known: what ranks the review queue where no value is known.</summary>
    public static decimal TaxAtStake(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (NcmCode.Digits(ncm) is not { } code)
        {
            return 0;
        }

        var rates = tables.RatesOn(code, ex, on);
        return (rates.Ii.Rate.Percent ?? 0) + (rates.Ipi.Rate.Percent ?? 0) + (rates.Pis.Rate.Percent ?? 0) + (rates.Cofins.Rate.Percent ?? 0);
    }
}
