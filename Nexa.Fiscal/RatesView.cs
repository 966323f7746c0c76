using Nexa.Fiscal.Tax;

namespace Nexa.Fiscal;

/// <summary>A rate as clients see it; an open end is null.</summary>
public sealed record RateView(Rate Rate, string? Basis, string? Act, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    public static RateView FromRate(DatedRate rate) => new(rate.Rate, rate.Basis, rate.Act, HideOpenEnd(rate.From), HideOpenEnd(rate.To));

    internal static DateOnly? HideOpenEnd(DateOnly? day) => day == NcmNode.Open || day == DateOnly.MinValue ? null : day;
}

/// <summary>A line of an exception list that may apply to goods that fit its text or its quota.</summary>
public sealed record DutyCandidateView(
    string Annex, string? Ex, bool Quota, Rate Rate, string? Text, string? Act, DateOnly? ValidFrom, DateOnly? ValidTo);

/// <summary>A special regime of PIS/COFINS whose imported list names the code: it holds where importer and use fit it too.</summary>
public sealed record RegimeView(string Regime, RateView Pis, RateView Cofins);

/// <summary>The rates of a code on a date.</summary>
/// <param name="CofinsAdditional">Of Lei 10.865 art. 8º § 21: UNKNOWN where no list of its codes was imported.</param>
/// <param name="Icms">Of the State that was asked for; null when none was.</param>
public sealed record RatesView(
    DateOnly On, Guid SnapshotId, RateView Ii, RateView Ipi, RateView Pis, RateView Cofins, RateView CofinsAdditional, RateView Is,
    RateView Cbs, RateView IbsUf,
    RateView IbsMun, RateView? Icms, IReadOnlyList<RegimeView> Regimes, IReadOnlyList<DutyCandidateView> DutyCandidates)
{
    public static RatesView FindRates(FiscalTables tables, string ncm, string? ex, DateOnly on, string? uf)
    {
        var (rates, own) = (tables.FindRates(ncm, ex, on), tables.Rates);
        var (ibsUf, ibsMun) = Reform2027.FindIbs(own, ncm, on);
        return new RatesView(
            on, tables.SnapshotId, RateView.FromRate(rates.Ii), RateView.FromRate(rates.Ipi), RateView.FromRate(rates.Pis),
            RateView.FromRate(rates.Cofins),
            RateView.FromRate(Contributions.FindAdditional(own, ncm, on)), RateView.FromRate(Reform2027.FindSelective(own, ncm, on)),
            RateView.FromRate(Reform2027.FindCbs(own, ncm, on)),
            RateView.FromRate(ibsUf), RateView.FromRate(ibsMun), uf is null ? null : RateView.FromRate(own.FindIcms(uf, ncm, on)),
            [.. own.ListRegimes(ncm, on).Select(regime => new RegimeView(
                regime, RateView.FromRate(Contributions.FindPis(own, on, regime, ncm)),
                RateView.FromRate(Contributions.FindCofins(own, on, regime, ncm))))],
            [.. rates.DutyCandidates.Select(row => new DutyCandidateView(
                row.Annex, row.Ex, row.Quota, row.Rate, row.Text, row.Act, RateView.HideOpenEnd(row.From), RateView.HideOpenEnd(row.To)))]);
    }
}
