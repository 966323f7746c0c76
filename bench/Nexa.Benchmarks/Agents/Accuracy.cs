using System.Globalization;
using System.Diagnostics;
using System.Text.Json;
using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Benchmarks;

/// <summary>
/// <c>accuracy &lt;csv&gt;… [--no-text|--no-number] [--errors] [--calibrate]</c>: how often the agents are right, at 2, 4, 6 and 8
/// digits, and whether their confidence means something.
/// Columns: partnumber, manufacturer, erp_description, ncm_expected, accept (other defensible codes, separated by |).
/// </summary>
internal static class Accuracy
{
    private sealed record Row(string PartNumber, string? Manufacturer, string? Description, string[] Right, string? Kind);

    private sealed record Outcome(Row Row, Classification Answer, bool Right8, bool Top3);

    public static int Run(string[] args)
    {
        var files = args.Where(arg => !arg.StartsWith("--", StringComparison.Ordinal)).ToArray();
        if (files.Length == 0 || !files.All(File.Exists))
        {
            Console.Error.WriteLine("accuracy <csv>… [--no-text|--no-number] [--errors] [--calibrate]");
            return 2;
        }

        var rows = files.SelectMany(file =>
            Read(file, withText: !args.Contains("--no-text"), withNumber: !args.Contains("--no-number"))).ToList();
        var classifier = new Classifier(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());
        foreach (var row in rows.Take(50))
        {
            Classify(classifier, row);
        }

        // The best of three passes: other work on the machine only ever adds.
        Outcome[] outcomes = [];
        var perPart = double.MaxValue;
        for (var pass = 0; pass < 3; pass++)
        {
            var watch = Stopwatch.StartNew();
            var answers = rows.Select(row => Classify(classifier, row)).ToArray();
            perPart = Math.Min(perPart, watch.Elapsed.TotalMilliseconds / answers.Length);
            outcomes = [.. rows.Zip(answers, Judge)];
        }

        Report(outcomes, args.Contains("--errors"));
        if (args.Contains("--calibrate"))
        {
            Calibration(outcomes);
        }

        Summary(outcomes, perPart);
        return 0;
    }

    /// <summary>The descriptions of a file of labelled products.</summary>
    public static IEnumerable<string> Descriptions(string path) =>
        Read(path, withText: true, withNumber: true).Select(row => row.Description).OfType<string>();

    private static Classification Classify(Classifier classifier, Row row) =>
        classifier.Classify(new Product(row.PartNumber, row.Description, row.Manufacturer));

    private static Outcome Judge(Row row, Classification answer)
    {
        var right = row.Right.Contains(answer.Ncm);
        return new Outcome(row, answer, right, right
            || answer.Alternatives.Take(answer.Ncm is { Length: 8 } ? 2 : 3).Any(other => row.Right.Contains(other.Ncm)));
    }

