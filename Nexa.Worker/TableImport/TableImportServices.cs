using Nexa.Core.Jobs;
using Nexa.Worker.Jobs;
using Npgsql;

namespace Nexa.Worker.TableImport;

internal static class TableImportServices
{
    /// <summary>The scheduled fetch of the official files, where the operator has enabled it.</summary>
    public static void AddTableRefresh(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<RefreshSettings>("Fiscal:Refresh", refuse: refresh =>
            refresh.Interval >= TimeSpan.FromHours(1) ? null : "Fiscal:Refresh:Interval must be an hour or more.");
        if (!settings.Enabled)
        {
            return;
        }

        builder.Services.AddHttpClient<FiscalDownloads>(http =>
        {
            http.Timeout = TimeSpan.FromMinutes(2);
            http.MaxResponseContentBufferSize = 64 * 1024 * 1024;
        });
        builder.AddJobHandler<RefreshFiscalTables, RefreshHandler>(slots: 1, timeout: TimeSpan.FromMinutes(10));
        builder.Services.AddHostedService<RefreshSchedule>();
    }
}

internal sealed class RefreshHandler(FiscalDownloads downloads, IServiceProvider services) : IJobHandler<RefreshFiscalTables>
{
    public async Task<Outcome> RunAsync(RefreshFiscalTables payload, JobContext job, CancellationToken ct)
    {
        var (switched, waiting) = await downloads.RunAsync(ct);
        if (switched)
        {
            await ImportTablesCommand.PublishHintAsync(services);
        }

        return waiting > 0 ? new Outcome.Snooze(TimeSpan.FromHours(1), "the requests of this hour are spent") : new Outcome.Done();
    }
}

/// <summary>Keeps one refresh in the queue; the dedupe key makes it one for all replicas.</summary>
internal sealed class RefreshSchedule(NpgsqlDataSource database, RefreshSettings settings, ILogger<RefreshSchedule> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Interval < TimeSpan.FromHours(6) ? settings.Interval / 2 : TimeSpan.FromHours(3));
        do
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await JobQueue.EnqueueAsync(
                    connection, Job.For(new RefreshFiscalTables(), priority: 10, dedupeKey: RefreshFiscalTables.Kind), null, stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                RefreshLog.NotScheduled(logger, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask()
            .ContinueWith(tick => tick.IsCompletedSuccessfully && tick.Result, TaskScheduler.Default));
    }
}

internal static partial class RefreshLog
{
    [LoggerMessage(LogLevel.Warning, "The refresh of the fiscal tables could not be scheduled; it is tried again later: {Reason}")]
    public static partial void NotScheduled(ILogger logger, string reason);
}
