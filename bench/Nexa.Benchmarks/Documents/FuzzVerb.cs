using System.Diagnostics;
using System.Text.Json;
using Nexa.Documents;
using Nexa.Tests.Documents.Generator;
using Nexa.Worker.Documents;

namespace Nexa.Benchmarks.Documents;

/// <summary>
/// <c>fuzz [files] [seed]</c>: valid documents with bytes changed, moved, cut and doubled; every one must end, and this process with its
/// pool must live on.
/// </summary>
internal static class FuzzVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 10_000;
        var seed = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1;
        var valid = GeneratedCorpus.All(2).Select(d => d.Pdf).Where(p => p.Length < 60_000).ToArray();
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await using var pool = new ExtractorPool(new ExtractionSettings { TimeLimit = TimeSpan.FromSeconds(10) });
        var (clock, before, slowest) = (Stopwatch.StartNew(), Environment.WorkingSet, 0.0);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (i, ct) =>
        {
            var random = new Random((seed * 1_000_003) + i); // the same file for the same seed, in every run
            var one = Stopwatch.StartNew();
            string outcome;
            try
            {
                await pool.ExtractAsync(new("pdf"), Mutated(valid[random.Next(valid.Length)], random), ct);
                outcome = "read";
            }
            catch (UnreadableDocumentException why)
            {
                outcome = why.Code;
            }

            lock (outcomes)
            {
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                slowest = Math.Max(slowest, one.Elapsed.TotalSeconds);
            }
        });
        GC.Collect();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            files = count, seed, outcomes, seconds = Math.Round(clock.Elapsed.TotalSeconds), slowest_s = Math.Round(slowest, 1),
                children_started = pool.Started,
            child_peak_mb = pool.PeakMemory >> 20, own_growth_mb = (Environment.WorkingSet - before) >> 20,
        }));
        return outcomes.Values.Sum() == count ? 0 : 1;
    }

    private static byte[] Mutated(byte[] valid, Random random)
    {
        var bytes = (byte[])valid.Clone();
        for (var change = random.Next(1, 12); change > 0; change--)
        {
            var (at, length) = (random.Next(bytes.Length), random.Next(1, 200));
            length = Math.Min(length, bytes.Length - at);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: random.NextBytes(bytes.AsSpan(at, length)); break;
                case 3: bytes = [.. bytes[..at], .. bytes[(at + length)..]]; break;
                case 4: bytes = [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]]; break;
                case 5: bytes.AsSpan(random.Next(bytes.Length - length), length).CopyTo(bytes.AsSpan(at, length)); break;
                default: Digits(bytes, at, random); break;
            }

            if (bytes.Length < 10)
            {
                return bytes;
            }
        }

        return bytes;
    }

    /// <summary>Object numbers, lengths and offsets are what a reader trusts.</summary>
    private static void Digits(byte[] bytes, int at, Random random)
    {
        for (var i = at; i < Math.Min(bytes.Length, at + 400); i++)
        {
            if (bytes[i] is >= (byte)'0' and <= (byte)'9' && random.Next(6) == 0)
            {
                bytes[i] = (byte)('0' + random.Next(10));
            }
        }
    }
}
