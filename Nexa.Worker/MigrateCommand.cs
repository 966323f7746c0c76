using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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
        var newest = typeof(NexaDbContext).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).Max(StringComparer.Ordinal);
        await using var database = NpgsqlDataSource.Create(connectionString ?? "");
        try
        {
            await using var known = database.CreateCommand("select 1 from \"__EFMigrationsHistory\" where migration_id = $1");
            known.Parameters.Add(new() { Value = newest });
            await using var exists = database.CreateCommand("select to_regclass('\"__EFMigrationsHistory\"') is not null");
            if (await exists.ExecuteScalarAsync(ct) is not true || await known.ExecuteScalarAsync(ct) is null)
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

    public static async Task RunAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<NexaDbContext>().Database;
        await database.GetService<IHistoryRepository>().CreateIfNotExistsAsync(ct); // MigrateAsync would ask for the missing table: an error in PostgreSQL's log
        await database.MigrateAsync(ct);
        await FiscalImport.EnsureStarterAsync(services.GetRequiredService<NpgsqlDataSource>(), ct);
    }
}
