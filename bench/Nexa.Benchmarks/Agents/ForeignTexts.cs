using System.Text.Json;
using Nexa.Agents.Pipeline;

namespace Nexa.Benchmarks;

/// <summary>Made-up texts of other trades with random internal codes, the same on every run.</summary>
internal static class ForeignTexts
{
    private const int Seed = 20261201;
    private static readonly string[] Brands = ["", "", "", "NORTESUL", "BELAVIDA", "PRIMAVERA", "KAZUA", "TERRAVIVA", "DONA LU",
        "MAXPRO", "ECOLAR", "VITALE", "SUPREMA"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record ForeignFile(string Comment, Trade[] Trades);

    internal sealed record Trade(string Name, string[] Nouns, string[] Tails, bool Held = false);

    public static Trade[] Trades(string path) => JsonSerializer.Deserialize<ForeignFile>(File.ReadAllText(path), Json)!.Trades;

    public static IEnumerable<Product> Make(IReadOnlyList<Trade> trades, int count, int seed = Seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var trade = trades[random.Next(trades.Count)];
            string[] parts = [Pick(random, trade.Nouns), Pick(random, Brands), Pick(random, trade.Tails), random.Next(3) == 0
                ? Pick(random, trade.Tails) : ""];
            yield return new Product(Code(random), string.Join(' ', parts.Where(part => part.Length > 0)));
        }
    }

    /// <summary>Internal codes as ERP systems make them.</summary>
    private static string Code(Random random) => random.Next(9) switch
    {
        0 => random.Next(100, 99_999).ToString("0", System.Globalization.CultureInfo.InvariantCulture),
        1 => random.Next(1, 999_999).ToString("000000", System.Globalization.CultureInfo.InvariantCulture),
        2 => $"MP-{random.Next(1000, 9999)}",
        3 => $"{Letter(random)}{random.Next(100, 9999)}",
        4 => $"{Letter(random)}{Letter(random)}{random.Next(100, 99_999)}",
        5 => $"{random.Next(10, 99)}.{random.Next(100, 999)}.{random.Next(1000, 9999)}",
        6 => $"789{random.NextInt64(1_000_000_000, 9_999_999_999)}",
        7 => $"{Letter(random)}{Letter(random)}{Letter(random)}-{random.Next(10, 999)}{Letter(random)}",
        _ => $"{random.Next(10, 99)}{Letter(random)}{random.Next(10, 999)}{Letter(random)}",
    };

    private static char Letter(Random random) => (char)('A' + random.Next(26));

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
