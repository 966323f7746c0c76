using Nexa.Fiscal;

namespace Nexa.Agents.Pipeline;

/// <summary>
/// The codes that were weighed and not chosen, with the fact that speaks against each and what it would change in II and IPI.
/// </summary>
internal static class Alternatives
{
    /// <summary>Chosen: as many as an analyst compares.</summary>
    private const int MostAlternatives = 3;

    public static IReadOnlyList<Alternative> ListRejected(string? chosen, IReadOnlyList<Candidate> candidates, FiscalTables tables,
        DateOnly on)
    {
        var rates = chosen is { Length: 8 } ? tables.FindRates(chosen, null, on) : null;
        return [.. candidates.Where(candidate => candidate.Code != chosen).Take(MostAlternatives).Select(candidate =>
        {
            var own = rates is null ? null : tables.FindRates(candidate.Code, null, on);
            return new Alternative(
                candidate.Code,
                tables.Ncm.FindPath(candidate.Code) is { Length: > 0 } path ? path : null,
                Math.Round(candidate.Probability, 4),
                ExplainRejection(candidate, chosen),
                own?.Ii.Rate.Percent - rates?.Ii.Rate.Percent,
                own?.Ipi.Rate.Percent - rates?.Ipi.Rate.Percent);
        })];
    }

    private static string ExplainRejection(Candidate candidate, string? chosen)
    {
        if (candidate.Contradiction is { } against)
        {
            return $"Rejeitado: {Describer.DescribeFact(against.Fact!.Key, against.Fact.Value)} ({against.Fact.Source}).";
        }

        var open = candidate.Decisions.Where(decision => decision.IsOpen && decision.Node.Branches.Count > 1
            && decision.Node.Question.Length > 0)
            .OrderBy(decision => decision.Branch.Share).FirstOrDefault();
        if (open is not null)
        {
            return $"Menos provável enquanto não respondida a pergunta: {open.Node.Question}";
        }

        return chosen is null ? "Possível; faltam dados para decidir." : "Leitura menos provável do part number ou da descrição.";
    }
}
