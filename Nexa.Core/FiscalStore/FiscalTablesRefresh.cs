using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexa.Core.Data;
using Nexa.Fiscal;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Core.FiscalStore;

/// <summary>
/// Keeps <see cref="FiscalTablesSource"/> at the snapshot that PostgreSQL says; Redis only makes it sooner. Without a database the starter
/// tables hold.
/// </summary>
public sealed partial class FiscalTablesRefresh(
    FiscalTablesSource source, TimeProvider clock, IConfiguration configuration, IServiceProvider services,
    ILogger<FiscalTablesRefresh> logger)
        : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim bell = new(0, 1);
    private readonly SemaphoreSlim loading = new(1, 1);
    private Guid? known;
    private string? trouble;

    public override void Dispose()
    {
        bell.Dispose();
        loading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connection = configuration.GetConnectionString("nexadb");
        if (services.GetService<NpgsqlDataSource>() is { } shared)
        {
            await RunAsync(shared, stoppingToken);
        }
        else if (!string.IsNullOrWhiteSpace(connection))
        {
            await using var own = NpgsqlDataSource.Create(DatabaseRoles.WorkAs(DatabaseRoles.Tenant, connection));
            await RunAsync(own, stoppingToken);
        }
    }

    /// <summary>Takes what PostgreSQL says at once: who has just changed the tables answers with them.</summary>
    /// <returns>The edition in use.</returns>
    public async Task<Guid> RefreshAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            if (await FiscalImport.LoadAsync(database, known, ct, source.Current.Attributes) is { } tables)
            {
                source.SwitchTo(tables);
                known = tables.SnapshotId;
                LogSwitched(tables.Name, tables.Ncm.Nodes.Count);
            }
        }
        finally
        {
            loading.Release();
        }

        await ReplicaRegister.RecordAsync(
            services.GetService<IConnectionMultiplexer>(), database, source.Current.SnapshotId, clock.GetUtcNow());
        return source.Current.SnapshotId;
    }

    private async Task RunAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await Task.Yield(); // the host's start does not wait for the tables
        await ListenAsync();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(database, ct);
                trouble = null;
                await bell.WaitAsync(Poll + TimeSpan.FromMilliseconds(Random.Shared.Next(5_000)), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                if (trouble != failure.Message)
                {
                    LogFailed(trouble = failure.Message); // once, however long it lasts
                }

                await Task.Delay(TimeSpan.FromSeconds(5), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            if (services.GetService<IConnectionMultiplexer>() is { } redis)
            {
                await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(FiscalImport.HintChannel), (_, _) => Ring());
            }
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            LogDeaf(failure.Message);
        }
    }

    private void Ring()
    {
        try
        {
            bell.Release();
        }
        catch (Exception ringing) when (ringing is SemaphoreFullException or ObjectDisposedException)
        {
            // Rung already, or stopping.
        }
    }

    [LoggerMessage(LogLevel.Information, "Fiscal tables: {Name}, {Nodes} codes")]
    private partial void LogSwitched(string name, int nodes);

    [LoggerMessage(LogLevel.Warning, "Fiscal tables could not be loaded; the ones at hand stay: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(LogLevel.Warning, "No hints of new fiscal tables from Redis; the poll finds them: {Reason}")]
    private partial void LogDeaf(string reason);
}
