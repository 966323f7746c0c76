using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>The statements of the table <c>organisation</c> that Entity Framework cannot express.</summary>
public static class OrganisationRows
{
    /// <summary>
    /// Locks an organisation in the context's transaction: of two ADMINs who leave at once the second sees that it is the last.
    /// </summary>
    /// <returns>False when there is no such organisation.</returns>
    public static async Task<bool> LockAsync(NexaDbContext db, Guid id, CancellationToken ct) =>
        (await db.Database.SqlQuery<Guid>($"select id as value from organisation where id = {id} for update").ToListAsync(ct)).Count == 1;

    public static Task DeleteAsync(NpgsqlDataSource database, Guid id, CancellationToken ct) =>
        database.Statement("delete from organisation where id = $1", id).ExecuteAsync(ct);
}
