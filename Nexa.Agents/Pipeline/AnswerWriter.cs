using Nexa.Agents.PartNumbers;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Agents.Pipeline;

/// <summary>From candidates to the answer: the level that is certain, its reasons, what was rejected and what to ask.</summary>
internal sealed class AnswerWriter(FamilyTable families, Confidence confidence, ServerSettings settings)
{
    /// <summary>Chosen: as many as an analyst answers at once.</summary>
    private const int MostQuestions = 3;

    /// <summary>Chosen: takes the surest answer (1.00) to the lower part of the medium band, as one of two sources is wrong.</summary>
    private const double ContradictionCost = 0.65;

    /// <summary>Chosen: in the low band, below <see cref="Confidence.Medium"/>.</summary>
    private const double ForeignAtMost = 0.59;

    /// <summary>Chosen: just below <see cref="Confidence.High"/>.</summary>
    private const double PerhapsForeignAtMost = 0.899;

    /// <summary>Chosen: just below <see cref="Confidence.High"/>.</summary>
    private const double OpenLeafAtMost = 0.899;

    /// <summary>Chosen: in the low band; what was read of a misread number is not what its maker wrote.</summary>
    private const double MisreadAtMost = 0.59;

    /// <summary>Chosen: where fewer of the family take the branch that was presumed, the answer is not of the high band.</summary>
    private const double LeastPresumedShare = 0.9;

    /// <summary>
    /// Measured: above it nearly all such answers to labelled texts were right, below it they were as often of another trade.
    /// </summary>
    private const double SureDespiteGate = 0.9;

    /// <summary>Chosen: takes the surest answer (1.00) below <see cref="Confidence.High"/>.</summary>
    private const double ConflictCost = 0.85;

    /// <summary>Chosen: a code that is not in force leaves no more than a hint at its six digits.</summary>
    private const double NotInForceAtMost = 0.3;

    /// <summary>Chosen: a branch that nearly all products of the family take is not worth a question.</summary>
    private const double UsualShare = 0.97;

    /// <summary>Chosen: below this the product itself is asked for, not only its facts.</summary>
    private const double SureOfFamily = 0.7;

    public string SummarizeFacts(Understanding known)
    {
        if (known.Best is not { } best)
        {
            return "Família de produto não reconhecida; busca pelos textos da NCM";
        }

        var facts = string.Join(", ", Describer.ListAttributes(best.Facts).Take(4));
        return facts.Length == 0 ? $"Fatos: {NameFamily(best.Family)}" : $"Fatos: {NameFamily(best.Family)}, {facts}";
    }

    public Classification WriteAnswer(Understanding known, FiscalTables tables, DateOnly on)
    {
        var likeliest = known.Candidates.Count > 0 ? known.Candidates[0] : null;
        var (code, score) = likeliest is null ? (null, 0) : ChooseLevel(likeliest, known);

        // Leaves of another family may together be likelier than the likeliest one: the answer describes what it classifies.
        var top = known.Candidates.FirstOrDefault(candidate => code is not null
            && candidate.Code.StartsWith(code, StringComparison.Ordinal)) ?? likeliest;
        var best = top?.Hypothesis ?? known.Best;
        score *= known.IsContradicted ? ContradictionCost : best?.Facts.Conflicts.Count > 0 ? ConflictCost : 1;

        score = LimitForeign(score, known);
        score = known.IntendedNumber is null ? score
            : Math.Min(score, known.Source is KnowledgeSource.Text ? OpenLeafAtMost : MisreadAtMost);
        score = top is not null && (code is not { Length: 8 } || LeavesLeafOpen(top)) ? Math.Min(score, OpenLeafAtMost) : score;

        // Nothing leaves with a code that is not in the tables and in force.
        if (code is { Length: 8 } && DeterminismGate.Reject(tables, code, null, on) is not null)
        {
            (code, score) = (code[..6], Math.Min(score, NotInForceAtMost));
        }

        var name = best is null ? null : NameFamily(best.Family);
        return new Classification(
            known.PartNumber,
            code,
            name is null ? null : Describer.WriteLong(name, best!.Facts, known),
            Exception: null,
            Nve: null,
            known.Manufacturer?.LegalName ?? known.Manufacturer?.Name ?? known.Maker,
            known.Manufacturer?.Address,
            known.Manufacturer?.Country,
            Math.Round(score, 4),
            name is null ? null : Describer.WriteShort(name, best!.Facts),
            Alternatives.ListRejected(code, known.Candidates, tables, on),
            Reasons.ListEvidence(known, best, name, code, tables, on),
            Reasons.ListSteps(code, top, name, tables),
            ListQuestions(known, top, code, score),
            FindRates(code, tables, on),
            score < Confidence.High || code is not { Length: 8 })
        {
            Source = known.Source,
            RawProbability = likeliest?.Probability ?? 0,
            Marca = known.Manufacturer?.Name ?? known.Maker,
        };
    }

    /// <summary>Whether the leaf was presumed where the family has others that are not rare.</summary>
    private static bool LeavesLeafOpen(Candidate top) => top.Decisions.Any(decision =>
        decision.IsOpen && decision.Node.Branches.Count > 1 && decision.Branch.Share < LeastPresumedShare);

