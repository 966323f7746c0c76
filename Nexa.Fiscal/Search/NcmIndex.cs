using System.Buffers;
using System.Runtime.InteropServices;

namespace Nexa.Fiscal.Search;

/// <summary>
/// A code found, best first. <c>Score</c> compares results of one query; <c>Coverage</c> is the share of the query's terms that were met.
/// </summary>
public sealed record NcmHit(NcmNode Node, string Path, double Score, double Coverage);

/// <summary>
/// Ranked look-up over the whole nomenclature, in memory: BM25 on the node's own text and, fading, on that of its ancestors
/// (a quarter of all leaves are just "Outros"), with synonyms, typos by trigrams, and codes. Immutable and safe to share.
/// </summary>
public sealed class NcmIndex
{
    private const float AncestorFade = 0.65f;
    private const float SynonymWeight = 0.9f;
    private const float CodeMeaning = 5f;
    private const float LightTerm = 0.2f;
    private const float CorrectedTerm = 0.6f;
    private readonly NcmTable table;
    private readonly NcmNode[] nodes;
    private readonly Dictionary<string, Posting[]> postingsByStem;
    private readonly TypoIndex typos;
    private readonly Synonyms synonyms;

    public NcmIndex(NcmTable table, Synonyms? synonyms = null)
    {
        (this.table, this.synonyms) = (table, synonyms ?? Synonyms.Default);
        nodes = [.. table.Nodes];
        postingsByStem = WeighWords(nodes, table);
        typos = new TypoIndex(postingsByStem.Keys.Concat(this.synonyms.Keys.Where(key => !key.Contains(' ', StringComparison.Ordinal))));
    }

    /// <summary>The best nodes for a query in words, a code or its beginning, or both ("8532 cerâmica").</summary>
    public IReadOnlyList<NcmHit> Search(string query, int top = 20, bool leavesOnly = false) => Find(query, top, leavesOnly).Hits;

    /// <summary>The same, and the code that was read in the query; null where it was searched by all its words.</summary>
    public (IReadOnlyList<NcmHit> Hits, WrittenCode? Code) Find(string query, int top = 20, bool leavesOnly = false)
    {
        if (WrittenCode.Find(query, table) is not { } code)
        {
            return (SearchByWords(synonyms.SplitTerms(query), null, top, leavesOnly), null);
        }

        var terms = synonyms.SplitTerms(code.Words);
        var chosen = terms.Count == 0 ? [] : SearchByWords(terms, code.Digits, top, leavesOnly);
        return chosen.Count > 0 ? (chosen, code)
            : terms.Count == 0 || code.IsCertain ? (SearchByCode(code.Digits, top, leavesOnly), code)
            : (SearchByWords(terms, null, top, leavesOnly), null);
    }

    private List<NcmHit> SearchByWords(IReadOnlyList<SearchTerm> terms, string? prefix, int top, bool leavesOnly)
    {
        if (terms.Count == 0)
        {
            return [];
        }

        var scores = ArrayPool<float>.Shared.Rent(nodes.Length);
        var met = ArrayPool<float>.Shared.Rent(nodes.Length);
        var term = ArrayPool<float>.Shared.Rent(nodes.Length);
        var phrase = ArrayPool<float>.Shared.Rent(nodes.Length);
        try
        {
            Array.Clear(scores, 0, nodes.Length);
            Array.Clear(met, 0, nodes.Length);
            Array.Clear(phrase, 0, nodes.Length);
            foreach (var wanted in terms)
            {
                Array.Clear(term, 0, nodes.Length);
                var share = ScoreTerm(wanted, term, phrase) * (IsLight(wanted) ? LightTerm : 1f);
                for (var i = 0; i < nodes.Length; i++)
                {
                    if (term[i] > 0)
                    {
                        scores[i] += term[i] * share;
                        met[i] += share;
                    }
                }
            }

            return TakeBest(scores, met, terms.Sum(wanted => IsLight(wanted) ? LightTerm : 1f), prefix, top, leavesOnly);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<float>.Shared.Return(met);
            ArrayPool<float>.Shared.Return(term);
            ArrayPool<float>.Shared.Return(phrase);
        }
    }

    // "24 V", "0603": they seldom stand in the text, and must not outweigh the words that do.
    private static bool IsLight(SearchTerm term) =>
        term.Stems.Count == 1 && term.Meanings.Count == 0 && (term.Stems[0].Length < 2 || char.IsAsciiDigit(term.Stems[0][0]));

    /// <returns>How much of the term was met: a word known as it stands counts whole, a corrected one half.</returns>
    private float ScoreTerm(SearchTerm wanted, float[] into, float[] scratch)
    {
        var known = AddPhrase(wanted.Stems, 1f, into, scratch);
        foreach (var meaning in wanted.Meanings)
        {
            known |= AddPhrase(meaning, SynonymWeight, into, scratch);
        }

        if (known || wanted.Stems.Count > 1)
        {
            return 1f;
        }

        foreach (var (stem, likeness) in typos.FindLike(wanted.Stems[0]))
        {
            foreach (var corrected in synonyms.SplitTerms(stem))
            {
                AddPhrase(corrected.Stems, likeness, into, scratch);
                foreach (var meaning in corrected.Meanings)
                {
                    AddPhrase(meaning, likeness * SynonymWeight, into, scratch);
                }
            }
        }

        return CorrectedTerm;
    }

