namespace Nexa.Fiscal.Import;

/// <summary>What is different between two versions of a table that need not follow one another: the lines that hold on each file's day.</summary>
public static class TableComparison
{
    private const string TextLine = "texto";

    /// <param name="Shown">As a line that is new is written.</param>
    private sealed record Line(
        string Code, string Name, string Shown, string? Rate, string? Text, DateOnly From, DateOnly To, string? EndAct)
    {
        public (string Code, string Name) Key => (Code, Name);
    }

    /// <summary>Null where one of the two is the starter table: it has a choice of codes, and all others would seem new.</summary>
    public static ImportDiff? Compare(FiscalFile before, FiscalFile after)
    {
        if (before.IsStarter || after.IsStarter)
        {
            return null;
        }

        var all = ListLines(after).ToLookup(line => line.Key);
        var (was, now) = (FindHolding(before), FindHolding(after));
        return new ImportDiff(
            [.. now.Values.Where(line => !was.ContainsKey(line.Key)).Select(line => line.Shown)],
            [.. was.Values.Where(line => !now.ContainsKey(line.Key)).Select(line => all[line.Key].MaxBy(row => row.To) is { } last
                ? new EndedCode(line.Code, last.To, last.EndAct, line.Name)
                : new EndedCode(line.Code, after.AsOf.AddDays(-1), null, line.Name))],
            [.. now.Values.Where(line => was.ContainsKey(line.Key)).SelectMany(line => ListChanges(was[line.Key], line))]);
    }

    private static IEnumerable<ChangedRate> ListChanges(Line was, Line now)
    {
        if (was.Rate is { } rate && now.Rate is { } newRate && rate != newRate)
        {
            yield return new ChangedRate(now.Code, now.Name, rate, newRate);
        }

        if (was.Text is { } text && now.Text is { } newText && text != newText)
        {
            yield return new ChangedRate(now.Code, now.Name.Length > 0 ? $"Ex {now.Name} {TextLine}" : TextLine, text, newText);
        }
    }

    /// <summary>The last line of each key that holds; the end of a code is told as soon as the nomenclature has one.</summary>
    private static Dictionary<(string Code, string Name), Line> FindHolding(FiscalFile file) => ListLines(file)
        .Where(line => file.Kind switch
        {
            FiscalFileKind.Ncm => line.To == NcmNode.Open,
            FiscalFileKind.Tipi or FiscalFileKind.Tariff => line.To >= file.AsOf,
            _ => true, // each line of other rates has its beginning in its name
        })
        .GroupBy(line => line.Key).ToDictionary(group => group.Key, group => group.MaxBy(line => line.From)!);

    private static IEnumerable<Line> ListLines(FiscalFile file) => file.Kind switch
    {
        FiscalFileKind.Ncm =>
            file.Ncm.Select(node => new Line(node.Code, "", node.Code, null, node.Text, node.From, node.To, node.EndAct)),
        FiscalFileKind.Tipi => file.Tipi.Select(row => new Line(
            row.Code, row.Ex ?? "", $"{row.Code} {row.Ex}".Trim(), row.Rate.ToString(), row.Ex is null ? null : row.Text, row.From, row.To,
            null)),
        FiscalFileKind.Tariff => file.Duties.Select(row => (Row: row, Name: $"{row.Annex} {row.Ex} {(row.Quota ? "quota" : "")}".Trim()))
            .Select(one => new Line(
                one.Row.Code, one.Name, $"{one.Row.Code} {one.Name}".Trim(), one.Row.Rate.ToString(), null, one.Row.From, one.Row.To, null)),
        _ => file.Rates
            .Select(row => (Row: row, Name: string.Join(
                ' ', new[] { row.Tax, row.Scope, row.Code, $"{row.From:yyyy-MM-dd}" }.Where(part => part.Length > 0))))
            .Select(one => new Line(
                one.Row.Code, one.Name, one.Name, one.Row.Rate.ToString(), null, one.Row.From, one.Row.To, one.Row.Act)),
    };
}
