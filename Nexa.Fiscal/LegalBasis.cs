
namespace Nexa.Fiscal;

/// <summary>What an answer rests on in the fiscal tables: its code and its Ex, each as born by its act. Another rate changes the tax, not the classification.</summary>
public static class LegalBasis
{
    /// <summary>Null where the answer has no basis on that date: no code, not in force, of a heading that the tables lack, or an Ex that is not in them.</summary>
    public static string? Of(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (DeterminismGate.Reject(tables, ncm, ex, on, partial: true) is not null
            || NcmCode.Digits(ncm) is not { } code || tables.Ncm.Find(code) is not { } node)
        {
            return null;
        }

        var born = $"{code} {node.From:yyyy-MM-dd}";
        return NcmCode.Ex(ex) is { } number && tables.ExOf(code, on).FirstOrDefault(rule => rule.Ex == number) is { } rule ? $"{born} Ex {number} {rule.From:yyyy-MM-dd}" : born;
    }

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
