using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Nexa.Worker.Watching;
using Npgsql;

namespace Nexa.Tests.Auth;

/// <summary>The audit log goes out as log records.</summary>
public sealed class AuditShippingTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_entry_is_shipped_whole_once_its_transaction_is_committed_whoever_wrote_it()
    {
        await using var host = await ApiHost.StartAsync(servers);
        await using var database = NpgsqlDataSource.Create(DatabaseRoles.WorkAs(DatabaseRoles.System, host.Database));
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = await host.ClientAsync(user);
        await client.PostAsJsonAsync("/api-keys", // by Entity Framework, as the role of the organisation
            new { name = "Segredo da Ana", scope = new[] { Permissions.Read }, current_password = AccountTests.Password }, Ct);
        await using (var connection = await database.OpenConnectionAsync(Ct))
        {
            await using var undone = await connection.BeginTransactionAsync(Ct);
            await WriteAsync(connection, "test.undone");
            await undone.RollbackAsync(Ct);
        }

        await using var late = await database.OpenConnectionAsync(Ct);
        await using var open = await late.BeginTransactionAsync(Ct);
        await WriteAsync(late, "test.late");
        await using (var connection = await database.OpenConnectionAsync(Ct))
        {
            await WriteAsync(connection, "test.early");
        }

        using var logs = new Records();
        await using var first = await StartAsync(database, logs);
        await using var second = await StartAsync(database, logs);
        await Eventually.HoldsAsync(() => logs.Has("test.early"));
        Assert.False(logs.Has("test.late"));
        await open.CommitAsync(Ct);
        await Eventually.HoldsAsync(() => logs.Has("test.late"));

        List<AuditEntry> kept = [];
        await host.WithDbAsync(async db => kept = await db.AuditLog.AsNoTracking().OrderBy(e => e.Id).ToListAsync(Ct));
        Assert.Equal(kept.ConvertAll(entry => (object?)entry.Id), logs.Entries.Select(entry => entry["EntryId"]).Order());
        Assert.DoesNotContain(kept, entry => entry.Action == "test.undone");
        var made = logs.Entries.Single(entry => entry["Action"] is "api-key.made");
        var row = kept.Single(entry => entry.Action == "api-key.made");
        Assert.Equal((row.UserId, row.OrganisationId, row.Subject, row.Via, row.Address, row.After),
            ((Guid?)made["UserId"], (Guid?)made["OrganisationId"], made["Subject"], made["Via"], made["Address"], made["After"]));
        Assert.All(
            logs.Entries, entry => Assert.DoesNotContain("Segredo da Ana", string.Join(' ', entry.Values), StringComparison.Ordinal));

        Task WriteAsync(NpgsqlConnection connection, string action) =>
            AuditTrail.WriteAsync(connection, new Reviewer(user.Id, user.Id), action, $"user:{user.Id}", new { any = "thing" }, Ct);
    }

    [Fact]
    public async Task What_a_worker_did_not_ship_to_its_end_is_shipped_again()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await database.Statement(
            "insert into audit_log (action, subject) select 'test.many', n::text from generate_series(1, 3) as n").ExecuteAsync(Ct);
        var seen = new List<string>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => AuditShipping.ShipAsync(database, 10, entry =>
        {
            seen.Add(entry.Subject);
            if (seen.Count == 2)
            {
                throw new InvalidOperationException("The process ends here.");
            }
        }, Ct));
        Assert.Equal(3, await AuditShipping.ShipAsync(database, 10, entry => seen.Add(entry.Subject), Ct));

        Assert.Equal(["1", "2", "1", "2", "3"], seen);
        Assert.Equal(0, await AuditShipping.ShipAsync(database, 10, entry => seen.Add(entry.Subject), Ct));
    }

    private static async Task<AsyncDisposable> StartAsync(NpgsqlDataSource database, Records logs)
    {
        var shipper = new AuditShipper(database, logs, NullLogger<AuditShipper>.Instance);
        await shipper.StartAsync(Ct);
        return new(async () =>
        {
            await shipper.StopAsync(CancellationToken.None);
            shipper.Dispose();
        });
    }

    private sealed class AsyncDisposable(Func<Task> end) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await end();
    }

    /// <summary>The records of the category, with their members.</summary>
    private sealed class Records : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<Dictionary<string, object?>> Entries { get; } = [];

        public bool Has(string action) => Entries.Any(entry => entry["Action"] is string one && one == action);

        public ILogger CreateLogger(string categoryName) => categoryName == AuditShipper.Category ? this : NullLogger.Instance;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Information, logLevel);
            Entries.Enqueue(new(Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(state), StringComparer.Ordinal));
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