    // A phrase counts as one term: the mean of its words, so that "camadas múltiplas" is worth as much as "multilayer" would be.
    private bool AddPhrase(IReadOnlyList<string> phrase, float weight, float[] into, float[] scratch)
    {
        var found = false;
        foreach (var word in phrase)
        {
            foreach (var posting in postingsByStem.GetValueOrDefault(word, []))
            {
                scratch[posting.Node] += posting.Weight * weight / phrase.Count;
                found = true;
            }
        }

        foreach (var word in phrase)
        {
            foreach (var posting in postingsByStem.GetValueOrDefault(word, []))
            {
                into[posting.Node] = Math.Max(into[posting.Node], scratch[posting.Node]);
            }
        }

        // Reset for the next phrase.
        foreach (var word in phrase)
        {
            foreach (var posting in postingsByStem.GetValueOrDefault(word, []))
            {
                scratch[posting.Node] = 0f;
            }
        }

        return found;
    }

    private List<NcmHit> TakeBest(float[] scores, float[] met, float terms, string? prefix, int top, bool leavesOnly)
    {
        var best = new PriorityQueue<int, (float Score, int Node)>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (scores[i] <= 0 || (leavesOnly && !nodes[i].IsLeaf)
                || (prefix is not null && !nodes[i].Code.StartsWith(prefix, StringComparison.Ordinal)))
            {
                continue;
            }

            var coverage = met[i] / terms;
            scores[i] *= coverage * coverage;
            best.Enqueue(i, (scores[i], -i)); // equal scores: the lower code first, always
            if (best.Count > top)
            {
                best.Dequeue();
            }
        }

        var hits = new List<NcmHit>(best.Count);
        while (best.TryDequeue(out var i, out var rank))
        {
            hits.Add(new NcmHit(nodes[i], table.FindPath(nodes[i].Code), Math.Round(rank.Score, 4), met[i] / terms));
        }

        hits.Reverse();
        return hits;
    }

    // A code that does not exist is answered by the nearest one above it and its items: "8532.24.99" by 8532.24.
    private List<NcmHit> SearchByCode(string prefix, int top, bool leavesOnly)
    {
        var known = prefix;
        while (known.Length > 2
            && (known == prefix ? !nodes.Any(node => node.Code.StartsWith(known, StringComparison.Ordinal)) : table.Find(known) is null))
        {
            known = known[..^1];
        }

        return [.. nodes.Where(node => node.Code.StartsWith(known, StringComparison.Ordinal) && (!leavesOnly || node.IsLeaf))
            .Take(top).Select(node => new NcmHit(node, table.FindPath(node.Code), (double)known.Length / node.Code.Length, 1))];
    }

    private static Dictionary<string, Posting[]> WeighWords(NcmNode[] nodes, NcmTable table)
    {
        var stems = nodes.ToDictionary(node => node.Code, node => Words.SplitStems(node.Text), StringComparer.Ordinal);
        var counts = new Dictionary<string, List<Posting>>(StringComparer.Ordinal);
        var lengths = new float[nodes.Length];
        var own = new Dictionary<string, float>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Length; i++)
        {
            own.Clear();
            var fade = 1f;
            foreach (var level in table.FindLineage(nodes[i].Code).Reverse())
            {
                foreach (var stem in stems[level.Code])
                {
                    own[stem] = Math.Max(own.GetValueOrDefault(stem), fade);
                }

                lengths[i] += stems[level.Code].Count * fade;
                fade = level.Code.Length == 4 ? 0.15f : fade * AncestorFade; // A chapter's title is too general to weigh more.
            }

            foreach (var (stem, weight) in own)
            {
                (counts.TryGetValue(stem, out var list) ? list : counts[stem] = []).Add(new Posting(i, weight));
            }
        }

        var average = lengths.Length == 0 ? 1 : lengths.Average();
        var postings = counts.ToDictionary(
            pair => pair.Key,
            pair =>
            {
                var idf = (float)Math.Log(1 + (nodes.Length - pair.Value.Count + 0.5) / (pair.Value.Count + 0.5));
                return pair.Value.Select(p =>
                    p with { Weight = idf * p.Weight * 2.2f / (p.Weight + 1.2f * (0.6f + 0.4f * lengths[p.Node] / average)) }).ToArray();
            },
            StringComparer.Ordinal);
        AddCodeMeanings(nodes, postings);
        return postings;
    }

    private static void AddCodeMeanings(NcmNode[] nodes, Dictionary<string, Posting[]> postings)
    {
        foreach (var length in (int[])[2, 4, 5, 6, 7, 8])
        {
            foreach (var group in nodes.Select((node, i) => (node.Code, i)).Where(node => node.Code.Length >= length)
                .GroupBy(node => node.Code[..length], StringComparer.Ordinal))
            {
                postings["@" + group.Key] = [.. group.Select(node => new Posting(node.i, CodeMeaning))];
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Posting(int Node, float Weight);
}
