using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>Audit entries from transactions that don't go through Entity Framework.</summary>
public static class AuditTrail
{
    public static Task WriteAsync(
        NpgsqlConnection connection, Reviewer who, string action, string subject, object? after, CancellationToken ct) =>
        connection.Statement(
            """
            insert into audit_log (organisation_id, user_id, via, address, action, subject, after) values ($1, $2, $3, $4, $5, $6, $7)
            """,
            who.Organisation, who.Id, who.Via, who.Address, action, subject, SqlValue.Jsonb(after is null ? null : NexaJson.Write(after)))
            .ExecuteAsync(ct);
}
