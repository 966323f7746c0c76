using Nexa.Agents.Chat;
using Nexa.Agents.PartNumbers;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// The pipeline: understand → facts → candidates → choose → describe → check. Deterministic, in memory, without a network;
/// the same product and the same tables give the same bytes.
/// </summary>
public sealed class Classifier(FiscalTablesSource fiscal, TimeProvider clock, ServerSettings settings,
    IServiceProvider? services = null)
{
    private const int Steps = 3;
    private static readonly Lazy<FamilyTable> Families = new(FamilyTable.Load);
    private static readonly Lazy<RuleTree> Rules = new(RuleTree.Load);
    private static readonly Lazy<Confidence> Calibration = new(Confidence.Load);
    private static readonly Lazy<ProductReader> Reader = new(ProductReader.Load);
    private readonly Candidates candidates = new(Rules.Value);
    private readonly AnswerWriter writer = new(Families.Value, Calibration.Value, settings);

    private readonly ChatAdvisor? advisor = services?.GetService<ChatAdvisor>();

    /// <summary>With a language model configured, it is asked where the facts leave the choice open.</summary>
    public async ValueTask<Classification> ClassifyAsync(Product product, Action<int, int, string>? progress, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (advisor is null)
        {
            return Classify(product, progress);
        }

        var tables = fiscal.Current;
        var on = Today();
        var known = Understand(product, tables, on, progress);
        var answer = writer.WriteAnswer(known, tables, on);
        if (answer is { ConfidenceScore: >= Confidence.High, Ncm.Length: 8 })
        {
            return answer;
        }

        progress?.Invoke(Steps, Steps, "Consultando o modelo de linguagem");
        return await advisor.AdviseAsync(product, known, tables, ct) is { } advised ? writer.WriteAnswer(advised, tables, on) : answer;
    }

    public Classification Classify(Product product, Action<int, int, string>? progress = null)
    {
        var tables = fiscal.Current;
        var on = Today();
        return writer.WriteAnswer(Understand(product, tables, on, progress), tables, on);
    }

    /// <summary>Reads the knowledge and compiles the hot path, so that the first caller does not wait for it.</summary>
    public void WarmUp()
    {
        Classify(new Product("CL10C330JB8NNNC", "CAP CER SMD 33PF 50V", "Samsung"));
        Classify(new Product("?", "produto de nome desconhecido"));
    }

    private DateOnly Today() => BrazilTime.Today(clock);

    private Understanding Understand(Product product, FiscalTables tables, DateOnly on, Action<int, int, string>? progress)
    {
        progress?.Invoke(1, Steps, "Entendendo o part number e a descrição");
        var known = Reader.Value.ReadProduct(product);
        known = known with { Candidates = candidates.FindCandidates(known.Hypotheses, known.PlainText, tables, on) };
        progress?.Invoke(2, Steps, writer.SummarizeFacts(known));
        return known;
    }
}
