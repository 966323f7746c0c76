using Nexa.Agents.PartNumbers;
using Nexa.Fiscal;

namespace Nexa.Agents.Pipeline;

/// <summary>Why this code: the rule at each level in the form in which rulings cite it, and where each fact comes from.</summary>
internal static class Reasons
{
    // HS 2022 numbering of the notes, as the NCM in force since April 2022 has it.
    private static readonly Dictionary<string, string> Notes = new(StringComparer.Ordinal)
    {
        ["8471"] = "RGI 1 (Nota 6 do Capítulo 84)", ["8507"] = "RGI 1 (Nota 3 do Capítulo 85)",
            ["8523"] = "RGI 1 (Nota 6 do Capítulo 85)", ["8524"] = "RGI 1 (Nota 7 do Capítulo 85)",
        ["8534"] = "RGI 1 (Nota 8 do Capítulo 85)", ["8541"] = "RGI 1 (Nota 12 do Capítulo 85)",
            ["8542"] = "RGI 1 (Nota 12 do Capítulo 85)",
        ["8473"] = "RGI 1 (Nota 2 b) da Seção XVI)", ["8529"] = "RGI 1 (Nota 2 b) da Seção XVI)",
            ["8538"] = "RGI 1 (Nota 2 b) da Seção XVI)",
    };

    // Facts that the declaration has no use for.
    private static readonly HashSet<string> Unsaid = new(StringComparer.Ordinal) { "power_class", "packing" };

    public static IReadOnlyList<RationaleStep> ListSteps(string? code, Candidate? top, string? name, FiscalTables tables)
    {
        if (code is null || top is null)
        {
            return [new RationaleStep(0, null, "RGI 1", "Sem dados suficientes para definir a posição.")];
        }

        var steps = new List<RationaleStep>
        {
            new(4, code[..4], Notes.GetValueOrDefault(code[..4], "RGI 1"), ExplainStep(
                name is null ? "Textos da NCM próximos da descrição informada" : $"Mercadoria: {name.ToLowerInvariant()}", code[..4],
                    top, 4, tables)),
        };
        if (code.Length >= 6)
        {
            steps.Add(new RationaleStep(6, code[..6], "RGI 6",
                ExplainStep($"Comparadas as subposições da posição {NcmCode.Format(code[..4])}", code[..6], top, 6, tables)));
        }

        if (code.Length == 8)
        {
            steps.Add(new RationaleStep(8, code, "RGC 1",
                ExplainStep($"Comparados os itens e subitens da subposição {NcmCode.Format(code[..6])}", code, top, 8, tables)));
            steps.Add(new RationaleStep(8, code, "RGC/TIPI 1", tables.FindEx(code).Count == 0
                ? "Ex da TIPI: sem enquadramento (o código não possui Ex)."
                : "Ex da TIPI: o código possui Ex, aplicável somente se a mercadoria se enquadrar em seu texto (ver evidências)."));
            steps.Add(new RationaleStep(8, code, "Fundamento",
                "TEC Res. Gecex 272/2021; Tipi Dec. 11.158/2022; subsídios Nesh (Dec. 435/1992; IN RFB 2.169/2023)."));
        }

        return steps;
    }

    public static IReadOnlyList<Evidence> ListEvidence(Understanding known, Hypothesis? best, string? name, string? code,
        FiscalTables tables, DateOnly on)
    {
        var evidence = new List<Evidence>();
        if (best is not null && name is not null)
        {
            evidence.Add(new Evidence("product", name, best.Source));
            evidence.AddRange(best.Facts.All.Where(fact => !Unsaid.Contains(fact.Key) && fact.Strength is not FactStrength.Assumed)
                .Select(fact => new Evidence(fact.Key, Describer.FormatRange(fact.Value), fact.Source)));
        }

        if (known.Maker is not null)
        {
            evidence.Add(new Evidence("fabricante", known.Manufacturer?.LegalName ?? known.Maker, known.MakerSource ?? "informado"));
        }

        if (known.Manufacturer?.Address is { } address)
        {
            evidence.Add(new Evidence("endereco", address, known.Manufacturer.Source));
        }

        if (known.Manufacturer?.City is { } city)
        {
            evidence.Add(new Evidence("cidade", city, known.Manufacturer.Source));
        }

        if (known.Advice is { } advice && code is not null)
        {
            evidence.Add(new Evidence("ncm", NcmCode.Format(code), advice));
        }

        if (code is { Length: 8 })
        {
            evidence.Add(new Evidence("ncm", NcmCode.Format(code), $"nomenclatura: {tables.Name}"));
            evidence.AddRange(ExClauses.FindClauses(code, best, known.PlainText, tables, on));
        }

        return evidence;
    }

    private static string ExplainStep(string start, string code, Candidate top, int level, FiscalTables tables)
    {
        var node = tables.Ncm.Find(code);
        var decisions = top.Decisions.Where(decision => decision.Node.Level == level && decision.Node.Branches.Count > 1)
            // a package only guesses what a measured value settles
            .GroupBy(decision => decision.Node.Question, StringComparer.Ordinal).Select(asked => asked.Last())
            .Select(decision => $"{decision.Branch.Reason ?? decision.Node.Question} ({ProveDecision(decision)})").ToArray();
        var text = node is null ? "" : $"; {NcmCode.Format(code)}{QuoteText(node.Text.TrimEnd(':', '.', ' '), tables)}";
        return $"{start}{(decisions.Length > 0 ? ": " + string.Join("; ", decisions) : "")}{text}.";
    }

    /// <summary>The official wording in quotation marks; the starter table has its own wording and says so.</summary>
    private static string QuoteText(string text, FiscalTables tables) => tables.IsStarter ? $" (resumo: {text})" : $": \"{text}\"";

    private static string ProveDecision(RuleDecision decision) => decision switch
    {
        { IsOpen: false, Fact: { } fact } => $"{Describer.DescribeFact(fact.Key, fact.Value)}; {fact.Source}",
        { Settled: not null, Fact: { } fact } =>
            $"não comprovado; presumido o usual da série: {Describer.DescribeFact(fact.Key, fact.Value)}",
        _ => "não comprovado; presumido o caso mais frequente",
    };
}
