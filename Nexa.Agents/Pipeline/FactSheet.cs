using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>Facts by key, in the order in which they were found. The first to say something is believed.</summary>
public sealed class FactSheet
{
    private readonly Dictionary<string, Fact> _byKey = new(StringComparer.Ordinal);
    private readonly List<Fact> _inOrder = [];

    public IReadOnlyList<Fact> All => _inOrder;

    public void Add(Fact fact)
    {
        if (fact.Value.Length > 0 && _byKey.TryAdd(fact.Key, fact))
        {
            _inOrder.Add(fact);
        }
    }

    public void Add(IEnumerable<Fact> facts)
    {
        foreach (var fact in facts)
        {
            Add(fact);
        }
    }

    public Fact? Get(string key) => _byKey.GetValueOrDefault(key);

    public string? Value(string key) => _byKey.GetValueOrDefault(key)?.Value;

    public FactSheet Copy()
    {
        var copy = new FactSheet();
        copy.Add(_inOrder);
        return copy;
    }
}
