using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>
/// Sets the organisations of <see cref="OrganisationScope"/> at every opening of a connection of Entity Framework, also where there are
/// none: the pooled connection may have served another request before.
/// </summary>
public sealed class ScopedConnections : DbConnectionInterceptor
{
    private const string SetScope = "select set_config('nexa.organisations', $1, false)";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        try
        {
            using var statement = Create(connection);
            statement.ExecuteNonQuery();
        }
        catch
        {
            connection.Close(); // Entity Framework would go on with it, under the organisations of another request
            throw;
        }
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var statement = Create(connection);
            await statement.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.CloseAsync(); // as above
            throw;
        }
    }

    private static NpgsqlBatch Create(DbConnection connection) =>
        new NpgsqlBatch((NpgsqlConnection)connection).Add(SetScope, OrganisationScope.Current ?? "");
}
