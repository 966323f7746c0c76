using Nexa.Client;
using Nexa.Web.Documents;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>All that a reviewer sees of an item.</summary>
/// <param name="Item">The item of the queue.</param>
/// <param name="Detail">Its classification.</param>
/// <param name="Ncm">The code in the nomenclature; null where it has none.</param>
/// <param name="Line">Where it stands in a document; null where it came without one.</param>
public sealed record ReviewCase(ReviewItemView Item, ClassificationDetail Detail, NcmView? Ncm, DocumentLine? Line)
{
    /// <summary>Why it can't be approved as it stands; null where it can.</summary>
    public string? ApprovalObstacle =>
        Item.Classification.Ncm is not { Length: 8 } ? "Sem código de 8 dígitos não há o que aprovar: edite, pergunte ou rejeite."
        : Item.Reasons.Contains(ReviewReason.GATE) ? "O código é inválido ou não está vigente: edite ou rejeite."
        : null;
}

/// <summary>Reads all that belongs to an item, and claims it. Tells nothing: most items are read before anybody asks for them.</summary>
internal sealed class CaseReader(Calls calls, DocumentLines documents)
{
    public Task<Answer<ReviewClaim>> ClaimAsync(Guid id) => calls.AskAsync(nexa => nexa.Rest.ClaimReviewItemAsync(id));

    public async Task<Answer<ReviewCase>> ReadCaseAsync(Guid id)
    {
        var read = await calls.AskAsync(nexa => nexa.Rest.GetReviewItemAsync(id));
        if (read.Value is not { } item)
        {
            return read.ConvertRefusal<ReviewCase>();
        }

        var line = documents.FindAsync(item.Classification);
        var ncm = item.Classification.Ncm is { Length: >= 2 } code ? calls.AskAsync(nexa => nexa.Rest.GetNcmAsync(code)) : null;
        var detail = await calls.AskAsync(nexa => nexa.Rest.GetClassificationAsync(item.Classification.Id));
        return detail.Value is { } found
            ? new(new ReviewCase(item, found, ncm is null ? null : (await ncm).Value, await line), detail.Status, Refusal: null)
            : detail.ConvertRefusal<ReviewCase>();
    }

    public Task RenewAsync(Guid id) => calls.FindQuietlyAsync(nexa => nexa.Rest.ClaimReviewItemAsync(id));

    /// <summary>Lets go of an item; one that is not the user's any more is left alone.</summary>
    public Task ReleaseAsync(Guid id) => calls.FindQuietlyAsync(async nexa =>
    {
        await nexa.Rest.ReleaseReviewItemAsync(id);
        return nexa;
    });
}
