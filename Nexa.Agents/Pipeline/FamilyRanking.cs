namespace Nexa.Agents.Pipeline;

/// <summary>Turns the weights of phrases into certainties of families.</summary>
internal static class FamilyRanking
{
    /// <summary>Chosen: a text alone is never quite sure.</summary>
    private const double SurestName = 0.97;

    /// <summary>The weight of phrases that makes a family as likely as not. Chosen: a hint (weight 1) already says more.</summary>
    private const double HalfSureWeight = 0.35;

    /// <summary>Chosen: further ones are noise.</summary>
    private const int MostRivals = 3;

    /// <summary>Share of what the better families left that a rival may take at most. Chosen: so that a second name never draws level.</summary>
    private const double RivalShare = 0.6;

    /// <summary>A family inherits what speaks for the families above it: "cap" and "tântalo" together are a tantalum capacitor.</summary>
    public static List<FamilyReading> RankFamilies(SortedDictionary<string, (double Weight, string Phrase)> own)
    {
        var scored = own.Select(entry => (
                Family: entry.Key,
                Score: own.Where(other => entry.Key == other.Key
                    || entry.Key.StartsWith(other.Key + ".", StringComparison.Ordinal)).Sum(other => other.Value.Weight),
                entry.Value.Phrase))
            .OrderByDescending(entry => entry.Score).ThenByDescending(entry => entry.Family.Length).ThenBy(entry => entry.Family,
                StringComparer.Ordinal).ToArray();
        if (scored.Length == 0)
        {
            return [];
        }

        var best = scored[0];
        var rival = scored.Where(entry => !Lexicon.AreRelated(entry.Family, best.Family)).Select(entry => entry.Score).FirstOrDefault();
        var sure = Math.Min(SurestName,
            best.Score / (best.Score + HalfSureWeight)) * best.Score * best.Score / ((best.Score * best.Score) + (rival * rival));
        var readings = new List<FamilyReading> { BuildReading(best.Family, sure, best.Phrase) };
        var left = 1 - sure;
        foreach (var entry in scored.Skip(1).Where(entry => !Lexicon.AreRelated(entry.Family, best.Family)).Take(MostRivals))
        {
            var part = left * RivalShare * entry.Score / (entry.Score + 1);
            readings.Add(BuildReading(entry.Family, part, entry.Phrase));
            left -= part;
        }

        return readings;
    }

    private static FamilyReading BuildReading(string family, double certainty, string phrase) =>
        new(family, certainty, $"descrição: \"{phrase}\"");
}
