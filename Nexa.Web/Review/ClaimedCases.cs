using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>The items that the reviewer holds: the one in front of them and the next, each claimed and read once.</summary>
internal sealed class ClaimedCases(CaseReader reader, TimeProvider clock)
{
    /// <summary>Claims hold for 15 minutes.</summary>
    private static readonly TimeSpan BetweenClaims = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Guid, Task<Answer<ReviewCase>>> cases = [];
    private DateTimeOffset claimedAt;

    /// <summary>A case that is there already.</summary>
    public ReviewCase? Find(Guid id) =>
        cases.TryGetValue(id, out var read) && read.IsCompletedSuccessfully ? read.Result.Value : null;

    public Task<Answer<ReviewCase>> ReadCaseAsync(Guid id)
    {
        if (!cases.TryGetValue(id, out var read) || (read.IsCompleted && Find(id) is null))
        {
            cases[id] = read = reader.ClaimAsync(id);
            claimedAt = clock.GetUtcNow();
        }

        return read;
    }

    /// <summary>The item is decided, gone or has changed: what was read of it is of no use.</summary>
    public void Forget(Guid id) => cases.Remove(id);

    /// <summary>Lets go of all others.</summary>
    public async Task ReleaseAsync(Guid?[] keep)
    {
        foreach (var (id, read) in cases.Where(one => !keep.Contains(one.Key)).ToList())
        {
            cases.Remove(id);
            await read; // released before its claim has arrived, the item would stay claimed
            if (!cases.ContainsKey(id))
            {
                await reader.ReleaseAsync(id);
            }
        }
    }

    public async Task RenewAsync()
    {
        if (clock.GetUtcNow() - claimedAt < BetweenClaims)
        {
            return;
        }

        claimedAt = clock.GetUtcNow();
        foreach (var id in cases.Keys.ToList())
        {
            await reader.RenewAsync(id);
        }
    }
}
