using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexa.Core.Fiscal.Import;
using Nexa.Core.Fiscal.Tax;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Core.Fiscal;

/// <summary>The tables in force, in memory; swapped whole when another snapshot is switched in.</summary>
public sealed class FiscalTablesSource
{
    private volatile FiscalTables _current = FiscalTables.Starter();

    public event EventHandler? Changed;

    public FiscalTables Current => _current;

    /// <summary>Takes other tables at once; readers keep what they hold.</summary>
    public void Use(FiscalTables tables)
    {
        _ = tables.Index; // built before the switch, so that no request waits for it
        _current = tables;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>Keeps <see cref="FiscalTablesSource"/> at the snapshot that PostgreSQL says; Redis only makes it sooner. Without a database the starter tables hold.</summary>
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

public static class FiscalTablesRegistration
{
    /// <summary><see cref="FiscalTablesSource"/>, kept up to date, and the operator's <see cref="TaxRules"/>.</summary>
    public static IServiceCollection AddFiscalTables(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FiscalTablesSource>();
        services.AddOptions<TaxRules>().BindConfiguration("Fiscal:Taxes");
        services.AddHostedService<FiscalTablesRefresh>();
        return services;
    }
}