    private static void Report(Outcome[] outcomes, bool withErrors)
    {
        Console.WriteLine("digits  top-1");
        foreach (var digits in (int[])[2, 4, 6, 8])
        {
            Console.WriteLine(FormattableString.Invariant($"{digits,6}  {Share(outcomes, one => RightAt(one, digits)):P1}"));
        }

        Console.WriteLine("heading  n  top-1 at 8");
        foreach (var heading in outcomes.GroupBy(one => one.Row.Right[0][..4], StringComparer.Ordinal).OrderBy(group => group.Key,
            StringComparer.Ordinal))
        {
            Console.WriteLine(
                FormattableString.Invariant($"{heading.Key,7}  {heading.Count(),3}  {Share([.. heading], one => one.Right8):P0}"));
        }

        Split(outcomes, "source", one => one.Answer.Source.ToString());
        if (outcomes.Any(one => one.Row.Kind is not null))
        {
            Split(outcomes, "kind", one => one.Row.Kind ?? "");
        }

        Console.WriteLine("confidence  n  right");
        for (var bin = 0; bin < 10; bin++)
        {
            var inside = outcomes.Where(one => Bin(one.Answer.ConfidenceScore) == bin).ToArray();
            if (inside.Length > 0)
            {
                Console.WriteLine(
                    FormattableString.Invariant($"{bin / 10.0:0.0}-{(bin + 1) / 10.0:0.0}  {inside.Length,4}  {Share(inside, Hit):P0}"));
            }
        }

        Console.WriteLine(FormattableString.Invariant($"coverage at 95 % precision: {CoverageAt(outcomes, 0.95):P0}"));
        foreach (var one in outcomes.Where(one => withErrors && !one.Right8).OrderBy(one => one.Row.Right[0], StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {one.Row.PartNumber} [{one.Row.Description}] wanted {string.Join('|', one.Row.Right)} got {one.Answer.Ncm} "
                + $"{one.Answer.ConfidenceScore:0.00} ({one.Answer.ShortDescription}) then "
                + $"{string.Join(' ', one.Answer.Alternatives.Select(other => other.Ncm))}"));
        }
    }

    private static void Split(Outcome[] outcomes, string name, Func<Outcome, string> by)
    {
        Console.WriteLine($"{name}  n  top-1 at 8  high  right in high  ece");
        foreach (var group in outcomes.GroupBy(by, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var high = group.Where(one => one.Answer is { ConfidenceScore: >= Confidence.High, Ncm.Length: 8 }).ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{group.Key,14}  {group.Count(),4}  {Share([.. group], one => one.Right8):P0}  {high.Length,4}  "
                + $"{high.Count(one => one.Right8),4}  {MeasureCalibrationError([.. group]):0.000}"));
        }
    }

    /// <summary>
    /// For each source, monotone raw → right by pooling adjacent violators, with half a right and half a wrong added to each pool.
    /// </summary>
    private static void Calibration(Outcome[] outcomes)
    {
        foreach (var source in outcomes.Where(one => one.Answer.RawProbability > 0).GroupBy(one => one.Answer.Source).OrderBy(group =>
            group.Key))
        {
            var pools = new List<(double Raw, double Right, int Count)>();
            foreach (var bin in source.OrderBy(one => one.Answer.RawProbability).Chunk(Math.Max(8, source.Count() / 12)))
            {
                pools.Add((bin.Average(one => one.Answer.RawProbability), (bin.Count(FirstIsRight) + 0.5) / (bin.Length + 1.0),
                    bin.Length));
                while (pools.Count > 1 && pools[^1].Right <= pools[^2].Right)
                {
                    var (a, b) = (pools[^2], pools[^1]);
                    var n = a.Count + b.Count;
                    pools.RemoveRange(pools.Count - 2, 2);
                    pools.Add((((a.Raw * a.Count) + (b.Raw * b.Count)) / n, ((a.Right * a.Count) + (b.Right * b.Count)) / n, n));
                }
            }

            Console.WriteLine($"{source.Key}: " + string.Join(", ",
                pools.Select(pool => FormattableString.Invariant($"[{pool.Raw:0.000}, {pool.Right:0.000}] n={pool.Count}"))));
        }
    }

    /// <summary>Whether the likeliest leaf is right, also where the answer stops above it.</summary>
    private static bool FirstIsRight(Outcome one) => one.Answer.Ncm is { Length: 8 }
        ? one.Right8
        : one.Answer.Alternatives.Count > 0 && one.Row.Right.Contains(one.Answer.Alternatives[0].Ncm);

    private static void Summary(Outcome[] outcomes, double perPart)
    {
        var high = outcomes.Where(one => one.Answer is { ConfidenceScore: >= Confidence.High, Ncm.Length: 8 }).ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["n"] = outcomes.Length,
            ["top1_8"] = Round(Share(outcomes, one => one.Right8)),
            ["top3_8"] = Round(Share(outcomes, one => one.Top3)),
            ["top1_6"] = Round(Share(outcomes, one => RightAt(one, 6))),
            ["top1_4"] = Round(Share(outcomes, one => RightAt(one, 4))),
            ["coverage_high"] = Round((double)high.Length / outcomes.Length),
            ["precision_high"] = Round(Share(high, one => one.Right8)),
            ["ece"] = Round(MeasureCalibrationError(outcomes)),
            ["ms_per_part"] = Round(perPart),
        }));
    }

    /// <summary>Expected calibration error: how far score and share of right answers lie apart, over ten bins.</summary>
    private static double MeasureCalibrationError(Outcome[] outcomes) => outcomes.GroupBy(one => Bin(one.Answer.ConfidenceScore))
        .Sum(bin => (double)bin.Count() / outcomes.Length
            * Math.Abs(bin.Average(one => one.Answer.ConfidenceScore) - Share([.. bin], Hit)));

    /// <summary>Right as far as the answer goes: an answer of six digits claims six.</summary>
    private static bool Hit(Outcome one) => one.Answer.Ncm is { } ncm
        && one.Row.Right.Any(right => right.StartsWith(ncm, StringComparison.Ordinal));

    private static bool RightAt(Outcome one, int digits) =>
        one.Answer.Ncm is { } ncm && ncm.Length >= digits
            && one.Row.Right.Any(right => right.AsSpan(0, digits).SequenceEqual(ncm.AsSpan(0, digits)));

    private static double CoverageAt(Outcome[] outcomes, double precision)
    {
        var (right, best, seen) = (0, 0, 0);
        foreach (var one in outcomes.OrderByDescending(one => one.Answer.ConfidenceScore))
        {
            seen++;
            right += one.Right8 ? 1 : 0;
            best = right >= precision * seen ? seen : best;
        }

        return (double)best / outcomes.Length;
    }

    private static int Bin(double confidence) => Math.Min(9, (int)(confidence * 10));

    private static double Share(Outcome[] outcomes, Func<Outcome, bool> predicate) => outcomes.Length == 0 ? 0
        : (double)outcomes.Count(predicate) / outcomes.Length;

    private static double Round(double value) => Math.Round(value, 4);

    private static List<Row> Read(string path, bool withText, bool withNumber)
    {
        var lines = File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(Cells).ToArray();
        var header = lines[0];
        string? Cell(string[] cells, string name) => Array.IndexOf(header, name) is >= 0 and var at && at < cells.Length
            && cells[at].Length > 0 ? cells[at] : null;
        return [.. lines.Skip(1).Select(cells => new Row(
            withNumber ? Cell(cells, "partnumber")! : InternalCode(cells), Cell(cells, "manufacturer"), withText
                ? Cell(cells, "erp_description") : null,
            [.. $"{Cell(cells, "ncm_expected")}|{Cell(cells, "accept")}".Split('|',
                StringSplitOptions.RemoveEmptyEntries).Select(code => code.Replace(".", "", StringComparison.Ordinal))],
            Cell(cells, "kind"))).Where(row => withNumber || row.Description is not null)];
    }

    /// <summary>What an ERP puts in place of the part number.</summary>
    private static string InternalCode(string[] cells) => $"{cells[0].Sum(c => c) % 9000 + 1000}";

    private static string[] Cells(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        foreach (var c in line)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString());
        return [.. cells];
    }
}
