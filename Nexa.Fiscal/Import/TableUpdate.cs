namespace Nexa.Fiscal.Import;

/// <summary>A checked file, merged with the one in force, and what that changes. Nothing is stored or told here.</summary>
/// <param name="Merged">The rows to keep: those of the file and those carried over.</param>
/// <param name="Diff">Codes born and ended, rates changed.</param>
/// <param name="Changes">What concerns those who classified in the codes.</param>
/// <param name="IsFirstNomenclature">The file replaces the starter's codes: each code in use is looked up in it.</param>
public sealed record TableUpdate(FiscalFile Merged, ImportDiff Diff, IReadOnlyList<LegalChange> Changes, bool IsFirstNomenclature)
{
    /// <summary>Null when the file says what is in force already.</summary>
    /// <exception cref="RefusedFileException">The file may not replace what is in force.</exception>
    public static TableUpdate? Prepare(FiscalFile file, FiscalFile? before, bool force, DateOnly today)
    {
        if (!file.IsStarter)
        {
            FileChecks.Check(file, before, force, today);
        }

        var (merged, diff) = TableMerge.Merge(file, before);
        if (file.Kind is FiscalFileKind.Rates && before is not null && before.Rates.ToHashSet().SetEquals(merged.Rates))
        {
            return null;
        }

        if (file.Kind is FiscalFileKind.Exchange && before is not null && file.Exchange.All(before.Exchange.ToHashSet().Contains))
        {
            return null;
        }

        var first = before is { IsStarter: true } && file.Kind is FiscalFileKind.Ncm;
        return new TableUpdate(merged, diff, first ? [] : LegalChanges.Find(before, merged, diff), first);
    }
}
