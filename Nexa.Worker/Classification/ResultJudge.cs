using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Tasks;
using Nexa.Fiscal;

namespace Nexa.Worker.Classification;

/// <summary>What an agents server says is a proposal: this decides whether it may leave, and adds the rates in force.</summary>
internal sealed class ResultJudge(TimeProvider clock)
{
    /// <param name="tables">As the organisation sees them.</param>
    /// <param name="item">What was asked.</param>
    /// <param name="answer">What the agents answered.</param>
    /// <param name="approved">The approved case that is nearest to a doubtful answer, or that speaks against a sure one.</param>
    /// <param name="isSure">Whether the agents were sure.</param>
    public JudgedResult Judge(FiscalTables tables, TaskItem item, ClassificationResult answer, ApprovedCase? approved, bool isSure = false)
    {
        var today = BrazilTime.Today(clock);
        var objection = DeterminismGate.Reject(tables, answer.Ncm, answer.Exception, today, partial: true);
        var rejected = objection;
        if (objection is not null && DeterminismGate.Reject(tables, answer.Ncm, null, today, partial: true) is null)
        {
            // The code exists but its Ex does not: keep the code, drop the Ex and put the objection into the review reason.
            (answer, rejected) = (answer with { Exception = null }, null);
        }

        (answer, var unread) = CheckDeclared(answer);
        answer = approved is null ? answer : isSure ? ApprovedCases.Doubt(answer, approved) : ApprovedCases.AddTo(answer, approved);
        var doubt = rejected is null ? Join(DeterminismGate.ExplainUnverifiable(tables, answer.Ncm), ReviewWords.Explain(answer)) : null;
        var other = approved is not null && approved.Ncm != answer.Ncm
            ? $"Caso semelhante classificado em {NcmCode.Format(approved.Ncm)}, {approved.Describe()}." : null;
        var reason = Join(Join(Join(Join(objection, doubt), unread), other), GivenCode.ExplainDifference(item.Ncm, answer.Ncm));
        return new(answer with
        {
            Partnumber = item.PartNumber,
            Rates = rejected is null ? AnswerRates.Describe(tables, answer.Ncm, answer.Exception, today) : null,
            Proposal = null,
            NeedsReview = reason is not null,
        }, rejected, reason, LegalBasis.Fingerprint(tables, answer.Ncm, answer.Exception, today),
        LegalBasis.CalculateTaxAtStake(tables, answer.Ncm, answer.Exception, today), tables.SnapshotId);
    }

    /// <summary>Country and NVE go into a declaration: what is neither leaves the answer, and a person is told.</summary>
    private static (ClassificationResult Answer, string? Unread) CheckDeclared(ClassificationResult answer)
    {
        var (country, nve) = (Countries.FindCode(answer.Pais), answer.Nve);
        var wrongCountry = country is null && !string.IsNullOrWhiteSpace(answer.Pais)
            ? $"O país \"{answer.Pais.Trim()}\" não consta da lista ISO 3166-1." : null;
        var wrongNve = !string.IsNullOrWhiteSpace(nve) && !NveCodes.AreWellFormed(nve)
            ? $"A NVE \"{nve.Trim()}\" não tem a forma de duas letras e quatro dígitos." : null;
        return (answer with { Pais = country, Nve = wrongNve is null ? nve : null }, Join(wrongCountry, wrongNve));
    }

    private static string? Join(string? first, string? second) => first is null ? second : second is null ? first : $"{first} {second}";
}
