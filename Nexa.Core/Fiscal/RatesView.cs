namespace Nexa.Core.Fiscal;

/// <summary>A rate as clients see it; an open end is null.</summary>
public sealed record RateView(Rate Rate, string? Basis, string? Act, DateOnly? ValidFrom, DateOnly? ValidTo)
{
    public static RateView Of(DatedRate rate) => new(rate.Rate, rate.Basis, rate.Act, Day(rate.From), Day(rate.To));

    internal static DateOnly? Day(DateOnly? day) => day == NcmNode.Open || day == DateOnly.MinValue ? null : day;
}

/// <summary>A line of an exception list that may apply to goods that fit its text or its quota.</summary>
public sealed record DutyCandidateView(string Annex, string? Ex, bool Quota, Rate Rate, string? Text, string? Act, DateOnly? ValidFrom, DateOnly? ValidTo);

/// <summary>The rates of a code on a date, for results of classifications and for the look-up.</summary>
public sealed record RatesView(DateOnly On, Guid SnapshotId, RateView Ii, RateView Ipi, RateView Pis, RateView Cofins, IReadOnlyList<DutyCandidateView> DutyCandidates)
{
    public static RatesView Of(FiscalTables tables, string ncm, string? ex, DateOnly on)
    {
        var rates = tables.RatesOn(ncm, ex, on);
        return new RatesView(
            on, tables.SnapshotId, RateView.Of(rates.Ii), RateView.Of(rates.Ipi), RateView.Of(rates.Pis), RateView.Of(rates.Cofins),
            [.. rates.DutyCandidates.Select(row => new DutyCandidateView(
                row.Annex, row.Ex, row.Quota, row.Rate, row.Text, row.Act, RateView.Day(row.From), RateView.Day(row.To)))]);
    }
}
