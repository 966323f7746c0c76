using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>The items at hand: the one in front of the reviewer, claimed for them, and the next, only read ahead.</summary>
internal sealed class ClaimedCases(CaseReader reader, TimeProvider clock)
{
    /// <summary>Claims hold for 15 minutes.</summary>
    private static readonly TimeSpan BetweenClaims = TimeSpan.FromMinutes(5);

    /// <summary>Chosen: an item that is only looked at is free for others half an hour after it was opened.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(15);

    private readonly Dictionary<Guid, Task<Answer<ReviewCase>>> cases = [];
    private (Guid Id, Task<Answer<ReviewClaim>> Claim)? held;
    private DateTimeOffset openedAt;
    private DateTimeOffset claimedAt;

    /// <summary>A case that is there already.</summary>
    public ReviewCase? Find(Guid id) =>
        cases.TryGetValue(id, out var read) && read.IsCompletedSuccessfully ? read.Result.Value : null;

    public Task<Answer<ReviewCase>> ReadCaseAsync(Guid id)
    {
        if (!cases.TryGetValue(id, out var read) || (read.IsCompleted && Find(id) is null))
        {
            cases[id] = read = reader.ReadCaseAsync(id);
        }

        return read;
    }

    /// <summary>Claims the item in front; a decision does not wait for it.</summary>
    public Task<Answer<ReviewClaim>> ClaimAsync(Guid id)
    {
        if (held is { } known && known.Id == id && !(known.Claim.IsCompleted && known.Claim.Result.Value is null))
        {
            return known.Claim;
        }

        var (before, claim) = (held, reader.ClaimAsync(id));
        held = (id, claim);
        openedAt = claimedAt = clock.GetUtcNow();
        _ = ReleaseClaimAsync(before);
        return claim;
    }

    /// <summary>The item is decided, gone or has changed: what was read of it is of no use, and its claim has ended with it.</summary>
    public void Forget(Guid id)
    {
        cases.Remove(id);
        held = held?.Id == id ? null : held;
    }

    /// <summary>Lets go of all others.</summary>
    public async Task ReleaseAsync(Guid?[] keep)
    {
        foreach (var id in cases.Keys.Where(id => !keep.Contains(id)).ToList())
        {
            cases.Remove(id);
        }

        if (held is { } known && !keep.Contains(known.Id))
        {
            held = null;
            await ReleaseClaimAsync(known);
        }
    }

    public async Task RenewAsync()
    {
        var now = clock.GetUtcNow();
        if (held is { } known && now - claimedAt >= BetweenClaims && now - openedAt < LongestLook)
        {
            claimedAt = now;
            await reader.RenewAsync(known.Id);
        }
    }

    private async Task ReleaseClaimAsync((Guid Id, Task<Answer<ReviewClaim>> Claim)? known)
    {
        if (known is not { } left)
        {
            return;
        }

        var claim = await left.Claim; // released before its claim has arrived, the item would stay claimed
        if (claim.Value is not null && held?.Id != left.Id)
        {
            await reader.ReleaseAsync(left.Id);
        }
    }
}
