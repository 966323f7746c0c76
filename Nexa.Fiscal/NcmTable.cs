using System.Collections.Frozen;

namespace Nexa.Fiscal;

/// <summary>One entry of the nomenclature: 2, 4, 5, 6, 7 or 8 digits, with the text of that level only.</summary>
public sealed record NcmNode(string Code, string Text, DateOnly From, DateOnly To, string? Act, string? EndAct = null)
{
    /// <summary>The official sentinel of "no end".</summary>
    public static readonly DateOnly Open = new(9999, 12, 31);

    public bool IsLeaf => NcmCode.IsLeaf(Code);

    public bool InForce(DateOnly on) => From <= on && on <= To;
}

/// <summary>The nomenclature of one snapshot: immutable and safe to share between threads.</summary>
public sealed class NcmTable
{
    // 8 → 4 digits directly is common (1,713 leaves), and 483 leaves have no heading row: a parent is the longest prefix that exists.
    private static readonly int[] Levels = [7, 6, 5, 4, 2];
    private readonly FrozenDictionary<string, NcmNode[]> byCode;
    private readonly FrozenDictionary<string, NcmNode[]> children;
    private readonly FrozenDictionary<string, string> paths;

    public NcmTable(IEnumerable<NcmNode> rows)
    {
        var all = rows.OrderBy(node => node.Code, StringComparer.Ordinal).ThenByDescending(node => node.To)
            .ThenByDescending(node => node.From).ToArray();
        byCode = all.GroupBy(node => node.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        Nodes = [.. all.Where((node, index) => index == 0 || all[index - 1].Code != node.Code)];
        children = Nodes.GroupBy(node => FindParentCode(node.Code) ?? "", StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        paths = Nodes.ToFrozenDictionary(node => node.Code, BuildPath, StringComparer.Ordinal);
    }

    /// <summary>One node per code, in code order; of several versions of a code, the latest.</summary>
    public IReadOnlyList<NcmNode> Nodes { get; }

    /// <summary>The latest version of the code, written with or without dots.</summary>
    public NcmNode? Find(string code) => FindVersions(code) is [var latest, ..] ? latest : null;

    public NcmNode? Find(string code, DateOnly on) => Array.Find(FindVersions(code), node => node.InForce(on));

    /// <summary>The next existing level below; for "" the chapters.</summary>
    public IEnumerable<NcmNode> FindChildren(string code) =>
        children.GetValueOrDefault(code.Length == 0 ? "" : NcmCode.ParseDigits(code) ?? "-", []);

    public NcmNode? FindParent(string code) =>
        NcmCode.ParseDigits(code) is { } digits && FindParentCode(digits) is { } parent ? Find(parent) : null;

    /// <summary>From the chapter down to the node itself.</summary>
    public IReadOnlyList<NcmNode> FindLineage(string code)
    {
        var lineage = new List<NcmNode>(6);
        for (var node = Find(code); node is not null; node = FindParent(node.Code))
        {
            lineage.Add(node);
        }

        lineage.Reverse();
        return lineage;
    }

    /// <summary>
    /// Full path text from the heading down: "Condensadores elétricos… &gt; Condensadores fixos &gt; De camadas múltiplas"; "" for an
    /// unknown code.
    /// </summary>
    public string FindPath(string code) => NcmCode.ParseDigits(code) is { } digits ? paths.GetValueOrDefault(digits, "") : "";

    public bool IsInForce(string code, DateOnly on) => Find(code, on) is not null;

    public IEnumerable<NcmNode> ListLeaves(DateOnly on) =>
        Nodes.Where(node => node.IsLeaf).Select(node => Find(node.Code, on)).OfType<NcmNode>();

    /// <summary>
    /// Of a code that ended: the leaves that began about then nearest in the hierarchy, the same subheading before the same heading.
    /// Official files name no successors; an end that was only noticed at a later import is up to half a year off.
    /// </summary>
    public IReadOnlyList<NcmNode> FindSuccessors(string code)
    {
        if (Find(code) is not { IsLeaf: true } ended || ended.To == NcmNode.Open)
        {
            return [];
        }

        var born =
            Nodes.Where(node => node.IsLeaf && node.Code != ended.Code && node.From > ended.From && node.From >= ended.To.AddDays(-180)
            && node.From <= ended.To.AddDays(1) && node.Code.StartsWith(ended.Code[..4], StringComparison.Ordinal)).ToArray();
        var nearest = Array.FindAll(born, node => node.Code.StartsWith(ended.Code[..6], StringComparison.Ordinal));
        return nearest.Length > 0 ? nearest : born;
    }

    /// <summary>
    /// The leaves in force nearest to a code that is not: those of its subheading, else those of its heading. What an analyst should
    /// look at in its place.
    /// </summary>
    public IReadOnlyList<NcmNode> FindNearLeaves(string code, DateOnly on)
    {
        if (NcmCode.ParseDigits(code) is not { Length: 8 } digits)
        {
            return [];
        }

        var heading = ListLeaves(on).Where(node => node.Code.StartsWith(digits[..4], StringComparison.Ordinal))
            .DistinctBy(node => node.Code, StringComparer.Ordinal).OrderBy(node => node.Code, StringComparer.Ordinal).ToArray();
        var subheading = Array.FindAll(heading, node => node.Code.StartsWith(digits[..6], StringComparison.Ordinal));
        return subheading.Length > 0 ? subheading : heading;
    }

    private NcmNode[] FindVersions(string code) => NcmCode.ParseDigits(code) is { } digits ? byCode.GetValueOrDefault(digits, []) : [];

    private string? FindParentCode(string digits)
    {
        foreach (var level in Levels)
        {
            if (level < digits.Length && byCode.ContainsKey(digits[..level]))
            {
                return digits[..level];
            }
        }

        return null;
    }

    private string BuildPath(NcmNode node) =>
        string.Join(" > ",
            FindLineage(node.Code).Where(level => level.Code.Length > 2 || level == node)
            .Select(level => level.Text.TrimEnd(':', '.', ' ')));
}
