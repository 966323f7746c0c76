namespace Nexa.Fiscal.Import;

/// <summary>A change of the law that classifications rest on.</summary>
/// <param name="Ncm">The code.</param>
/// <param name="Ex">Whom it concerns: classifications with this Ex, with none (""), or all of the code (null).</param>
/// <param name="Reason">What changed, in Portuguese for the analyst.</param>
public sealed record LegalChange(string Ncm, string? Ex, string Reason);

/// <summary>
/// Which codes a new file changes for those who classified in them: the code ends, or its rate becomes another one. Rates are compared as
/// they come out of the tables: a line that another list overrides anyway changes nothing, and a new line of an exception list may.
/// </summary>
public static class LegalChanges
{
    private const string IpiName = "IPI";
    private const string DutyName = "Imposto de importação";

    internal static List<LegalChange> Find(FiscalFile? before, FiscalFile after, ImportDiff diff) => before is null ? [] : after.Kind switch
    {
        FiscalFileKind.Ncm => [.. FindEndedCodes(after, diff)],
        FiscalFileKind.Tipi => [.. FindIpiChanges(before, after)],
        FiscalFileKind.Tariff => [.. FindDutyChanges(before, after)],
        _ => [], // A change of another tax leaves the classification as it is.
    };

    /// <summary>The first official nomenclature judges what the starter table could not.</summary>
    public static List<LegalChange> FindUnknownCodes(FiscalFile official, IEnumerable<string> codes)
    {
        var table = new NcmTable(official.Ncm);
        return [.. codes.Where(code => !table.IsInForce(code, official.AsOf)).Select(code => new LegalChange(
            code, null, $"O código {NcmCode.Format(code)} não existe ou não vigora na NCM oficial de {official.AsOf:dd/MM/yyyy}."))];
    }

    /// <summary>What changes when another edition of a file takes the place of the one in force.</summary>
    public static List<LegalChange> FindBetween(FiscalFile before, FiscalFile after, DateOnly today)
    {
        if (after.Kind is not FiscalFileKind.Ncm)
        {
            return Find(before, after with { AsOf = today }, ImportDiff.First);
        }

        var table = new NcmTable(after.Ncm);
        return [.. before.Ncm.Where(node => node.InForce(today) && !table.IsInForce(node.Code, today)).Select(node => new LegalChange(
            node.Code, null, $"O código NCM não vigora na edição de {after.AsOf:dd/MM/yyyy}, que foi restaurada."))];
    }

    /// <summary>
    /// Whether an answer given with these rates (null: none was known) rests on something that has changed or is about to.
    /// </summary>
    /// <param name="reason">What was said to have changed: a tax, or the code alone.</param>
    public static bool StillConcerns(FiscalTables tables, string ncm, string? ex, Rate? ii, Rate? ipi, string reason, DateOnly today)
    {
        if (DeterminismGate.Reject(tables, ncm, ex, today, partial: true) is not null || tables.Ncm.Find(ncm) is { To: var last }
            && last != NcmNode.Open)
        {
            return true;
        }

        var isAboutTax = reason.Contains(IpiName, StringComparison.Ordinal) || reason.Contains(DutyName, StringComparison.Ordinal);
        if (!isAboutTax || (ii is null && ipi is null))
        {
            return isAboutTax; // Without rates on record a change can't be ruled out.
        }

        return tables.ListChangeDays(ncm, today).Any(day =>
            (ii is { } duty && tables.FindDuty(ncm, day).Rate != duty) || (ipi is { } rate && tables.FindIpi(ncm, ex, day).Rate != rate));
    }

    private static IEnumerable<LegalChange> FindEndedCodes(FiscalFile after, ImportDiff diff)
    {
        var tables = LoadTables(after);
        return diff.Ended.Select(end => new LegalChange(end.Code, null,
            $"O código NCM deixa de vigorar em {end.LastDay:dd/MM/yyyy}{(end.Act is null ? "" : $" ({end.Act})")}."
            + DeterminismGate.SuggestCodes(tables, end.Code, end.LastDay.AddDays(1))));
    }

    private static IEnumerable<LegalChange> FindIpiChanges(FiscalFile before, FiscalFile after)
    {
        var (was, now) = (LoadTables(before), LoadTables(after));
        var later = after.Tipi.ToLookup(row => row.Code, StringComparer.Ordinal);
        return before.Tipi.GroupBy(row => (row.Code, row.Ex))
            .Select(line =>
                DescribeChange(IpiName, line.Key.Code, line.Key.Ex ?? "", after.AsOf,
                    [.. line.Concat(later[line.Key.Code]).Select(row => (row.From, row.To))],
                on => was.FindIpi(line.Key.Code, line.Key.Ex, on), on => now.FindIpi(line.Key.Code, line.Key.Ex, on)))
            .OfType<LegalChange>();
    }

    private static IEnumerable<LegalChange> FindDutyChanges(FiscalFile before, FiscalFile after)
    {
        var (was, now) = (LoadTables(before), LoadTables(after));
        var later = after.Duties.ToLookup(row => row.Code, StringComparer.Ordinal);
        return before.Duties.GroupBy(row => row.Code, StringComparer.Ordinal)
            .Select(code =>
                DescribeChange(DutyName, code.Key, null, after.AsOf,
                    [.. code.Concat(later[code.Key]).Where(row => !row.IsCandidate).Select(row => (row.From, row.To))],
                on => was.FindDuty(code.Key, on), on => now.FindDuty(code.Key, on)))
            .OfType<LegalChange>();
    }

    // Compares on the file's day and on each later day on which a line begins or has ended. A rate that was unknown before counts as no
    // change.
    private static LegalChange? DescribeChange(
        string tax, string ncm, string? ex, DateOnly asOf, IReadOnlyList<(DateOnly From, DateOnly To)> lines, Func<DateOnly, DatedRate> was,
        Func<DateOnly, DatedRate> now)
    {
        var days = lines.SelectMany(line => line.To == NcmNode.Open ? [line.From] : new[] { line.From, line.To.AddDays(1) })
            .Where(day => day > asOf).Append(asOf);
        foreach (var day in days.Distinct().Order())
        {
            var (old, current) = (was(day), now(day));
            if (old.Rate.IsKnown && old.Rate != current.Rate)
            {
                var of = string.IsNullOrEmpty(ex) ? "" : $" do Ex {ex}";
                var (from, to) = (Portuguese.FormatPercent(old.Rate), Portuguese.FormatPercent(current.Rate));
                var act = current.Act is null ? "" : $" ({current.Act})";
                return new LegalChange(ncm, ex, current.Rate.IsKnown
                    ? $"{tax}{of}: de {from} para {to} a partir de {day:dd/MM/yyyy}{act}."
                    : $"{tax}{of}: a alíquota de {from} deixa de constar das tabelas a partir de {day:dd/MM/yyyy}.");
            }
        }

        return null;
    }

    private static FiscalTables LoadTables(FiscalFile file) =>
        new(Guid.Empty, file.Name, file.AsOf, new NcmTable(file.Ncm), file.Tipi, file.Duties);
}
