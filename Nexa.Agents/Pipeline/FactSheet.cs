using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Two sources that say different things about one fact; the stronger one stands.</summary>
public sealed record FactConflict(Fact Kept, Fact Dropped);

/// <summary>Facts by key. The stronger source stands; of two equally strong ones the first.</summary>
public sealed class FactSheet
{
    private readonly Dictionary<string, Fact> byKey = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly List<FactConflict> conflicts = [];

    /// <summary>In the order in which they were found.</summary>
    public IEnumerable<Fact> All => order.Select(key => byKey[key]);

    /// <summary>What the part number says and the text denies, or the other way round.</summary>
    public IReadOnlyList<FactConflict> Conflicts => conflicts;

    public void Add(Fact fact)
    {
        if (fact.Value.Length == 0)
        {
            return;
        }

        if (!byKey.TryGetValue(fact.Key, out var known))
        {
            byKey[fact.Key] = fact;
            order.Add(fact.Key);
            return;
        }

        var (kept, dropped) = fact.Strength > known.Strength ? (fact, known) : (known, fact);
        if (FactComparison.AreContradictory(known, fact))
        {
            conflicts.Add(new FactConflict(kept, dropped));
        }

        // A value says more than the range that contains it.
        byKey[fact.Key] = known.IsRange && !fact.IsRange && fact.Strength is not FactStrength.Assumed ? fact : kept;
    }

    public void Add(IEnumerable<Fact> facts)
    {
        foreach (var fact in facts)
        {
            Add(fact);
        }
    }

    public Fact? FindFact(string key) => byKey.GetValueOrDefault(key);

    /// <summary>A value that may be printed.</summary>
    public string? FindProvenValue(string key) => FindFact(key) is { IsProven: true } fact ? fact.Value : null;
}
