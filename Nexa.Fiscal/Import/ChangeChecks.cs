namespace Nexa.Fiscal.Import;

/// <summary>
/// How much a file changes of the one in force. Acts change a few codes at a time: a file that changes a tenth of all lines, or empties a
/// heading or a chapter, is more likely cut than new, and needs the operator's word.
/// </summary>
internal static class ChangeChecks
{
    private const double LargestShareOfLines = 0.10;
    private const double LargestShareOfChapter = 0.10;
    private const double LargestShareOfHeading = 0.50;

    // Below this a share says nothing: one code of two is half of a heading.
    private const int FewestOfHeading = 3;
    private const int FewestOfChapter = 20;
    private const int FewestOfGroup = 4; // links of a whole chapter belong to no heading
    private const int MostNamed = 5;
    private const string Way = "se for de fato uma nova edição da tabela, repita a importação com a opção force.";

    public static void Check(FiscalFile file, FiscalFile before)
    {
        var (was, changed) = CountGone(ListLines(before), ListLines(file));
        if (changed > was * LargestShareOfLines)
        {
            throw new RefusedFileException(
                $"alteraria {Portuguese.FormatNumber(changed)} de {Portuguese.FormatNumber(was)} linhas em vigor, "
                + $"mais de {LargestShareOfLines * 100:0}%; {Way}");
        }

        var (old, now) = (ListCodes(before), ListCodes(file));
        var counted = file.Kind is FiscalFileKind.Attributes ? "vínculos" : "códigos";
        CheckGroups(old, now, 4, FewestOfHeading, LargestShareOfHeading, "posições", counted);
        CheckGroups(old, now, 2, FewestOfChapter, LargestShareOfChapter, "capítulos", counted);
    }

    private static void CheckGroups(HashSet<string> old, HashSet<string> now, int digits, int fewest, double largestShare, string what,
        string counted)
    {
        var emptied = old.GroupBy(code => code[..digits], StringComparer.Ordinal)
            .Select(group => (group.Key, Was: group.Count(), Gone: group.Count(code => !now.Contains(code))))
            .Where(group => group.Was >= fewest && group.Gone > group.Was * largestShare)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        if (emptied.Length > 0)
        {
            var named = emptied.Take(MostNamed).Select(group => $"{NcmCode.Format(group.Key)} ({group.Gone} de {group.Was} {counted})");
            var others = emptied.Length > MostNamed ? $" e mais {emptied.Length - MostNamed}" : "";
            throw new RefusedFileException($"esvaziaria {what} da tabela: {string.Join(", ", named)}{others}; {Way}");
        }
    }

    private static IEnumerable<string> ListLines(FiscalFile file) => file.Kind switch
    {
        FiscalFileKind.Ncm => file.Ncm.Where(node => node.To == NcmNode.Open).Select(node => node.Code),
        FiscalFileKind.Tipi => file.Tipi.Where(row => row.To == NcmNode.Open).Select(row => $"{row.Code} {row.Ex} {row.Rate}"),
        FiscalFileKind.Attributes => file.Links.Where(link => link.To == NcmNode.Open)
            .Select(link => $"{link.Ncm} {link.Attribute} {link.Direction} {link.Obligatory} {link.Multivalued}"),
        _ => file.Duties.Where(row => row.To == NcmNode.Open).Select(row => $"{row.Code} {row.Annex} {row.Ex} {row.Rate}"),
    };

    // Codes that end with notice stand in the file until their last day: they are not gone.
    private static HashSet<string> ListCodes(FiscalFile file) => (file.Kind switch
    {
        FiscalFileKind.Ncm => file.Ncm.Where(node => node.IsLeaf && node.To >= file.AsOf).Select(node => node.Code),
        FiscalFileKind.Tipi => file.Tipi.Where(row => row.Ex is null && row.To >= file.AsOf).Select(row => row.Code),
        FiscalFileKind.Attributes => file.Links.Where(link => link.Ncm.Length >= FewestOfGroup && link.To >= file.AsOf)
            .Select(link => $"{link.Ncm} {link.Attribute}"),
        _ => file.Duties.Where(row => !row.IsCandidate && row.To >= file.AsOf).Select(row => row.Code),
    }).ToHashSet(StringComparer.Ordinal);

    private static (int Was, int Changed) CountGone(IEnumerable<string> before, IEnumerable<string> after)
    {
        var was = before.ToHashSet(StringComparer.Ordinal);
        var count = was.Count;
        was.ExceptWith(after);
        return (count, was.Count);
    }
}
