namespace Nexa.Fiscal.Import;

/// <summary>
/// A new file over the tables in force. Official files say what holds on their day and forget the rest: what they no longer say is carried
/// over with its end, and an unchanged rate keeps its beginning, so that every snapshot answers for earlier dates too.
/// </summary>
internal static class TableMerge
{
    private const string TextLine = "texto";

    public static (FiscalFile Merged, ImportDiff Diff) Merge(FiscalFile file, FiscalFile? before) => file.Kind switch
    {
        FiscalFileKind.Ncm => MergeNcm(file, before),
        FiscalFileKind.Tipi => MergeTipi(file, before),
        FiscalFileKind.Exchange => (file, ImportDiff.First), // its days are added to those before it, which nothing repeats
        FiscalFileKind.Law or FiscalFileKind.Rates => MergeTaxRates(file, before),
        FiscalFileKind.Attributes => AttributeMerge.Merge(file, before),
        _ => MergeDuties(file, before),
    };

    // A file says all there is to say of the taxes and scopes that it names (their history too) and nothing of the others.
    private static (FiscalFile Merged, ImportDiff Diff) MergeTaxRates(FiscalFile file, FiscalFile? before)
    {
        var named = file.Rates.Select(row => (row.Tax, row.Scope)).ToHashSet();
        IReadOnlyList<TaxRate> was = file.Kind is FiscalFileKind.Rates ? before?.Rates ?? [] : [];
        var old = was.Where(row => named.Contains((row.Tax, row.Scope))).ToDictionary(BuildKey, StringComparer.Ordinal);
        var now = file.Rates.ToDictionary(BuildKey, StringComparer.Ordinal);
        return (file with { Rates = [.. was.Where(row => !named.Contains((row.Tax, row.Scope))), .. file.Rates] }, new ImportDiff(
            [.. now.Keys.Where(key => !old.ContainsKey(key))],
            [.. old.Where(pair => !now.ContainsKey(pair.Key))
                .Select(pair => new EndedCode(pair.Value.Code, pair.Value.To, pair.Value.Act, pair.Key))],
            [.. now.Where(pair => old.TryGetValue(pair.Key, out var before) && before.Rate != pair.Value.Rate)
                .Select(pair => new ChangedRate(pair.Value.Code, pair.Key, old[pair.Key].Rate.ToString(), pair.Value.Rate.ToString()))]));

        static string BuildKey(TaxRate row) =>
            string.Join(' ', new[] { row.Tax, row.Scope, row.Code, $"{row.From:yyyy-MM-dd}" }.Where(part => part.Length > 0));
    }

    private static (FiscalFile Merged, ImportDiff Diff) MergeNcm(FiscalFile file, FiscalFile? before)
    {
        if (before is null or { IsStarter: true })
        {
            // The starter's texts are summaries: none is kept beside the official text.
            return (file, ImportDiff.First);
        }

        var now = file.Ncm.ToLookup(node => node.Code, StringComparer.Ordinal);
        var was = before.Ncm.ToLookup(node => node.Code, StringComparer.Ordinal);
        var carried = before.Ncm.Where(old => now[old.Code].All(node => node.From != old.From))
            .Select(old => now[old.Code].Where(node => node.From > old.From).ToArray() switch
        {
            [] => old with { To = TakeEarlier(old.To, file.AsOf.AddDays(-1)) },
            var later => old with { To = TakeEarlier(old.To, later.Min(node => node.From).AddDays(-1)) },
        }).Where(node => node.From <= node.To);
        var ended = before.Ncm.Where(old => old.To == NcmNode.Open).Select(old => (old.Code, Now: now[old.Code].MaxBy(node => node.To)))
            .Where(pair => pair.Now is null || pair.Now.To < NcmNode.Open)
            .Select(pair => new EndedCode(pair.Code, pair.Now?.To ?? file.AsOf.AddDays(-1), pair.Now?.EndAct));
        return (file with { Ncm = [.. file.Ncm, .. carried] }, new ImportDiff(
            [.. now.Select(group => group.Key).Where(code => !was.Contains(code))], [.. ended],
            [.. ListChangedTexts(before.Ncm.Where(node => node.To == NcmNode.Open).Select(node => (node.Code, TextLine, node.Text)),
                file.Ncm.Where(node => node.To == NcmNode.Open).Select(node => (node.Code, TextLine, node.Text)))]));
    }

    private static (FiscalFile Merged, ImportDiff Diff) MergeTipi(FiscalFile file, FiscalFile? before)
    {
        var merged = MergeRates(
            file, before, [.. file.Tipi], before?.Tipi ?? [], row => (row.Code, row.Ex ?? ""), row => row.Rate, row => (row.From, row.To),
            (row, from, to) => row with { From = from, To = to }, datedByFile: true, out var diff);
        var texts = before is null or { IsStarter: true } ? []
            : ListChangedTexts(ListExTexts(before.Tipi), ListExTexts(file.Tipi));
        return (file with { Tipi = merged }, diff with { Changed = [.. diff.Changed, .. texts] });
    }

