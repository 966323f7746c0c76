using System.Text.RegularExpressions;

namespace Nexa.Agents.PartNumbers;

/// <summary>A compiled numbering scheme.</summary>
internal sealed partial class Scheme
{
    // Brands whose parts are ordered, and labelled, under the name of the parent as often as under their own.
    private static readonly Dictionary<string, string> Houses = new(StringComparer.Ordinal)
    {
        ["epcos"] = "tdk", ["invensense"] = "tdk", ["tdk-lambda"] = "tdk", ["murata-ps"] = "murata", ["cypress"] = "infineon",
            ["bosch-sensortec"] = "bosch", ["samsung-em"] = "samsung",
    };

    private readonly SchemeText text;
    private readonly List<Segment> segments = [];
    private readonly Lazy<Regex> regex;
    private readonly IReadOnlyDictionary<string, string> mountings;

    public Scheme(SchemeText text, string? manufacturer, Func<string, SegmentText?> find, IReadOnlyDictionary<string, string> mountings)
    {
        this.text = text;
        this.mountings = mountings;
        Manufacturer = manufacturer;
        Expression = Placeholder().Replace(text.Pattern, placeholder =>
        {
            var name = placeholder.Groups["name"].Value;
            segments.Add(new Segment(name,
                find(name) ?? throw new InvalidDataException($"Scheme '{text.Id}' uses the unknown segment '{name}'.")));
            return $"(?<s{segments.Count - 1}>{segments[^1].Expression})";
        });
        regex = new(() => new Regex($@"^(?:{MarkSeries()})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)));
    }

    public string Id => text.Id;

    public string Family => text.Family;

    public string? Manufacturer { get; }

    public string Expression { get; }

    public IReadOnlyList<SchemeExample> Examples => text.Examples;

    public IEnumerable<KeyValuePair<string, string>> SeriesFacts => text.Facts ?? [];

    /// <summary>The pattern as the file has it, with the lists in place of their names.</summary>
    public string UnmarkedText => Placeholder().Replace(text.Pattern, placeholder =>
        segments.Find(segment => segment.IsList && segment.Name == placeholder.Groups["name"].Value) is { } list
            ? $"({list.Expression})" : placeholder.Value);

    public Decoding? ReadPart(PartText part, string? stated)
    {
        var match = regex.Value.Match(part.Value);
        if (!match.Success)
        {
            return null;
        }

        // What is read at a position stands above what is true of the series, and that above what is only usual.
        var facts = new List<Fact>();
        AddFacts(facts, text.Assumed, "usual da série", FactStrength.Assumed);
        AddFacts(facts, text.Facts, DescribeSeries(part, match), FactStrength.Series);
        for (var i = 0; i < segments.Count; i++)
        {
            var group = match.Groups[$"s{i}"];
            if (!group.Success || group.Length == 0)
            {
                continue;
            }

            if (segments[i].ReadCode(group.Value) is not { } read)
            {
                return null;
            }

            AddFacts(facts, read, part.DescribePosition(group.Index, group.Length), FactStrength.Read);
        }

        if (!facts.Exists(fact => fact.Key == "mounting") && facts.Find(fact => fact.Key == "package") is { } package
            && mountings.TryGetValue(package.Value, out var mounting))
        {
            facts.Add(package with { Key = "mounting", Value = mounting, Source = $"{package.Source} (encapsulamento {package.Value})" });
        }

        var family = TakeFact(facts, "family") ?? text.Family;
        var maker = TakeFact(facts, "manufacturer") ?? Manufacturer;
        return new Decoding(Id, maker ?? stated, family, facts, RateCertainty(maker, stated), part.Value);
    }

    /// <summary>Share of the doubt that a stated manufacturer takes from a generic number. Chosen: a little; many use it.</summary>
    private const double DoubtTakenByAny = 0.3;

    /// <summary>Share of the doubt that the scheme's own manufacturer takes. Chosen: twice as much.</summary>
    private const double DoubtTakenByMaker = 0.6;

    /// <summary>What another manufacturer leaves of the certainty. Chosen: enough for a proposal, too little for the high band.</summary>
    private const double LeftByAnotherMaker = 0.6;

    /// <summary>
    /// A stated manufacturer confirms a maker's scheme or speaks against it; a generic number is only a little surer for it.
    /// </summary>
    private double RateCertainty(string? maker, string? stated)
    {
        var certainty = text.Certainty;
        var weighed = stated is null ? certainty
            : maker is null ? certainty + (1 - certainty) * DoubtTakenByAny
            : maker == stated || Houses.GetValueOrDefault(maker) == stated ? certainty + (1 - certainty) * DoubtTakenByMaker
            : certainty * LeftByAnotherMaker;
        return Math.Round(weighed, 4);
    }

    private static void AddFacts(List<Fact> facts, IEnumerable<KeyValuePair<string, string>>? values, string source, FactStrength strength)
    {
        foreach (var (key, value) in values ?? [])
        {
            facts.RemoveAll(known => known.Key == key);
            facts.Add(new Fact(key, value, source, strength));
        }
    }

    private string MarkSeries() => text.Facts is null ? Expression
        : SeriesMark.MarkSeries(Expression, group => int.TryParse(group.AsSpan(1), out var index) && segments[index].IsList);

    /// <summary>The positions that name the series: the marked beginning, else what stands before the first segment that is read.</summary>
    private string DescribeSeries(PartText part, Match match)
    {
        if (match.Groups[SeriesMark.Group] is { Success: true, Length: > 0 } series)
        {
            return part.DescribePosition(series.Index, series.Length);
        }

        var read = segments.Select((segment, i) => segment.IsList ? null : match.Groups[$"s{i}"])
            .FirstOrDefault(group => group is { Success: true, Length: > 0 });
        return part.DescribePosition(0, read is null ? part.Value.Length : read.Index > 0 ? read.Index : read.Length);
    }

    private static string? TakeFact(List<Fact> facts, string key)
    {
        var index = facts.FindIndex(fact => fact.Key == key);
        var value = index < 0 ? null : facts[index].Value;
        if (index >= 0)
        {
            facts.RemoveAt(index);
        }

        return value;
    }

    [GeneratedRegex(@"<(?<name>[a-z][a-z0-9_]*)>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
