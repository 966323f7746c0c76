using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Review;

/// <summary>The audit trail, from transactions that don't go through Entity Framework.</summary>
public static class Trail
{
    public static async Task WriteAsync(NpgsqlConnection connection, Reviewer who, string action, string subject, object? after, CancellationToken ct)
    {
        await using var command = connection.Statement(
            "insert into audit_log (user_id, via, address, action, subject, after) values ($1, $2, $3, $4, $5, $6::jsonb)",
            who.Id, who.Via, who.Address, action, subject, after is null ? null : NexaJson.Write(after));
        await command.ExecuteNonQueryAsync(ct);
    }
}
