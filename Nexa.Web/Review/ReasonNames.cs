using Nexa.Client;

namespace Nexa.Web.Review;

/// <summary>Why an item waits, in two or three words.</summary>
internal static class ReasonNames
{
    public static readonly (ReviewReason Reason, string Name)[] All =
    [
        (ReviewReason.NO_NCM, "sem código"), (ReviewReason.PARTIAL_NCM, "código incompleto"), (ReviewReason.DOUBT, "em dúvida"),
        (ReviewReason.GATE, "código inválido ou não vigente"), (ReviewReason.CONFLICT, "em conflito"),
        (ReviewReason.LEGAL_CHANGE, "mudança na legislação"),
        (ReviewReason.SAMPLE, "amostra de controle"), (ReviewReason.REQUESTED, "revisão solicitada"),
    ];

    public static string Describe(ICollection<ReviewReason> reasons) =>
        string.Join(", ", reasons.Where(reason => reason is not ReviewReason.GATE || !reasons.Contains(ReviewReason.NO_NCM))
            .Select(reason => Array.Find(All, one => one.Reason == reason).Name));
}
