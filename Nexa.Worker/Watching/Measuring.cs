using Nexa.Core.Measurements;
using Nexa.Worker.Jobs;
using Npgsql;

namespace Nexa.Worker.Watching;

/// <summary>
/// Shows the gauges of the installation. One worker measures them every 10 to 15 seconds, by one statement, and the others read its row;
/// a scrape asks PostgreSQL nothing.
/// </summary>
internal sealed partial class Measuring(
    SystemMeasurement measurement, JobMetrics jobs, WorkMetrics work, ILogger<Measuring> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MostAge = TimeSpan.FromSeconds(10); // below the pause, so that a single worker measures each time

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        jobs.BeginAtZero();
        work.BeginAtZero();
        using var timer = new PeriodicTimer(Every);
        do
        {
            try
            {
                if (await measurement.ReadGaugesAsync(MostAge, stoppingToken) is { } measured)
                {
                    jobs.SetDepth(measured.Queue);
                    work.SetGauges(measured);
                }
            }
            catch (Exception failed) when (failed is NpgsqlException or TimeoutException)
            {
                LogFailed(failed.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Measuring the queue, the review and the tables failed; retrying in 15 s: {Reason}")]
    private partial void LogFailed(string reason);
}
