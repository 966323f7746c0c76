namespace Nexa.Agents.Pipeline;

/// <summary>
/// "Is this a thing that we know?": a linear model over hashed letter sequences of the text (Knowledge/gate.bin),
/// trained by the bench verb <c>train-gate</c>. It can only lower a confidence.
/// </summary>
internal sealed class DomainGate
{
    public const int Buckets = 1 << 16;
    private const int ShortestGram = 3;
    private const int LongestGram = 5;
    private const int HeaderLength = 8;

    private readonly sbyte[] weights;
    private readonly float scale;
    private readonly float bias;

    private DomainGate(byte[] file)
    {
        scale = BitConverter.ToSingle(file, 0);
        bias = BitConverter.ToSingle(file, sizeof(float));
        weights = [.. file.Skip(HeaderLength).Select(value => unchecked((sbyte)value))];
    }

    public static DomainGate Load()
    {
        using var stream = typeof(DomainGate).Assembly.GetManifestResourceStream("Knowledge/gate.bin")!;
        var file = new byte[stream.Length];
        stream.ReadExactly(file);
        return new DomainGate(file);
    }

    /// <summary>How likely the text is about goods of the kinds that the dictionary has, 0..1.</summary>
    public double RateProbability(string plain)
    {
        var features = ListFeatures(plain);
        var sum = features.Sum(feature => (double)weights[feature]);
        return features.Count == 0 ? 1 : 1 / (1 + Math.Exp(-(bias + (scale * sum / Math.Sqrt(features.Count)))));
    }

    /// <summary>The buckets of all sequences of letters, and of all words and pairs of words; digits are alike.</summary>
    public static IReadOnlyCollection<int> ListFeatures(string plain)
    {
        var features = new SortedSet<int>();
        var before = "";
        foreach (var word in TextWords.ListWords(plain).Where(word => word.Any(char.IsAsciiLetter)))
        {
            var alike = string.Concat(word.Select(c => char.IsAsciiDigit(c) ? '0' : c));
            var bounded = $"<{alike}>";
            features.Add(HashFeature(bounded));
            features.Add(HashFeature($"{before} {alike}"));
            for (var length = ShortestGram; length <= LongestGram; length++)
            {
                for (var at = 0; at + length <= bounded.Length; at++)
                {
                    features.Add(HashFeature(bounded.AsSpan(at, length)));
                }
            }

            before = alike;
        }

        return features;
    }

    /// <summary>FNV-1a, which is the same on every machine and run.</summary>
    private static int HashFeature(ReadOnlySpan<char> text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return (int)(hash % Buckets);
    }
}
