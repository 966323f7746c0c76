using Nexa.Core.FiscalStore;

namespace Nexa.Api.Features.Organisations;

/// <summary>What the organisation has loaded of one tax in one scope.</summary>
/// <param name="Scope">A State, a list or a regime; null for the general rate.</param>
/// <param name="Lines">Dated lines; GET /taxes/rates shows those in force, with the origin "organisation".</param>
/// <param name="File">Where they came from.</param>
public sealed record OwnRatesView(string Tax, string? Scope, int Lines, string File, DateTimeOffset LoadedAt)
{
    internal static OwnRatesView FromRates(OwnRates rates) =>
        new(rates.Tax, rates.Scope.Length == 0 ? null : rates.Scope, rates.Count, rates.FileName, rates.LoadedAt);
}

public sealed record OwnRatesPage(IReadOnlyList<OwnRatesView> Items, string? NextCursor);