    private static (FiscalFile Merged, ImportDiff Diff) MergeDuties(FiscalFile file, FiscalFile? before)
    {
        var merged = MergeRates(
            file, before, [.. file.Duties], before?.Duties ?? [],
            row => (row.Code, $"{row.Annex} {row.Ex} {(row.Quota ? "quota" : "")}".Trim()), row => row.Rate,
            row => (row.From, row.To), (row, from, to) => row with { From = from, To = to }, datedByFile: false, out var diff);
        return (file with { Duties = merged }, diff);
    }

    private static List<T> MergeRates<T>(
        FiscalFile file, FiscalFile? before, List<T> now, IReadOnlyList<T> was, Func<T, (string Code, string Line)> key, Func<T, Rate> rate,
        Func<T, (DateOnly From, DateOnly To)> dates, Func<T, DateOnly, DateOnly, T> dated, bool datedByFile, out ImportDiff diff)
    {
        var merged = new List<T>(now.Count);
        var changes = new List<ChangedRate>();
        var old = was.ToLookup(key);
        var kept = new HashSet<(string, string)>();
        foreach (var group in now.GroupBy(key))
        {
            kept.Add(group.Key);
            var open = old[group.Key].Where(row => dates(row).To == NcmNode.Open).ToArray();
            if (group.Count() > 1 || open is not [var previous])
            {
                merged.AddRange(group);
                merged.AddRange(old[group.Key].Where(row => group.All(line => dates(line).From > dates(row).To)));
                continue;
            }

            var row = group.First();
            merged.AddRange(old[group.Key].Except(open));
            var (from, to) = dates(row);
            var began = dates(previous).From;
            if (rate(row) == rate(previous) && to == NcmNode.Open)
            {
                merged.Add(dated(row, began < from ? began : from, to));
                continue;
            }

            changes.Add(new ChangedRate(group.Key.Code, group.Key.Line, rate(previous).ToString(), rate(row).ToString()));
            if (began > from && before is { IsStarter: true })
            {
                // The starter table is newer than this file.
                merged.Add(dated(row, from, TakeEarlier(to, began.AddDays(-1))));
                merged.Add(previous);
                continue;
            }

            var begins = datedByFile || from <= began ? file.AsOf : from;
            merged.Add(dated(row, begins, to));
            if (began < begins)
            {
                merged.Add(dated(previous, began, begins.AddDays(-1)));
            }
        }

        var gone = was.Where(row => !kept.Contains(key(row))).ToArray();
        var later = before is { IsStarter: true } && before.AsOf > file.AsOf;
        merged.AddRange(
            gone.Select(row => later ? row : dated(row, dates(row).From, TakeEarlier(dates(row).To, file.AsOf.AddDays(-1))))
                .Where(row => dates(row).From <= dates(row).To));
        diff = before is null or { IsStarter: true }
            ? ImportDiff.First with { Changed = changes }
            : new ImportDiff(
                [.. kept.Where(line => !old.Contains(line)).Select(line => $"{line.Item1} {line.Item2}".Trim())],
                [.. gone.Where(row => dates(row).To == NcmNode.Open)
                    .Select(row => new EndedCode(key(row).Code, file.AsOf.AddDays(-1), null, key(row).Line))], changes);
        return merged;
    }

    private static IEnumerable<(string Code, string Line, string Text)> ListExTexts(IEnumerable<TipiRate> rows) =>
        rows.Where(row => row is { Ex: not null, Text: not null } && row.To == NcmNode.Open)
            .Select(row => (row.Code, $"Ex {row.Ex} {TextLine}", row.Text!));

    /// <summary>A text decides what fits a code as much as a rate decides what it costs.</summary>
    private static IEnumerable<ChangedRate> ListChangedTexts(
        IEnumerable<(string Code, string Line, string Text)> before, IEnumerable<(string Code, string Line, string Text)> after)
    {
        var old = before.DistinctBy(row => (row.Code, row.Line)).ToDictionary(row => (row.Code, row.Line), row => row.Text);
        return after.Where(row => old.TryGetValue((row.Code, row.Line), out var text) && text != row.Text)
            .Select(row => new ChangedRate(row.Code, row.Line, old[(row.Code, row.Line)], row.Text));
    }

    private static DateOnly TakeEarlier(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>What an import changed.</summary>
public sealed record ImportDiff(IReadOnlyList<string> Born, IReadOnlyList<EndedCode> Ended, IReadOnlyList<ChangedRate> Changed)
{
    /// <summary>No official file was in force before.</summary>
    public static readonly ImportDiff First = new([], [], []);
}

public sealed record EndedCode(string Code, DateOnly LastDay, string? Act, string Line = "");

/// <param name="Line">The line of the table; ending in "texto" where its text and not its rate has changed.</param>
public sealed record ChangedRate(string Code, string Line, string Was, string Now);
