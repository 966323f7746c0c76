using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Nexa.Core.Data;

/// <summary>The migrations that this build brings, against those that a database has; asked without EF, which needs seconds to load.</summary>
public static class SchemaMigrations
{
    private const string History = "\"__EFMigrationsHistory\"";

    /// <summary>In the order in which they are applied.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. typeof(NexaDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The migration that the schema of this build ends with.</summary>
    public static string Newest => Known[^1];

    /// <summary>What <c>migrate</c> would apply, in order; later migrations of a newer build don't count.</summary>
    public static async Task<List<string>> ListPendingAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        if (!await database.Statement($"select to_regclass('{History}') is not null").ScalarAsync<bool>(ct))
        {
            return [.. Known];
        }

        var applied = await database.Statement($"select migration_id from {History}").ListAsync(row => row.Text("migration_id"), ct);
        return [.. Known.Except(applied, StringComparer.Ordinal)];
    }
}
