using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Identity;

/// <summary>The statements of the table <c>api_key</c> that Entity Framework cannot express, and its pieces of other homes' statements.</summary>
public static class ApiKeyRows
{
    /// <summary>No key lives longer than that from when it was made, whatever its maker said.</summary>
    public static Task BoundAgeAsync(NpgsqlDataSource database, int days, CancellationToken ct) =>
        database.Statement(
            """
            update api_key set expires_at = created_at + make_interval(days => $1)
            where revoked_at is null and (expires_at is null or expires_at > created_at + make_interval(days => $1))
            """,
            days).ExecuteAsync(ct);

    /// <summary>Whether the key is neither revoked nor expired and its person is still a member.</summary>
    internal static string IsUsable(string id) =>
        $"""
        exists (
          select from api_key k join membership m on m.organisation_id = k.organisation_id and m.user_id = k.user_id
          where k.id = {id} and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
        """;
}
