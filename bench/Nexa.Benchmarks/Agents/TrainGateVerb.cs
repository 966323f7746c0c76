using Nexa.Agents.Pipeline;

namespace Nexa.Benchmarks;

/// <summary>
/// <c>train-gate &lt;gate.bin&gt; &lt;foreign-trades.json&gt; &lt;csv&gt;…</c>: trains the gate on the dictionary's own names, the
/// descriptions of the files
/// and made-up texts of the trades that are not held back; the same files give the same bytes.
/// </summary>
internal static class TrainGateVerb
{
    private const int Seed = 7;
    private const int Epochs = 12;
    private const int ForeignTextsToLearn = 6000;
    private const int ForeignTextsToMeasure = 2000;
    private const double FirstStep = 0.3;
    private const double Decay = 1e-6;
    private static readonly string[] Tails = ["", "12V", "24V 5A", "100NF 50V", "SMD", "10K 1%", "220V", "PRETO", "5MM", "USB", "1A",
        "60HZ", "M8", "2 VIAS", "PCT 100", "16MHZ", "DIGITAL", "50W", "1/2", "M12"];

    private readonly record struct Sample(int[] Features, bool IsKnown);

    public static int Run(string[] args)
    {
        if (args.Length < 3 || !args.Skip(1).All(File.Exists))
        {
            Console.Error.WriteLine("train-gate <gate.bin> <foreign-trades.json> <csv>…");
            return 2;
        }

        var random = new Random(Seed);
        var trades = ForeignTexts.Trades(args[1]);
        var known = Lexicon.Load().Names.SelectMany(name =>
            Enumerable.Range(0, 2).Select(_ => $"{name} {Tails[random.Next(Tails.Length)]}"))
            .Concat(args.Skip(2).SelectMany(Accuracy.Descriptions).SelectMany(text => Enumerable.Repeat(text, 3)));
        var foreign = ForeignTexts.Make([.. trades.Where(trade => !trade.Held)],
            ForeignTextsToLearn).Select(product => product.Description!);
        Sample[] samples = [.. known.Select(text => Read(text, true)), .. foreign.Select(text => Read(text, false))];
        var (weights, bias) = Train(samples, random);
        Write(args[0], weights, bias);

        var held = ForeignTexts.Make([.. trades.Where(trade => trade.Held)],
            ForeignTextsToMeasure).Count(product => Score(weights, bias, Read(product.Description!, false).Features) > 0);
        Console.WriteLine($$"""{"samples":{{samples.Length}},"held_back_trades_that_pass":{{held}},"of":{{ForeignTextsToMeasure}}}""");
        return 0;
    }

    private static Sample Read(string text, bool isKnown) => new([.. DomainGate.ListFeatures(TextWords.ToPlain(text))], isKnown);

    /// <summary>Logistic regression by plain stochastic gradient descent, both kinds weighing the same.</summary>
    private static (double[] Weights, double Bias) Train(Sample[] samples, Random random)
    {
        var (weights, bias) = (new double[DomainGate.Buckets], 0.0);
        var share = samples.Count(sample => sample.IsKnown) / (double)samples.Length;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(samples);
            var step = FirstStep / (1 + epoch);
            foreach (var sample in samples.Where(sample => sample.Features.Length > 0))
            {
                var error = (sample.IsKnown ? 1 : 0) - (1 / (1 + Math.Exp(-Score(weights, bias, sample.Features))));
                var change = step * error * (sample.IsKnown ? 0.5 / share : 0.5 / (1 - share));
                bias += change * 0.1;
                foreach (var feature in sample.Features)
                {
                    weights[feature] += (change / Math.Sqrt(sample.Features.Length)) - (step * Decay * weights[feature]);
                }
            }
        }

        return (weights, bias);
    }

    private static double Score(double[] weights, double bias, int[] features) =>
        features.Length == 0 ? 0 : bias + (features.Sum(feature => weights[feature]) / Math.Sqrt(features.Length));

    private static void Write(string path, double[] weights, double bias)
    {
        var scale = weights.Max(Math.Abs) / sbyte.MaxValue;
        using var file = new BinaryWriter(File.Create(path));
        file.Write((float)scale);
        file.Write((float)bias);
        foreach (var weight in weights)
        {
            file.Write((sbyte)Math.Round(weight / scale));
        }
    }
}
