using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

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
            using var command = Create(connection);
            command.ExecuteNonQuery();
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
            await using var command = Create(connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.CloseAsync(); // as above
            throw;
        }
    }

    private static DbCommand Create(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = SetScope;
        command.Parameters.Add(((SqlValue)(OrganisationScope.Current ?? "")).ToParameter());
        return command;
    }
}
