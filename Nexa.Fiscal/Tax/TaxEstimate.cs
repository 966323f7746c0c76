namespace Nexa.Fiscal.Tax;

/// <summary>One line of the memória de cálculo.</summary>
/// <param name="Source">"table", or "caller" for the caller's own value or rate.</param>
/// <param name="Payable">False where the law has the tax calculated but not collected.</param>
public sealed record TaxStep(
    string Tax, decimal? Base, Rate? Rate, decimal? Value, string Formula, string? Act, string Source, bool Payable = true);

/// <summary>A rate that is missing for a total.</summary>
/// <param name="Item">Position of the item, from 0; null when it concerns the declaration.</param>
public sealed record MissingRate(int? Item, string? Ncm, string Tax, string Reason);

/// <summary>Amounts in reais. Null: not known, and then the total is not known either.</summary>
public sealed record TaxAmounts
{
    public decimal? CustomsValue { get; init; }
    public decimal? Ii { get; init; }
    public decimal? Ipi { get; init; }
    public decimal? Pis { get; init; }
    public decimal? Cofins { get; init; }
    public decimal? Is { get; init; }
    public decimal? Cbs { get; init; }
    public decimal? IbsUf { get; init; }
    public decimal? IbsMun { get; init; }
    public decimal? TradeDefence { get; init; }
    public decimal? Afrmm { get; init; }
    public decimal? Siscomex { get; init; }
    public decimal? IcmsBase { get; init; }
    public decimal? Icms { get; init; }

    /// <summary>The part of the ICMS that is paid later; the total is without it.</summary>
    public decimal? IcmsDeferred { get; init; }

    /// <summary>The State's fund against poverty.</summary>
    public decimal? Fecp { get; init; }

    /// <summary>In the test year 2026 CBS and IBS are calculated but not collected: they are in no total. Null in other years.</summary>
    public decimal? InformativeCbs { get; init; }
    public decimal? InformativeIbsUf { get; init; }
    public decimal? InformativeIbsMun { get; init; }

    /// <summary>Everything paid to public treasuries; the value of the goods is not in it.</summary>
    public decimal? Total =>
        Ii + Ipi + Pis + Cofins + Is + Cbs + IbsUf + IbsMun + TradeDefence + Afrmm + Siscomex + Icms + Fecp - IcmsDeferred;

    public static TaxAmounts Sum(IReadOnlyList<TaxAmounts> parts) => new()
    {
        CustomsValue = SumKnown(parts, part => part.CustomsValue),
        Ii = SumKnown(parts, part => part.Ii),
        Ipi = SumKnown(parts, part => part.Ipi),
        Pis = SumKnown(parts, part => part.Pis),
        Cofins = SumKnown(parts, part => part.Cofins),
        Is = SumKnown(parts, part => part.Is),
        Cbs = SumKnown(parts, part => part.Cbs),
        IbsUf = SumKnown(parts, part => part.IbsUf),
        IbsMun = SumKnown(parts, part => part.IbsMun),
        TradeDefence = SumKnown(parts, part => part.TradeDefence),
        Afrmm = SumKnown(parts, part => part.Afrmm),
        Siscomex = SumKnown(parts, part => part.Siscomex),
        IcmsBase = SumKnown(parts, part => part.IcmsBase),
        Icms = SumKnown(parts, part => part.Icms),
        IcmsDeferred = SumKnown(parts, part => part.IcmsDeferred),
        Fecp = SumKnown(parts, part => part.Fecp),
        InformativeCbs = SumKnown(parts, part => part.InformativeCbs),
        InformativeIbsUf = SumKnown(parts, part => part.InformativeIbsUf),
        InformativeIbsMun = SumKnown(parts, part => part.InformativeIbsMun),
    };

    /// <summary>The same amounts divided among items in proportion to their customs values, to the cent.</summary>
    public TaxAmounts[] Divide(IReadOnlyList<decimal?> values)
    {
        if (values.Any(value => value is null))
        {
            return [.. values.Select(value => new TaxAmounts { CustomsValue = value })];
        }

        decimal[] weights = [.. values.Select(value => value!.Value)];
        var ii = SplitByWeight(Ii, weights);
        var ipi = SplitByWeight(Ipi, weights);
        var pis = SplitByWeight(Pis, weights);
        var cofins = SplitByWeight(Cofins, weights);
        var selective = SplitByWeight(Is, weights);
        var cbs = SplitByWeight(Cbs, weights);
        var ibsUf = SplitByWeight(IbsUf, weights);
        var ibsMun = SplitByWeight(IbsMun, weights);
        var defence = SplitByWeight(TradeDefence, weights);
        var afrmm = SplitByWeight(Afrmm, weights);
        var siscomex = SplitByWeight(Siscomex, weights);
        var icmsBase = SplitByWeight(IcmsBase, weights);
        var icms = SplitByWeight(Icms, weights);
        var deferred = SplitByWeight(IcmsDeferred, weights);
        var fecp = SplitByWeight(Fecp, weights);
        var informative = (
            Cbs: SplitByWeight(InformativeCbs, weights), IbsUf: SplitByWeight(InformativeIbsUf, weights),
            IbsMun: SplitByWeight(InformativeIbsMun, weights));
        return
        [
            .. weights.Select((weight, i) => new TaxAmounts
            {
                CustomsValue = weight, Ii = ii[i], Ipi = ipi[i], Pis = pis[i], Cofins = cofins[i], Is = selective[i], Cbs = cbs[i],
                IbsUf = ibsUf[i], IbsMun = ibsMun[i], TradeDefence = defence[i], Afrmm = afrmm[i], Siscomex = siscomex[i],
                IcmsBase = icmsBase[i], Icms = icms[i],
                IcmsDeferred = deferred[i], Fecp = fecp[i], InformativeCbs = informative.Cbs[i],
                InformativeIbsUf = informative.IbsUf[i], InformativeIbsMun = informative.IbsMun[i],
            }),
        ];
    }

    private static decimal?[] SplitByWeight(decimal? amount, decimal[] weights) =>
        amount is null ? new decimal?[weights.Length] : [.. Cents.Apportion(amount.Value, weights)];

    // Sum() of nullables skips nulls; here one unknown makes the sum unknown.
    private static decimal? SumKnown(IReadOnlyList<TaxAmounts> parts, Func<TaxAmounts, decimal?> amount) =>
        parts.Aggregate((decimal?)0m, (sum, part) => sum + amount(part));
}

public sealed record ItemEstimate(int Item, string Ncm, string? Ex, string Addition, TaxAmounts Amounts, IReadOnlyList<TaxStep> Steps)
{
    /// <summary>Null where the declaration says nothing of quantity, local expenses or the importer's regime.</summary>
    public ImportCost? Cost { get; init; }
}

/// <param name="Notes">What the reader should check: assumptions that the estimate rests on.</param>
public sealed record TaxEstimate(
    DateOnly Date, Guid SnapshotId, IReadOnlyList<ItemEstimate> Items, TaxAmounts Totals, IReadOnlyList<TaxStep> Steps,
    IReadOnlyList<MissingRate> Missing, IReadOnlyList<string> Notes)
{
    public ImportCost? Cost { get; init; }

    /// <summary>What the origin may change, for the importer to confirm.</summary>
    public IReadOnlyList<TaxCandidate> Candidates { get; init; } = [];
}
