using System.Text.Json;
using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Benchmarks;

/// <summary>
/// <c>foreign &lt;foreign-trades.json&gt; [count] [--show]</c>: how often the agents are sure of goods that they know nothing of.
/// </summary>
internal static class ForeignVerb
{
    private const int DefaultCount = 10_000;

    public static int Run(string[] args)
    {
        if (args.Length == 0 || !File.Exists(args[0]))
        {
            Console.Error.WriteLine("foreign <foreign-trades.json> [count] [--show]");
            return 2;
        }

        var count = args.Length > 1 && int.TryParse(args[1], out var asked) ? asked : DefaultCount;
        var classifier = new Classifier(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());
        var answers = ForeignTexts.Make(ForeignTexts.Trades(args[0]),
            count).Select(product => (product, answer: classifier.Classify(product))).ToArray();
        foreach (var (product, answer) in answers.Where(one => args.Contains("--show") && one.answer.ConfidenceScore >= Confidence.Medium))
        {
            Console.WriteLine(FormattableString.Invariant(
                $"  {product.PartNumber} [{product.Description}] {answer.Ncm} {answer.ConfidenceScore:0.00} ({answer.ShortDescription})"));
        }

        Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["n"] = count,
            ["at_least_0.9"] = answers.Count(one => one.answer.ConfidenceScore >= Confidence.High),
            ["at_least_0.6"] = answers.Count(one => one.answer.ConfidenceScore >= Confidence.Medium),
        }));
        return 0;
    }
}
