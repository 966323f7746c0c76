using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>What the product may be, how likely, and the facts that go with that reading.</summary>
public sealed record Hypothesis(string Family, double Probability, FactSheet Facts, string Source);

/// <summary>Weighs what the part number says against what the text says. Agreement makes sure, contradiction makes doubtful.</summary>
internal static class FamilyChoice
{
    /// <summary>How far a source that names another family still allows this one. Chosen: sources are seldom wrong, but are.</summary>
    private const double Foreign = 0.05;

    /// <summary>The same, where both are of one kind (two sorts of IC). Chosen: texts often name the kind loosely.</summary>
    private const double Cousin = 0.45;

    /// <summary>What even the surest reading of a number leaves to other families. Chosen: makers reuse prefixes.</summary>
    private const double LeastRestOfNumber = 0.02;

    /// <summary>The same for a text. Chosen: a little more than for a number, as a text is less exact.</summary>
    private const double LeastRestOfText = 0.03;

    public static IReadOnlyList<Hypothesis> WeighFamilies(
        IReadOnlyList<Decoding> decodings, IReadOnlyList<FamilyReading> readings, IReadOnlyList<Fact> textFacts, Func<string,
            IEnumerable<Fact>> valuesFor)
    {
        var decoded = GroupByFamily(decodings);
        var families = decoded.Keys.Concat(readings.Select(reading =>
            reading.Family)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var decodedRest = Math.Max(LeastRestOfNumber, 1 - decoded.Values.Sum(entry => entry.Probability));
        var readRest = Math.Max(LeastRestOfText, 1 - readings.Sum(reading => reading.Certainty));
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
                : MeasureSupport(family, decoded.Select(entry => (entry.Key, entry.Value.Probability)), decodedRest);
            var byText = readings.Count == 0 ? 1
                : MeasureSupport(family, readings.Select(reading => (reading.Family, reading.Certainty)), readRest);
            masses.Add((family, byNumber * byText));
        }

        var nothing = (decoded.Count == 0 ? 1 : decodedRest) * (readings.Count == 0 ? 1 : readRest);
        var total = masses.Sum(entry => entry.Mass) + nothing;
        return [.. masses.OrderByDescending(entry => entry.Mass).ThenBy(entry => entry.Family, StringComparer.Ordinal).Take(5)
            .Select(entry => BuildHypothesis(entry.Family, entry.Mass / total, decoded, readings, textFacts, valuesFor))];
    }

    /// <summary>Readings of one part number compete; each takes its share of what better ones left.</summary>
    private static Dictionary<string, (double Probability, Decoding Best)> GroupByFamily(IReadOnlyList<Decoding> decodings)
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

    private static double MeasureSupport(string family, IEnumerable<(string Family, double Probability)> source, double rest)
    {
        var support = Foreign * rest;
        foreach (var (other, probability) in source)
        {
            support += probability * (Lexicon.AreRelated(family, other) ? 1
                : Lexicon.TakeKind(family) == Lexicon.TakeKind(other) ? Cousin : 0);
        }

        return support;
    }

    private static Hypothesis BuildHypothesis(
        string family, double probability, Dictionary<string, (double Probability, Decoding Best)> decoded,
        IReadOnlyList<FamilyReading> readings, IReadOnlyList<Fact> textFacts, Func<string, IEnumerable<Fact>> valuesFor)
    {
        var facts = new FactSheet();
        var decoding = decoded.TryGetValue(family, out var own) ? own.Best
            : decoded.Where(entry => Lexicon.AreRelated(family, entry.Key)).OrderBy(entry => entry.Key,
                StringComparer.Ordinal).Select(entry => entry.Value.Best).FirstOrDefault();

        facts.Add(decoding?.Facts ?? []);
        // "circuito impresso" names the board itself
        facts.Add(textFacts.Where(fact => !(fact.Key == "mounting" && Lexicon.TakeKind(family) == "pcb")));
        facts.Add(valuesFor(family));
        InferFacts(facts, family);
        var source = decoding is not null
            ? $"part number, esquema {decoding.Scheme}"
            : readings.Where(reading => Lexicon.AreRelated(reading.Family, family)).Select(reading =>
                reading.Phrase).FirstOrDefault() ?? "descrição";
        return new Hypothesis(family, probability, facts, source);
    }

    private static void InferFacts(FactSheet facts, string family)
    {
        var isTransistor = Lexicon.TakeKind(family) == "transistor";
        if (isTransistor && facts.FindFact("power_w") is { } watts && FindPowerClass(watts.Value) is { } powerClass)
        {
            facts.Add(watts with { Key = "power_class", Value = powerClass });
        }

        if (facts.FindFact("package") is not { } package)
        {
            return;
        }

        // A scheme that states the mounting itself knows better than the usual one of the package.
        var strength = package.Strength is FactStrength.Read ? FactStrength.Series : package.Strength;
        var inferred = package with { Source = $"encapsulamento {package.Value}", Strength = strength };
        if (Packages.FindMounting(package.Value) is { } mounting)
        {
            facts.Add(inferred with { Key = "mounting", Value = mounting });
        }

        if (isTransistor && Packages.FindPowerClass(package.Value) is { } power)
        {
            facts.Add(inferred with { Key = "power_class", Value = power });
        }
    }

    private static string? FindPowerClass(string watts) =>
        RuleCondition.Parse("<1").IsMetBy(watts) ? "low" : RuleCondition.Parse(">=1").IsMetBy(watts) ? "high" : null;
}
