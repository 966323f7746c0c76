using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Npgsql;

namespace Nexa.Worker;

/// <summary><c>migrate</c>: brings the schema up to date, with the starter table of fiscal codes.</summary>
internal static class MigrateCommand
{
    /// <summary>Whether nothing is left to do; asked without EF, which needs seconds to load its model.</summary>
    public static async Task<bool> IsUpToDateAsync(string? connectionString, CancellationToken ct)
    {
        var newest = typeof(NexaDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .Max(StringComparer.Ordinal);
        await using var database = NpgsqlDataSource.Create(connectionString ?? "");
        try
        {
            const string History = "\"__EFMigrationsHistory\"";
            if (!await database.Statement($"select to_regclass('{History}') is not null").ScalarAsync<bool>(ct)
                || await database.Statement($"select 1 from {History} where migration_id = $1", newest).ScalarAsync<int>(ct) == 0)
            {
                return false;
            }

            await FiscalImport.EnsureStarterAsync(database, ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // the migration itself waits for the server, and tells what is wrong
        }
    }

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<NexaDbContext>().Database;
        try
        {
            // Asking for the missing table is an error in PostgreSQL's log.
            await database.GetService<IHistoryRepository>().CreateIfNotExistsAsync(ct);
            await database.MigrateAsync(ct);
            await FiscalImport.EnsureStarterAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);
            return 0;
        }
        catch (Exception e) when (e is NpgsqlException or RetryLimitExceededException)
        {
            await Console.Error.WriteLineAsync($"The database cannot be migrated: {(e.InnerException ?? e).Message}");
            return 1;
        }
    }
}
