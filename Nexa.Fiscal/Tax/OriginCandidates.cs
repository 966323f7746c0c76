namespace Nexa.Fiscal.Tax;

/// <summary>Something that may change an item's taxes and that only the importer can confirm. It is shown, never applied.</summary>
/// <param name="Item">Position of the item, from 0.</param>
/// <param name="Kind">"preference", "afrmm_exemption" or "trade_defence".</param>
/// <param name="Origin">The country, ISO 3166-1.</param>
/// <param name="Rate">Of a preference its margin, of a measure its rate, where the imported list has it.</param>
/// <param name="Text">What it is and how to confirm it, in Portuguese.</param>
public sealed record TaxCandidate(
    int Item, string Ncm, string Kind, string? Origin, Rate? Rate, string? Act, DateOnly? ValidFrom, DateOnly? ValidTo, string Text);

/// <summary>
/// What the origin of an item may mean: a preference by agreement (which stands before all lists of the tariff, and needs a proof of
/// origin), the exemption from AFRMM that some agreements give, and measures of trade defence.
/// </summary>
internal static class OriginCandidates
{
    public const string Defence = "trade_defence";
    public const string Margin = "ii_preference";
    private static readonly string[] Mercosul = ["AR", "BO", "PY", "UY"];
    private static readonly string[] Aladi = ["AR", "BO", "CL", "CO", "CU", "EC", "MX", "PA", "PE", "PY", "UY", "VE"];

    public static IEnumerable<TaxCandidate> List(TaxContext context)
    {
        foreach (var (index, item) in context.Declaration.Items.Index())
        {
            var ncm = NcmCode.ParseDigits(item.Ncm)!;
            var origin = item.Origin?.Trim().ToUpperInvariant();
            foreach (var candidate in ListDefence(context, item, ncm, origin).Concat(ListPreferences(context, item, ncm, origin)))
            {
                yield return candidate with { Item = index, Ncm = NcmCode.Format(ncm) };
            }
        }
    }

    public static void NoteWhatIsNotKnown(TaxContext context)
    {
        if (context.Declaration.Items.Any(item => item.Origin is not null) && !context.Tables.Rates.HasAny(Defence))
        {
            context.AddNote(TaxTexts.DefenceNotListed);
        }
    }

    private static IEnumerable<TaxCandidate> ListPreferences(TaxContext context, ImportItem item, string ncm, string? origin)
    {
        var listed = origin is null ? null : context.Tables.Rates.Find(Margin, origin, ncm, context.On);
        var member = Array.IndexOf(Aladi, origin) >= 0;
        if (item.Preference is null && listed is not null)
        {
            yield return FromLine("preference", origin, listed, TaxTexts.ExplainListedPreference(origin!, listed.Rate));
        }
        else if (item.Preference is null && item.Rates.Ii is null && member)
        {
            var agreement = Mercosul.Contains(origin, StringComparer.Ordinal) ? "Mercosul/ALADI" : "ALADI";
            yield return new TaxCandidate(
                0, "", "preference", origin, null, null, null, null, TaxTexts.ExplainPreference(origin!, agreement));
        }

        if (context.Declaration is { Mode: TransportMode.Sea, AfrmmExemption: null } && (member || listed is not null))
        {
            yield return new TaxCandidate(
                0, "", "afrmm_exemption", origin, null, "Lei 10.893/2004", null, null, TaxTexts.ExplainAfrmmExemption(origin!));
        }
    }

    private static IEnumerable<TaxCandidate> ListDefence(TaxContext context, ImportItem item, string ncm, string? origin)
    {
        if (item.TradeDefence > 0m || item.TradeDefenceByUnit is not null)
        {
            return []; // stated already
        }

        return context.Tables.Rates.ListScopes(Defence, ncm, context.On)
            .Where(line => origin is null || origin == line.Scope)
            .Select(line => FromLine(Defence, line.Scope, line, TaxTexts.ExplainDefence(ncm, line.Scope, origin is null)));
    }

    private static TaxCandidate FromLine(string kind, string? origin, TaxRate line, string text) => new(
        0, "", kind, origin, line.Rate.IsKnown ? line.Rate : null, line.Act, RateView.HideOpenEnd(line.From), RateView.HideOpenEnd(line.To),
        line.Note is null ? text : $"{text} {line.Note}");
}
