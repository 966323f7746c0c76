using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>Remove what an organisation owned, which nobody can reach any more.</summary>
/// <param name="OrganisationId">Whose row goes last, with what is left of it.</param>
/// <param name="Told">Whom to tell of it; null where nobody is left.</param>
public sealed record EraseOrganisation(Guid OrganisationId, ToldOfErasure? Told = null) : IJobPayload
{
    public static string Kind => "erase-organisation";
}

/// <summary>The former ADMINs of an organisation, by id: one who is erased meanwhile is told nothing.</summary>
public sealed record ToldOfErasure(string Organisation, Guid AskedBy, Guid[] Admins);

/// <summary>
/// Erases an organisation: all access ends at once, the rows go in the background, a few at a time. A run that is cut off leaves less to
/// the next one.
/// </summary>
public static class OrganisationErasure
{
    /// <summary>Rows of one transaction: short enough that nobody waits for its locks.</summary>
    private const int ErasedAtOnce = 500;

    /// <summary>Contents of documents are large.</summary>
    private const int DocumentsAtOnce = 20;

    /// <summary>
    /// Ends the memberships, invitations, keys and webhooks and queues the removal, in the context's transaction. Ring
    /// <see cref="EraseOrganisation.Kind"/> once that is committed.
    /// </summary>
    /// <param name="db">In a transaction: access ends and the removal is queued together.</param>
    /// <param name="organisation">Its row stays until the removal is done.</param>
    /// <param name="askedBy">The ADMIN who asked; null where the only member goes with it, so that there is nobody to tell.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task BeginAsync(NexaDbContext db, Guid organisation, Guid? askedBy, CancellationToken ct)
    {
        var told = askedBy is not { } admin ? null : new ToldOfErasure(
            await db.Organisations.Where(o => o.Id == organisation).Select(o => o.Name).SingleAsync(ct), admin,
            await db.Memberships.Where(m => m.OrganisationId == organisation && m.Role == Roles.Admin).Select(m => m.UserId)
                .ToArrayAsync(ct));
        await db.Memberships.Where(m => m.OrganisationId == organisation).ExecuteDeleteAsync(ct);
        await db.Invitations.Where(i => i.OrganisationId == organisation).ExecuteDeleteAsync(ct);
        await db.ApiKeys.Where(k => k.OrganisationId == organisation).ExecuteDeleteAsync(ct);
        await db.Webhooks.Where(w => w.OrganisationId == organisation)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.Enabled, false), ct);
        var job = new EraseOrganisation(organisation, told);
        db.Jobs.Add(Job.For(job, priority: 10, dedupeKey: $"{EraseOrganisation.Kind}:{organisation}"));
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Removes rows for as long as it may.</summary>
    /// <returns>Whether nothing is left.</returns>
    public static async Task<bool> RunAsync(NpgsqlDataSource database, Guid organisation, TimeSpan longest, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var left = true;
        while (left && Stopwatch.GetElapsedTime(began) < longest)
        {
            // Jobs have no foreign key: they go before the tasks that they are found by.
            var tasks = await TaskRows.FindAnyAsync(database, organisation, ErasedAtOnce, ct);
            await JobQueue.DeleteAsync(database, tasks, ct);
            left = await TaskRows.DeleteAsync(database, tasks, ct)
                + await ClassificationRows.DeleteAsync(database, organisation, ErasedAtOnce, ct)
                + await DocumentRows.DeleteAsync(database, organisation, DocumentsAtOnce, ct) > 0;
        }

        if (left)
        {
            return false;
        }

        await OrganisationRows.DeleteAsync(database, organisation, ct); // what is left follows by the foreign keys
        return true;
    }
}
