using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Npgsql;

namespace Nexa.Worker;

/// <summary>
/// <c>migrate [--check]</c>: brings the schema up to date, with the starter table of fiscal codes; or only says whether it is up to date.
/// </summary>
internal static class MigrateCommand
{
    /// <summary>Answers where nothing has to be migrated, without EF, which needs seconds to load its model.</summary>
    /// <returns>The exit code; null where the migration itself has to run, which also waits for the server.</returns>
    public static async Task<int?> AnswerAsync(string[] args, string? connectionString, CancellationToken ct)
    {
        var isCheck = args is [_, "--check"];
        if (args.Length > 1 && !isCheck)
        {
            return await RefuseAsync($"migrate does not know {args[^1]}. Usage: migrate [--check]");
        }

        await using var database = NpgsqlDataSource.Create(ConnectionStrings.ReadDatabase(connectionString).ConnectionString);
        try
        {
            var pending = await SchemaMigrations.ListPendingAsync(database, ct);
            if (isCheck && pending.Count > 0)
            {
                return await RefuseAsync($"Pending in database {NameDatabase(database)}: {string.Join(", ", pending)}. Run: Nexa.Worker migrate");
            }

            if (pending.Count > 0)
            {
                return null;
            }

            if (!isCheck)
            {
                await FiscalImport.EnsureStarterAsync(database, ct);
            }

            Console.WriteLine($"Database {NameDatabase(database)} is up to date with {SchemaMigrations.Newest}.");
            return 0;
        }
        catch (NpgsqlException e) when (isCheck)
        {
            return await RefuseAsync($"The schema cannot be checked: {e.Message}");
        }
        catch (NpgsqlException)
        {
            return null;
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
            var source = services.GetRequiredService<NpgsqlDataSource>();
            var pending = await SchemaMigrations.ListPendingAsync(source, ct);
            await database.MigrateAsync(ct);
            await FiscalImport.EnsureStarterAsync(source, ct);
            Console.WriteLine($"Database {NameDatabase(source)} migrated: {string.Join(", ", pending)} applied, starter tables in place.");
            return 0;
        }
        catch (Exception e) when (e is NpgsqlException or RetryLimitExceededException)
        {
            return await RefuseAsync($"The database cannot be migrated: {(e.InnerException ?? e).Message}");
        }
    }

    private static string? NameDatabase(NpgsqlDataSource database) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
