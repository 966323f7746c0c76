using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Data;

namespace Nexa.Api.Quotas;

/// <summary>
/// The bytes of the files that an organisation, and a person in it, keep: counted at most once a second for each person on this replica.
/// </summary>
internal sealed class KeptDocuments(QuotaSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(1);
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<Keeper, Kept> known = new();

    /// <summary>Whether a file of this size fits into what the organisation, and the person, may keep; it counts at once.</summary>
    public async Task<bool> HasRoomAsync(NexaDbContext db, CurrentUser user, long size, CancellationToken ct)
    {
        var key = new Keeper(user.Organisation, user.Id);
        if (!known.TryGetValue(key, out var kept) || clock.GetElapsedTime(kept.At) > Trust)
        {
            if (known.Count > MostRemembered)
            {
                known.Clear();
            }

            var at = clock.GetTimestamp();
            var sizes = await db.Documents.Where(d => d.OrganisationId == user.Organisation && d.Content != null)
                .GroupBy(d => d.OrganisationId)
                .Select(files => new { All = files.Sum(d => d.Size), Own = files.Sum(d => d.SentBy == user.Id ? d.Size : 0) })
                .FirstOrDefaultAsync(ct);
            known[key] = kept = new(at, sizes?.All ?? 0, sizes?.Own ?? 0);
        }

        var added = Interlocked.Add(ref kept.Added, size);
        if (kept.All + added <= settings.DocumentBytes.Organisation && kept.Own + added <= settings.DocumentBytes.FindLimit(user))
        {
            return true;
        }

        Interlocked.Add(ref kept.Added, -size);
        return false;
    }

    private sealed record Keeper(Guid Organisation, Guid User);

    private sealed class Kept(long at, long all, long own)
    {
        public long Added;

        public long At => at;
        public long All => all;
        public long Own => own;
    }
}
