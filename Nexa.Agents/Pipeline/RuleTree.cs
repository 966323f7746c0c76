using System.Text.Json;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>One question of the nomenclature and what each answer leads to.</summary>
public sealed record RuleNode(string Fact, string Question, IReadOnlyList<RuleBranch> Branches)
{
    /// <summary>The level that this node decides: 4, 6 or 8 digits, by what its leaves have in common.</summary>
    public int Level { get; init; }

    /// <summary>While the fact is unknown no branch is likely enough to be given, and the answer stops above this node.</summary>
    public bool IsUndecided { get; init; }
}

public sealed record RuleBranch(RuleCondition Condition, double Share, string? Leaf, RuleNode? Node, string? Reason);

/// <summary>The branch that was taken at a node, the fact that was asked, and the branch that the fact settles, if it does.</summary>
public sealed record RuleDecision(RuleNode Node, RuleBranch Branch, Fact? Fact, RuleBranch? Settled)
{
    /// <summary>Nothing that is known of this part decides: the usual shares do.</summary>
    public bool IsOpen => Settled is null || Fact is not { Strength: not FactStrength.Assumed };
}

/// <summary>A leaf that the rules reach, how likely, and by which decisions.</summary>
public sealed record LeafChoice(string Code, double Probability, IReadOnlyList<RuleDecision> Decisions);

/// <summary>Knowledge/rules.json: family → heading → subheading → item, each level decided by a fact or left open.</summary>
public sealed class RuleTree
{
    /// <summary>Chosen: a known fact settles its level; the rest keeps the neighbours in sight as alternatives.</summary>
    private const double Residue = 0.012;

    /// <summary>Chosen: an assumed value leads the way, but leaves enough open that the answer stays below the high band.</summary>
    private const double AssumedResidue = 0.1;

    private readonly Dictionary<string, RuleNode> byFamily = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RuleNode> sharedNodes = new(StringComparer.Ordinal);

    private RuleTree()
    {
    }

    public IReadOnlyCollection<string> Families => byFamily.Keys;

    public static RuleTree Load()
    {
        using var stream = typeof(RuleTree).Assembly.GetManifestResourceStream("Knowledge/rules.json")!;
        using var document = JsonDocument.Parse(stream);
        var tree = new RuleTree();
        var shared = document.RootElement.GetProperty("shared");
        foreach (var family in document.RootElement.GetProperty("families").EnumerateObject())
        {
            tree.byFamily[family.Name] = tree.ReadNode(family.Value, shared);
        }

        return tree;
    }

    /// <summary>The tree of the family or of the nearest one above it.</summary>
    public RuleNode? Find(string family)
    {
        while (true)
        {
            if (byFamily.TryGetValue(family, out var node))
            {
                return node;
            }

            var dot = family.LastIndexOf('.');
            if (dot < 0)
            {
                return null;
            }

            family = family[..dot];
        }
    }

    /// <summary>Every leaf of the tree with its probability under these facts, most likely first.</summary>
    public static IReadOnlyList<LeafChoice> WalkBranches(RuleNode root, FactSheet facts)
    {
        var leaves = new List<LeafChoice>();
        WalkBranches(root, facts, 1, [], leaves);
        return [.. leaves.GroupBy(leaf => leaf.Code, StringComparer.Ordinal)
            .Select(group => group.MaxBy(leaf => leaf.Probability)! with { Probability = group.Sum(leaf => leaf.Probability) })
            .OrderByDescending(leaf => leaf.Probability).ThenBy(leaf => leaf.Code, StringComparer.Ordinal)];
    }

    private static void WalkBranches(RuleNode node, FactSheet facts, double probability, RuleDecision[] path, List<LeafChoice> leaves)
    {
        var fact = facts.FindFact(node.Fact);
        var chosen = ChooseBranch(node, fact);
        var residue = fact is { Strength: FactStrength.Assumed } ? AssumedResidue : Residue;
        var rest = chosen is null ? 0 : 1 - chosen.Share;
        foreach (var branch in node.Branches)
        {
            var share = chosen is null ? branch.Share
                : branch == chosen ? (rest > 0 ? 1 - residue : 1)
                : rest > 0 ? residue * branch.Share / rest : 0;
            if (share * probability < 1e-5)
            {
                continue;
            }

            RuleDecision[] next = [.. path, new RuleDecision(node, branch, fact, chosen)];
            if (branch.Leaf is not null)
            {
                leaves.Add(new LeafChoice(branch.Leaf, probability * share, next));
            }
            else
            {
                WalkBranches(branch.Node!, facts, probability * share, next, leaves);
            }
        }
    }

    /// <summary>The branch that the fact settles. A range that reaches into two branches settles none.</summary>
    private static RuleBranch? ChooseBranch(RuleNode node, Fact? fact)
    {
        if (fact is null)
        {
            return null;
        }

        foreach (var branch in node.Branches)
        {
            if (branch.Condition.IsMetBy(fact.Value))
            {
                return branch;
            }

            if (branch.Condition.IsLeftOpenBy(fact.Value))
            {
                return null;
            }
        }

        return null;
    }

    private RuleNode ReadNode(JsonElement element, JsonElement shared)
    {
        if (element.ValueKind is JsonValueKind.String)
        {
            var text = element.GetString()!;
            if (text[0] != '$')
            {
                return new RuleNode("family", "", [new RuleBranch(RuleCondition.Any, 1, text, null, null)]) { Level = 4 };
            }

            if (!sharedNodes.TryGetValue(text, out var node))
            {
                sharedNodes[text] = node = ReadNode(shared.GetProperty(text[1..]), shared);
            }

            return node;
        }

        var branches = element[2].EnumerateArray().Select(branch => ReadBranch(branch, shared)).ToArray();
        var leaves = branches.SelectMany(ListLeaves).ToArray();
        var level = leaves.All(leaf => leaf[..6] == leaves[0][..6]) ? 8 : leaves.All(leaf => leaf[..4] == leaves[0][..4]) ? 6 : 4;
        return new RuleNode(element[0].GetString()!, element[1].GetString()!, branches)
        {
            Level = level, IsUndecided = element.GetArrayLength() > 3,
        };
    }

    private RuleBranch ReadBranch(JsonElement element, JsonElement shared)
    {
        var target = element[2];
        var isLeaf = target.ValueKind is JsonValueKind.String && target.GetString()![0] != '$';
        return new RuleBranch(
            RuleCondition.Parse(element[0].GetString()!),
            element[1].GetDouble(),
            isLeaf ? target.GetString() : null,
            isLeaf ? null : ReadNode(target, shared),
            element.GetArrayLength() > 3 ? element[3].GetString() : null);
    }

    private static IEnumerable<string> ListLeaves(RuleBranch branch) =>
        branch.Leaf is not null ? [branch.Leaf] : branch.Node!.Branches.SelectMany(ListLeaves);
}
