using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Npgsql;

namespace Nexa.Worker.Diagnosis;

/// <summary>PostgreSQL: connection, durability, clock, schema, role, age of the fiscal tables.</summary>
internal static class DatabaseChecks
{
    private const int ConnectSeconds = 5;

    /// <summary>Tokens and signatures carry this machine's time; their readers allow for minutes, so ten seconds harm nobody.</summary>
    private static readonly TimeSpan MostClockDifference = TimeSpan.FromSeconds(10);

    /// <summary>Chosen: Camex and the Receita change codes and rates about once a month.</summary>
    private const int OldTableDays = 60;

    /// <summary>The official files; the law's rates come with Nexa, and those of the operator have no rhythm.</summary>
    private static readonly string[] Official = ["ncm", "tipi", "tariff"];

    public static async IAsyncEnumerable<Finding> ExamineAsync(
        string? text, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        var (login, unreadable) = ReadLogin(text);
        if (login is null)
        {
            yield return Finding.Break(unreadable!);
            yield break;
        }

        await using var database = NpgsqlDataSource.Create(login.ConnectionString);
        var connection = await TryAsync(login, () => CheckConnectionAsync(database, login, ct));
        yield return connection;
        if (connection.Health is Health.Broken)
        {
            yield break;
        }

        yield return await TryAsync(login, () => CheckClockAsync(database, clock, ct));
        yield return await TryAsync(login, () => CheckDurabilityAsync(database, ct));

        // As the role, since a login of its own sees nothing without it.
        await using var asRole = NpgsqlDataSource.Create(DatabaseRoles.WorkAs(DatabaseRoles.System, login.ConnectionString));
        var schema = await TryAsync(login, () => CheckSchemaAsync(asRole, login, ct));
        yield return schema;
        if (schema.Health is Health.Ok)
        {
            yield return await TryAsync(login, () => CheckTablesAsync(asRole, ct));
        }
    }

    private static (NpgsqlConnectionStringBuilder? Login, string? Unreadable) ReadLogin(string? text)
    {
        try
        {
            var login = ConnectionStrings.ReadDatabase(text);
            (login.Timeout, login.Pooling) = (ConnectSeconds, false);
            return (login, null);
        }
        catch (StartRefusedException refused)
        {
            return (null, refused.Message);
        }
    }

    private static string NameServer(NpgsqlConnectionStringBuilder login) =>
        string.Create(CultureInfo.InvariantCulture, $"{login.Host}:{login.Port}/{login.Database}");

    private static async Task<Finding> TryAsync(NpgsqlConnectionStringBuilder login, Func<Task<Finding>> check)
    {
        try
        {
            return await check();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword
            or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return Finding.Break(
                $"PostgreSQL refuses the sign-in ({e.MessageText}): correct Username and Password in ConnectionStrings:nexadb.");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return Finding.Break(
                $"PostgreSQL has no database {login.Database}: create it, or correct Database in ConnectionStrings:nexadb.");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue)
        {
            // A server that Nexa was never migrated on lacks the role.
            return Finding.Break($"Database {login.Database} lacks {SchemaMigrations.Newest} ({e.MessageText}): run Nexa.Worker migrate.");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            return Finding.Break($"The login {login.Username} may not work as {DatabaseRoles.System} ({e.MessageText}): let the owner of "
                + $"the database run \"grant {DatabaseRoles.System} to {login.Username}\".");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            var reason = (e.GetBaseException() as SocketException)?.Message ?? e.Message;
            return Finding.Break(
                $"PostgreSQL does not answer at {NameServer(login)} ({reason}): start it, or correct ConnectionStrings:nexadb.");
        }
    }

    private static async Task<Finding> CheckConnectionAsync(
        NpgsqlDataSource database, NpgsqlConnectionStringBuilder login, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return Finding.Fine($"PostgreSQL answers at {NameServer(login)} as {login.Username}.");
    }

    private static async Task<Finding> CheckClockAsync(NpgsqlDataSource database, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var before = clock.GetUtcNow();
        var there = new DateTimeOffset(await connection.Statement("select clock_timestamp()").ScalarAsync<DateTime>(ct));
        var ahead = before + ((clock.GetUtcNow() - before) / 2) - there;
        return ahead.Duration() <= MostClockDifference ? Finding.Fine("The clocks of this machine and of PostgreSQL agree.")
            : Finding.Break($"This machine's clock is {ahead.Duration().TotalSeconds:0} s "
                + $"{(ahead > TimeSpan.Zero ? "ahead of" : "behind")} PostgreSQL's: synchronise both by NTP, since tokens and signatures "
                + "carry this machine's time.");
    }

    private static async Task<Finding> CheckDurabilityAsync(NpgsqlDataSource database, CancellationToken ct) =>
        await database.Statement("select current_setting('synchronous_commit')").ScalarAsync<string>(ct) is "off"
            ? Finding.Break("PostgreSQL has synchronous_commit off: switch it on, or a crash loses tasks that were accepted.")
            : Finding.Fine("PostgreSQL writes commits before it confirms them.");

    private static async Task<Finding> CheckSchemaAsync(
        NpgsqlDataSource database, NpgsqlConnectionStringBuilder login, CancellationToken ct) =>
        await SchemaMigrations.ListPendingAsync(database, ct) is { Count: > 0 } pending
            ? Finding.Break($"Database {login.Database} lacks {string.Join(", ", pending)}: run Nexa.Worker migrate.")
            : Finding.Fine(
                $"The schema is up to date with {SchemaMigrations.Newest}, and {login.Username} may work as {DatabaseRoles.System}.");

    private static async Task<Finding> CheckTablesAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var tables = (await FiscalTableAges.ListAsync(database, ct))
            .Where(table => Official.Contains(table.Kind, StringComparer.Ordinal)).ToList();
        var old = tables.Where(table => table.IsStarter || table.Days > OldTableDays).Select(table => string.Create(
            CultureInfo.InvariantCulture, $"{table.Kind} of {table.AsOf:yyyy-MM-dd}{(table.IsStarter ? " (starter)" : "")}")).ToList();
        return tables.Count == 0
            ? Finding.Warn("The database holds no fiscal table: run Nexa.Worker migrate, which brings the starter tables.")
            : old.Count == 0 ? Finding.Fine($"The fiscal tables are official and not older than {OldTableDays} days.")
            : Finding.Warn($"Fiscal tables are old or only the starter's: {string.Join(", ", old)}; bring the official files in with "
                + "Nexa.Worker import-tables <file>, or set Fiscal:Refresh:Enabled.");
    }
}
