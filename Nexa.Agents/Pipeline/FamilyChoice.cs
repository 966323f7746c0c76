using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>What the product may be, how likely, and the facts that go with that reading.</summary>
public sealed record Hypothesis(string Family, double Probability, FactSheet Facts, string Source);

/// <summary>Weighs what the part number says against what the text says. Agreement makes sure, contradiction makes doubtful.</summary>
internal static class FamilyChoice
{
    private const double Foreign = 0.05;   // how far a source that names another family still allows this one
    private const double Cousin = 0.45;    // the same, where both are of one kind (two sorts of IC)

    public static IReadOnlyList<Hypothesis> Weigh(
        IReadOnlyList<Decoding> decodings, IReadOnlyList<FamilyReading> readings, IReadOnlyList<Fact> textFacts, Func<string,
            IEnumerable<Fact>> valuesFor)
    {
        var decoded = Decoded(decodings);
        var families = decoded.Keys.Concat(readings.Select(reading =>
            reading.Family)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var decodedRest = Math.Max(0.02, 1 - decoded.Values.Sum(entry => entry.Probability));
        var readRest = Math.Max(0.03, 1 - readings.Sum(reading => reading.Certainty));
        var masses = new List<(string Family, double Mass)>();
        foreach (var family in families)
        {
            // "Capacitor" in a text must not stand beside the ceramic capacitor that the part number proves.
            if (families.Any(other => other.StartsWith(family + ".", StringComparison.Ordinal)
                && (decoded.ContainsKey(other) || readings[0].Family == other)))
            {
                continue;
            }

            var byNumber = decoded.Count == 0 ? 1
                : Support(family, decoded.Select(entry => (entry.Key, entry.Value.Probability)), decodedRest);
            var byText = readings.Count == 0 ? 1
                : Support(family, readings.Select(reading => (reading.Family, reading.Certainty)), readRest);
            masses.Add((family, byNumber * byText));
        }

        var nothing = (decoded.Count == 0 ? 1 : decodedRest) * (readings.Count == 0 ? 1 : readRest);
        var total = masses.Sum(entry => entry.Mass) + nothing;
        return [.. masses.OrderByDescending(entry => entry.Mass).ThenBy(entry => entry.Family, StringComparer.Ordinal).Take(5)
            .Select(entry => Describe(entry.Family, entry.Mass / total, decoded, readings, textFacts, valuesFor))];
    }

    /// <summary>Readings of one part number compete; each takes its share of what better ones left.</summary>
    private static Dictionary<string, (double Probability, Decoding Best)> Decoded(IReadOnlyList<Decoding> decodings)
    {
        var found = new Dictionary<string, (double, Decoding)>(StringComparer.Ordinal);
        var left = 1.0;
        foreach (var decoding in decodings)
        {
            if (found.ContainsKey(decoding.Family))
            {
                continue;
            }

            found[decoding.Family] = (decoding.Certainty * left, decoding);
            left *= 1 - decoding.Certainty;
            if (found.Count == 4)
            {
                break;
            }
        }

        return found;
    }

    private static double Support(string family, IEnumerable<(string Family, double Probability)> source, double rest)
    {
        var support = Foreign * rest;
        foreach (var (other, probability) in source)
        {
            support += probability * (Lexicon.Related(family, other) ? 1 : Lexicon.Kind(family) == Lexicon.Kind(other) ? Cousin : 0);
        }

        return support;
    }

    private static Hypothesis Describe(
        string family, double probability, Dictionary<string, (double Probability, Decoding Best)> decoded,
        IReadOnlyList<FamilyReading> readings, IReadOnlyList<Fact> textFacts, Func<string, IEnumerable<Fact>> valuesFor)
    {
        var facts = new FactSheet();
        var decoding = decoded.TryGetValue(family, out var own) ? own.Best
            : decoded.Where(entry => Lexicon.Related(family, entry.Key)).OrderBy(entry => entry.Key,
                StringComparer.Ordinal).Select(entry => entry.Value.Best).FirstOrDefault();

        facts.Add(decoding?.Facts ?? []);
        // "circuito impresso" names the board itself
        facts.Add(textFacts.Where(fact => !(fact.Key == "mounting" && Lexicon.Kind(family) == "pcb")));
        facts.Add(valuesFor(family));
        Infer(facts, family);
        var source = decoding is not null
            ? $"part number, esquema {decoding.Scheme}"
            : readings.Where(reading => Lexicon.Related(reading.Family, family)).Select(reading =>
                reading.Phrase).FirstOrDefault() ?? "descrição";
        return new Hypothesis(family, probability, facts, source);
    }

    private static void Infer(FactSheet facts, string family)
    {
        var isTransistor = Lexicon.Kind(family) == "transistor";
        if (isTransistor && facts.Get("power_w") is { } watts && PowerClass(watts.Value) is { } powerClass)
        {
            facts.Add(watts with { Key = "power_class", Value = powerClass });
        }

        if (facts.Get("package") is not { } package)
        {
            return;
        }

        // A scheme that states the mounting itself knows better than the usual one of the package.
        var strength = package.Strength is FactStrength.Read ? FactStrength.Series : package.Strength;
        var inferred = package with { Source = $"encapsulamento {package.Value}", Strength = strength };
        if (Packages.Mounting(package.Value) is { } mounting)
        {
            facts.Add(inferred with { Key = "mounting", Value = mounting });
        }

        if (isTransistor && Packages.PowerClass(package.Value) is { } power)
        {
            facts.Add(inferred with { Key = "power_class", Value = power });
        }
    }

    private static string? PowerClass(string watts) =>
        RuleCondition.Parse("<1").Holds(watts) ? "low" : RuleCondition.Parse(">=1").Holds(watts) ? "high" : null;
}
