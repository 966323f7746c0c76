using Nexa.Client;
using Nexa.Web.Documents;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>All that a reviewer sees of an item.</summary>
/// <param name="Item">The item of the queue.</param>
/// <param name="Detail">Its classification.</param>
/// <param name="Ncm">The code in the nomenclature; null where it has none.</param>
/// <param name="Line">Where it stands in a document; null where it came without one.</param>
public sealed record ReviewCase(ReviewItemView Item, ClassificationDetail Detail, NcmView? Ncm, DocumentLine? Line);

/// <summary>Claims an item and reads all that belongs to it.</summary>
internal sealed class CaseReader(Calls calls, DocumentLines documents)
{
    /// <summary>Null where another person has the item, or it is no longer there; the user was told.</summary>
    public async Task<ReviewCase?> ClaimAsync(Guid id)
    {
        if (await calls.TryAsync(nexa => nexa.Rest.ClaimReviewItemAsync(id)) is null
            || await calls.TryAsync(nexa => nexa.Rest.GetReviewItemAsync(id)) is not { } item)
        {
            return null;
        }

        var line = documents.FindAsync(item.Classification);
        var ncm = item.Classification.Ncm is { Length: >= 2 } code ? calls.FetchAnswerAsync(nexa => nexa.Rest.GetNcmAsync(code)) : null;
        var detail = await calls.TryAsync(nexa => nexa.Rest.GetClassificationAsync(item.Classification.Id));
        return detail is null ? null : new ReviewCase(item, detail, ncm is null ? null : (await ncm).Value, await line);
    }

    public Task RenewAsync(Guid id) => calls.FindQuietlyAsync(nexa => nexa.Rest.ClaimReviewItemAsync(id));

    /// <summary>Lets go of an item; one that is not the user's any more is left alone.</summary>
    public Task ReleaseAsync(Guid id) => calls.FindQuietlyAsync(async nexa =>
    {
        await nexa.Rest.ReleaseReviewItemAsync(id);
        return nexa;
    });
}
