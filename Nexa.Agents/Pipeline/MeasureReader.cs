using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Agents.Pipeline;

/// <summary>What goods of other trades are measured by, where the nomenclature asks for it: a belt's length, a scale's capacity.</summary>
internal static partial class MeasureReader
{
    /// <summary>Millimetres. Chosen: shorter ones are its width or its pitch.</summary>
    private const decimal ShortestBelt = 150;

    private static readonly Measure[] Measures =
    [
        new("belt.synchronous", "length_mm", ("MM", 1), ("CM", 10)) { Least = ShortestBelt },
        new("belt.v", "length_mm", ("MM", 1), ("CM", 10)) { Least = ShortestBelt },
        new("scale", "capacity_kg", ("KG", 1), ("G", 0.001m), ("T", 1000)),
        new("washingmachine", "capacity_kg", ("KG", 1)),
        new("motorcycle", "displacement_cm3", ("CC", 1), ("CM3", 1), ("CILINDRADAS", 1)),
        new("syringe", "volume_ml", ("ML", 1), ("CC", 1)),
        new("vacuumcleaner", "volume_l", ("L", 1), ("LT", 1), ("LTS", 1), ("LITROS", 1)),
        new("pump", "flow_l_min", ("L/MIN", 1), ("LPM", 1), ("L/H", 1 / 60m), ("M3/H", 1000 / 60m)),
    ];

    /// <summary>The largest value of each measure: a belt is longer than it is wide, a scale weighs more than its division.</summary>
    public static IEnumerable<Fact> ReadMeasures(string plain, string family)
    {
        foreach (var measure in Measures.Where(measure => ValueReader.IsFamily(family, measure.Family)))
        {
            var largest = NumberWithUnit().Matches(plain)
                .Select(match => (Number: ScaleValue(match, measure), Text: match.Value))
                .Where(found => found.Number >= measure.Least).DefaultIfEmpty().MaxBy(found => found.Number);
            if (largest.Number is { } value)
            {
                yield return new(measure.Key, value.ToString("0.###", CultureInfo.InvariantCulture), $"descrição: \"{largest.Text}\"");
            }
        }
    }

    private static decimal? ScaleValue(Match match, Measure measure) =>
        Array.Find(measure.Units, unit => unit.Name == match.Groups["unit"].Value) is { Name: not null, Factor: var factor }
            ? decimal.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture) * factor : null;

    /// <param name="Family">The family, or the one above it.</param>
    /// <param name="Key">The fact that the rules ask for.</param>
    /// <param name="Units">Units as they are written, with how much of the fact's unit one is.</param>
    private sealed record Measure(string Family, string Key, params (string Name, decimal Factor)[] Units)
    {
        /// <summary>Smaller values measure something else.</summary>
        public decimal Least { get; init; }
    }

    [GeneratedRegex(@"(?<![\w.])(?<n>\d{1,5}(?:\.\d+)?) ?(?<unit>MM|CM3|CM|KG|G|T|CC|CILINDRADAS|ML|L/MIN|LPM|L/H|M3/H|LITROS|LTS|LT|L)(?![\w/])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberWithUnit();
}
