using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <param name="Notes">What to know of the rates of an earlier edition.</param>
public sealed record TaxRatesAnswer(DateOnly On, Guid SnapshotId, IReadOnlyList<TaxRateView> Rates, IReadOnlyList<string> Notes);

/// <param name="Ncm">Beginning of the codes for which it holds; null for all.</param>
/// <param name="Rate">In percent; of the Siscomex fee, in reais.</param>
/// <param name="Origin">"law"; "operator" for a line that was imported for all; "organisation" for one of its own.</param>
public sealed record TaxRateView(
    string Tax, string? Scope, string? Ncm, Rate Rate, DateOnly? ValidFrom, DateOnly? ValidTo, string? Act, string? Note, string Origin)
{
    internal static TaxRateView FromRow(TaxRate row, RateOrigin origin) => new(
        row.Tax, row.Scope.Length == 0 ? null : row.Scope, row.Code.Length == 0 ? null : row.Code, row.Rate, row.From,
        row.To == NcmNode.Open ? null : row.To,
        row.Act, row.Note, origin.ToString().ToLowerInvariant());
}

public sealed record TaxAnswer(
    DateOnly Date, Guid SnapshotId, IReadOnlyList<ItemTaxes> Items, TaxAmounts Totals, IReadOnlyList<TaxStep> Steps,
    IReadOnlyList<MissingRate> Missing, IReadOnlyList<string> Notes)
{
    public IReadOnlyList<TaxAnswer>? SideBySide { get; init; }

    /// <summary>Null where nothing was said of quantity, local expenses or the importer's regime.</summary>
    public ImportCost? Cost { get; init; }

    /// <summary>What the origin may change, for the importer to confirm: shown, never applied.</summary>
    public IReadOnlyList<TaxCandidate> Candidates { get; init; } = [];

    internal static TaxAnswer FromEstimate(TaxEstimate estimate) => new(
        estimate.Date, estimate.SnapshotId, [.. estimate.Items.Select(ItemTaxes.FromEstimate)], estimate.Totals, estimate.Steps,
        estimate.Missing,
        estimate.Notes)
    {
        Cost = estimate.Cost, Candidates = estimate.Candidates,
    };
}

public sealed record ItemTaxes(
    string Ncm, string? Ex, string Addition, decimal? CustomsValue, decimal? Ii, decimal? Ipi, decimal? Pis, decimal? Cofins, decimal? Is,
    decimal? Cbs,
    decimal? IbsUf, decimal? IbsMun, decimal? TradeDefence, decimal? Afrmm, decimal? Siscomex, decimal? IcmsBase, decimal? Icms,
    decimal? IcmsDeferred,
    decimal? Total, IReadOnlyList<TaxStep> Steps, decimal? Fecp = null, decimal? InformativeCbs = null, decimal? InformativeIbsUf = null,
    decimal? InformativeIbsMun = null, ImportCost? Cost = null)
{
    internal static ItemTaxes FromEstimate(ItemEstimate item)
    {
        var amounts = item.Amounts;
        return new ItemTaxes(
            item.Ncm, item.Ex, item.Addition, amounts.CustomsValue, amounts.Ii, amounts.Ipi, amounts.Pis, amounts.Cofins, amounts.Is,
            amounts.Cbs, amounts.IbsUf,
            amounts.IbsMun, amounts.TradeDefence, amounts.Afrmm, amounts.Siscomex, amounts.IcmsBase, amounts.Icms, amounts.IcmsDeferred,
            amounts.Total,
            item.Steps, amounts.Fecp, amounts.InformativeCbs, amounts.InformativeIbsUf, amounts.InformativeIbsMun, item.Cost);
    }
}