    /// <summary>How many digits stand before the first level that the rules leave to the analyst.</summary>
    private static int FindDecidedDigits(Candidate top) => top.Decisions.Where(decision => decision.IsOpen && decision.Node.IsUndecided)
        .Select(decision => Math.Max(4, decision.Node.Level - 2)).DefaultIfEmpty(8).Min();

    /// <summary>The text's head is none that the dictionary knows: "relay cover", "suporte para monitor".</summary>
    private static bool NamesAnotherThing(Understanding known) => known.Reading.HeadIsForeign && known.Source is KnowledgeSource.Text;

    /// <summary>A text of another trade stays low; one that may be of another trade does unless much speaks for its reading.</summary>
    private static double LimitForeign(double score, Understanding known) =>
        known.LooksForeign || NamesAnotherThing(known) || (known.MayBeForeign && score < SureDespiteGate) ? Math.Min(score, ForeignAtMost)
            : known.MayBeForeign ? Math.Min(score, PerhapsForeignAtMost) : score;

    /// <summary>
    /// Eight digits where the leaf is likely enough and the text decides it; else the longest prefix whose leaves together are.
    /// </summary>
    private (string? Code, double Score) ChooseLevel(Candidate top, Understanding known)
    {
        var decided = FindDecidedDigits(top);
        var whole = confidence.Calibrate(top.Probability, known.Source);
        if (whole >= settings.AbstainBelow && decided == 8)
        {
            return (top.Code, whole);
        }

        foreach (var digits in (ReadOnlySpan<int>)[6, 4])
        {
            if (digits > decided)
            {
                continue;
            }

            var best = known.Candidates.GroupBy(candidate => candidate.Code[..digits], StringComparer.Ordinal)
                .Select(group => (Code: group.Key, Probability: group.Sum(candidate => candidate.Probability)))
                .OrderByDescending(group => group.Probability).ThenBy(group => group.Code, StringComparer.Ordinal).First();
            var score = confidence.Calibrate(Math.Min(1, best.Probability), known.Source);
            score = decided < 8 ? Math.Min(score, best.Probability) : score;
            if (score >= settings.AbstainBelow)
            {
                return (best.Code, score);
            }
        }

        return (null, 0);
    }

    private static List<string> ListQuestions(Understanding known, Candidate? top, string? code, double score)
    {
        if (known.IsOrderCode)
        {
            return ["O código é de pedido da distribuidora e não traz o número do fabricante: qual é o part number do fabricante?"];
        }

        if (known.IntendedNumber is { } intended)
        {
            return [$"O part number parece ter letras lidas no lugar de dígitos (O por 0, I por 1): seria {intended}? Confira no documento."];
        }

        if (top is null || known.Best is null)
        {
            return ["Qual é o produto e qual é a sua função? Informe a descrição comercial ou a ficha técnica."];
        }

        // Open facts of the chosen path, the one that could change most first.
        var open = top.Decisions
            .Where(decision => decision.IsOpen && decision.Node.Branches.Count > 1 && decision.Branch.Share < UsualShare)
            .OrderBy(decision => decision.Branch.Share).Select(decision => decision.Node.Question).Where(question => question.Length > 0)
            .Distinct(StringComparer.Ordinal).Take(MostQuestions).ToList();
        if (known.IsContradicted)
        {
            open.Insert(0, "O part number e a descrição indicam produtos diferentes: qual dos dois está correto?");
        }
        else if (known.LooksForeign)
        {
            open.Insert(0, "A descrição parece ser de outro ramo: qual é o produto e qual é a sua função?");
        }
        else if (top.Hypothesis?.Facts.Conflicts is [var conflict, ..])
        {
            open.Insert(0, AskAboutConflict(conflict));
        }
        else if (code is not { Length: 8 } || (score < Confidence.Medium && known.Best.Probability < SureOfFamily))
        {
            open.Insert(0, "Qual é o produto e qual é a sua função? Confirme a descrição com a ficha técnica.");
        }

        if (known.IsSellerStated && known.Maker is null)
        {
            open.Add("A empresa informada é uma distribuidora: quem é o fabricante?");
        }

        return open;
    }

    private static string AskAboutConflict(FactConflict conflict) =>
        $"Há dados que não combinam: {Describer.DescribeFact(conflict.Kept.Key, conflict.Kept.Value)} ({conflict.Kept.Source}) e "
        + $"{Describer.DescribeFact(conflict.Dropped.Key, conflict.Dropped.Value)} ({conflict.Dropped.Source}). Qual está correto?";

    private static Rates? FindRates(string? code, FiscalTables tables, DateOnly on)
    {
        if (code is not { Length: 8 })
        {
            return null;
        }

        var rates = tables.FindRates(code, null, on);
        return new Rates(rates.Ii.Rate.Percent, rates.Ipi.Rate.Percent, rates.Ipi.Rate.Kind is RateKind.NotTaxed, rates.Ii.Basis,
            rates.Ipi.Basis);
    }

    private string NameFamily(string family) => families.FindName(family) ?? "Produto eletroeletrônico";
}
