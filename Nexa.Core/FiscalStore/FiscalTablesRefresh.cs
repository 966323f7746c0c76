using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexa.Fiscal;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Core.FiscalStore;

/// <summary>
/// Keeps <see cref="FiscalTablesSource"/> at the snapshot that PostgreSQL says; Redis only makes it sooner. Without a database the
/// starter tables hold.
/// </summary>
public sealed partial class FiscalTablesRefresh(
    FiscalTablesSource source, IConfiguration configuration, IServiceProvider services, ILogger<FiscalTablesRefresh> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _bell = new(0, 1);

    public override void Dispose()
    {
        _bell.Dispose();
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
            await using var own = NpgsqlDataSource.Create(connection);
            await RunAsync(own, stoppingToken);
        }
    }

    private async Task RunAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await Task.Yield(); // the host's start does not wait for the tables
        await ListenAsync();
        Guid? known = null;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (await FiscalImport.LoadAsync(database, known, ct) is { } tables)
                {
                    source.Use(tables);
                    known = tables.SnapshotId;
                    LogSwitched(tables.Name, tables.Ncm.Nodes.Count);
                }

                await _bell.WaitAsync(Poll + TimeSpan.FromMilliseconds(Random.Shared.Next(5_000)), ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                LogFailed(failure);
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
            LogDeaf(failure);
        }
    }

    private void Ring()
    {
        try
        {
            _bell.Release();
        }
        catch (Exception ringing) when (ringing is SemaphoreFullException or ObjectDisposedException)
        {
            // Rung already, or stopping.
        }
    }

    [LoggerMessage(LogLevel.Information, "Fiscal tables: {Name}, {Nodes} codes")]
    private partial void LogSwitched(string name, int nodes);

    [LoggerMessage(LogLevel.Warning, "Fiscal tables could not be loaded; the ones at hand stay")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Warning, "No hints of new fiscal tables from Redis; the poll finds them")]
    private partial void LogDeaf(Exception failure);
}
