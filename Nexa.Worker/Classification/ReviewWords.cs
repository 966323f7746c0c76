using Nexa.Core.Contracts;
using Nexa.Fiscal;

namespace Nexa.Worker.Classification;

/// <summary>
/// Why an answer needs a person, said from its facts: how sure it is, between which codes it wavers, and what was left open.
/// </summary>
internal static class ReviewWords
{
    /// <summary>Answers below this are looked at by a person.</summary>
    private const double ReviewBelow = 0.8;

    /// <returns>Null where nothing asks for a person.</returns>
    public static string? Explain(ClassificationResult answer)
    {
        if (answer.Ncm is { Length: < 8 } partial)
        {
            return AddQuestion(
                $"A classificação chegou a {partial.Length} dígitos; faltam dados para concluí-la", FindQuestion(answer));
        }

        if (answer is { NeedsReview: not true, ConfidenceScore: >= ReviewBelow })
        {
            return null;
        }

        var sureness = answer.ConfidenceScore is not { } score ? "A resposta não informa o grau de confiança"
            : score < ReviewBelow ? $"Confiança de {FormatShare(score)}, abaixo do mínimo de {FormatShare(ReviewBelow)}"
            : $"Confiança de {FormatShare(score)}";
        var other = AnswerParts.ListAlternatives(answer.Alternatives)
            .FirstOrDefault(one => NcmCode.ParseDigits(one.Ncm) is { Length: 8 } code && code != answer.Ncm);
        var question = FindQuestion(answer);
        if (other is not null && answer.Ncm is { } own)
        {
            var codes = $"{NcmCode.Format(own)} e {NcmCode.Format(NcmCode.ParseDigits(other.Ncm)!)}";
            return AddQuestion($"{sureness}; dúvida entre {codes}", question);
        }

        return question is not null ? AddQuestion($"{sureness}; em aberto", question)
            : answer is { NeedsReview: true, ConfidenceScore: null or >= ReviewBelow }
                ? $"{sureness}; o serviço de agentes solicitou a conferência." : $"{sureness}.";
    }

    private static string? FindQuestion(ClassificationResult answer) =>
        AnswerParts.ListQuestions(answer.Questions) is [var first, ..] ? first.Trim() : null;

    private static string AddQuestion(string sentence, string? question) =>
        question is null ? $"{sentence}." : $"{sentence}: {LowerFirst(question)}";

    // An abbreviation at the beginning ("SMD ou PTH?") stays as it is.
    private static string LowerFirst(string text) =>
        text.Length > 1 && char.IsLower(text[1]) ? char.ToLower(text[0], Portuguese.Culture) + text[1..] : text;

    private static string FormatShare(double share) => $"{Math.Floor((decimal)share * 100m):0}%";
}
