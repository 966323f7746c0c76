using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>A compiled numbering scheme.</summary>
internal sealed partial class Scheme
{
    // Brands whose parts are ordered, and labelled, under the name of the parent as often as under their own.
    private static readonly Dictionary<string, string> Houses = new(StringComparer.Ordinal)
    {
        ["epcos"] = "tdk", ["invensense"] = "tdk", ["tdk-lambda"] = "tdk", ["murata-ps"] = "murata", ["cypress"] = "infineon", ["bosch-sensortec"] = "bosch", ["samsung-em"] = "samsung",
    };

    private readonly SchemeText text;
    private readonly List<Segment> segments = [];
    private readonly Lazy<Regex> regex;
    private readonly IReadOnlyDictionary<string, string> mountings;

    public Scheme(SchemeText text, string? manufacturer, Func<string, SegmentText?> find, IReadOnlyDictionary<string, string> mountings)
    {
        this.text = text;
        this.mountings = mountings;
        Manufacturer = text.Manufacturer ?? manufacturer;
        Expression = Placeholder().Replace(text.Pattern, placeholder =>
        {
            var name = placeholder.Groups["name"].Value;
            segments.Add(new Segment(name, find(name) ?? throw new InvalidDataException($"Scheme '{text.Id}' uses the unknown segment '{name}'.")));
            return $"(?<s{segments.Count - 1}>{segments[^1].Expression})";
        });
        regex = new(() => new Regex($@"^(?:{Expression})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    }

    public string Id => text.Id;

    public string Family => text.Family;

    public string? Manufacturer { get; }

    public string Expression { get; }

    public Decoding? Read(PartText part, string? stated)
    {
        var match = regex.Value.Match(part.Value);
        if (!match.Success)
        {
            return null;
        }

        // Later segments override earlier ones and the constants: a package suffix beats the usual package of the type.
        var facts = new List<Fact>();
        var series = segments.Select((_, i) => match.Groups[$"s{i}"]).FirstOrDefault(group => group.Success && group.Length > 0);
        var seriesSource = part.Source(0, series is { Index: > 0 } ? series.Index : series is null ? part.Value.Length : series.Length);
        foreach (var (key, value) in text.Facts ?? [])
        {
            Put(facts, new Fact(key, value, seriesSource));
        }

        for (var i = 0; i < segments.Count; i++)
        {
            var group = match.Groups[$"s{i}"];
            if (!group.Success || group.Length == 0)
            {
                continue;
            }

            if (segments[i].Read(group.Value) is not { } read)
            {
                return null;
            }

            foreach (var (key, value) in read)
            {
                Put(facts, new Fact(key, value, part.Source(group.Index, group.Length)));
            }
        }

        if (!facts.Exists(fact => fact.Key == "mounting") && facts.Find(fact => fact.Key == "package") is { } package && mountings.TryGetValue(package.Value, out var mounting))
        {
            facts.Add(new Fact("mounting", mounting, $"{package.Source} (package {package.Value})"));
        }

        var family = Take(facts, "family") ?? text.Family;
        var maker = Take(facts, "manufacturer") ?? Manufacturer;
        return new Decoding(Id, maker ?? stated, family, facts, Certainty(maker, stated));
    }

    /// <summary>A stated manufacturer confirms a maker's scheme or speaks against it; a generic number is only a little surer for it.</summary>
    private double Certainty(string? maker, string? stated)
    {
        var certainty = text.Certainty;
        var weighed = stated is null ? certainty
            : maker is null ? certainty + (1 - certainty) * 0.3
            : maker == stated || Houses.GetValueOrDefault(maker) == stated ? certainty + (1 - certainty) * 0.6
            : certainty * 0.6;
        return Math.Round(weighed, 4);
    }

    private static void Put(List<Fact> facts, Fact fact)
    {
        facts.RemoveAll(known => known.Key == fact.Key);
        facts.Add(fact);
    }

    private static string? Take(List<Fact> facts, string key)
    {
        var index = facts.FindIndex(fact => fact.Key == key);
        var value = index < 0 ? null : facts[index].Value;
        if (index >= 0)
        {
            facts.RemoveAt(index);
        }

        return value;
    }

    [GeneratedRegex("<(?<name>[a-z][a-z0-9_]*)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
