using Nexa.Fiscal;
using Nexa.Fiscal.Search;

namespace Nexa.Agents.Pipeline;

/// <summary>Leaves in the running: by the rules of each family, and by the words of the nomenclature where no family is known.</summary>
internal sealed class Candidates(RuleTree rules)
{
    /// <summary>Chosen: words alone find the neighbourhood, seldom the leaf; what they add stays far below the high band.</summary>
    private const double WordsAtMost = 0.45;

    /// <summary>Share of the words that a leaf must have. Chosen: fewer than half are chance.</summary>
    private const double LeastCoverage = 0.5;

    /// <summary>Chosen: words are searched where the rules explain less than half.</summary>
    private const double EnoughByRules = 0.5;

    public IReadOnlyList<Candidate> FindCandidates(IReadOnlyList<Hypothesis> hypotheses, string? plainText, FiscalTables tables,
        DateOnly on)
    {
        var all = new List<Candidate>();
        foreach (var hypothesis in hypotheses)
        {
            if (rules.Find(hypothesis.Family) is not { } root)
            {
                continue;
            }

            var leaves = RuleTree.WalkBranches(root, hypothesis.Facts).Where(leaf => tables.Ncm.IsInForce(leaf.Code, on)).ToArray();
            all.AddRange(leaves.Select(leaf =>
                new Candidate(leaf.Code, leaf.Probability * hypothesis.Probability, hypothesis, leaf.Decisions)));
        }

        var known = all.Sum(candidate => candidate.Probability);
        if (known < EnoughByRules && !string.IsNullOrWhiteSpace(plainText))
        {
            all.AddRange(SearchByWords(plainText, (1 - known) * WordsAtMost, tables, on));
        }

        return [.. all.GroupBy(candidate => candidate.Code, StringComparer.Ordinal)
            .Select(group => group.MaxBy(candidate =>
                candidate.Probability)! with { Probability = group.Sum(candidate => candidate.Probability) })
            .OrderByDescending(candidate => candidate.Probability).ThenBy(candidate => candidate.Code, StringComparer.Ordinal)];
    }

    private static IEnumerable<Candidate> SearchByWords(string plainText, double mass, FiscalTables tables, DateOnly on)
    {
        var query = string.Join(' ', TextWords.ListWords(plainText).Where(word => !word.Any(char.IsAsciiDigit)).Take(12));
        if (query.Length == 0)
        {
            return [];
        }

        NcmHit[] hits = [.. tables.Index.Search(query, 8, leavesOnly: true).Where(hit => hit.Coverage >= LeastCoverage
            && tables.Ncm.IsInForce(hit.Node.Code, on))];
        var total = hits.Sum(hit => Math.Pow(hit.Score, 3));
        return total <= 0 ? [] : hits.Select(hit =>
            new Candidate(hit.Node.Code, mass * hit.Coverage * Math.Pow(hit.Score, 3) / total, null, []));
    }
}
