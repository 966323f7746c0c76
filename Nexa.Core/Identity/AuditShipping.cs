using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>An entry of the audit log that has not been given to the logs yet; a trigger notes it with the entry.</summary>
public sealed class UnshippedAuditEntry
{
    public long Id { get; init; }
}

/// <summary>Takes the entries that are not shipped yet.</summary>
public static class AuditShipping
{
    /// <summary>
    /// Ships the oldest entries that no other process is shipping. They are forgotten once all are shipped: a process that ends before
    /// leaves them to the next, which ships them again.
    /// </summary>
    /// <returns>How many were shipped.</returns>
    public static async Task<int> ShipAsync(NpgsqlDataSource database, int most, Action<AuditEntry> ship, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var entries = await connection.Statement(
            """
            with due as (
              delete from unshipped_audit_entry where id in (
                select id from unshipped_audit_entry order by id limit $1 for update skip locked)
              returning id)
            select a.id, a.at, a.organisation_id, a.user_id, a.via, a.address, a.action, a.subject, a.before::text as before,
              a.after::text as after
            from due join audit_log a on a.id = due.id order by a.id
            """,
            most).ListAsync(row => new AuditEntry
            {
                Id = row.Number<long>("id"), At = row.Time("at"), OrganisationId = row.IdOrNull("organisation_id"),
                UserId = row.IdOrNull("user_id"), Via = row.TextOrNull("via"), Address = row.TextOrNull("address"),
                Action = row.Text("action"), Subject = row.Text("subject"), Before = row.TextOrNull("before"),
                After = row.TextOrNull("after"),
            }, ct);
        entries.ForEach(ship);
        await transaction.CommitAsync(ct);
        return entries.Count;
    }
}

internal sealed class UnshippedAuditEntryMapping : IEntityTypeConfiguration<UnshippedAuditEntry>
{
    public void Configure(EntityTypeBuilder<UnshippedAuditEntry> entry)
    {
        entry.ToTable("unshipped_audit_entry");
        entry.Property(e => e.Id).ValueGeneratedNever();
    }
}
