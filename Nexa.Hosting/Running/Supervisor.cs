using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexa.Hosting.Resources;
using Nexa.Hosting.Servers;

namespace Nexa.Hosting.Running;

/// <summary>
/// Starts a crashed resource again, and stops everything in order at the end: services first, then PostgreSQL. Aspire starts nothing
/// again, and stops all at once, with SIGKILL after 6 s.
/// </summary>
public sealed partial class Supervisor(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService loggers) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ServicesEndWithin = TimeSpan.FromSeconds(40); // workers finish or hand back their jobs within 25 s
    private static readonly TimeSpan ServersEndWithin = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, ResourceEvent> last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (TimeSpan Pause, long Started)> pauses = new(StringComparer.Ordinal);
    private bool stopping;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            // A resource that someone stops is Stopping before it is Finished. Finished is told more than once.
            var before = last.GetValueOrDefault(change.ResourceId)?.Snapshot.State?.Text;
            last[change.ResourceId] = change;
            if (before == KnownResourceStates.Running && HasEnded(change) && !stopping && change.Resource.HasAnnotationOfType<Restarted>())
            {
                _ = StartAgainAsync(change, stoppingToken);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        await base.StopAsync(cancellationToken);
        var running = last.Values.Where(change => change.Snapshot.State?.Text == KnownResourceStates.Running).ToArray();
        last.Clear(); // Aspire.Hosting.Testing stops hosted services twice
        await EndAsync(running.Where(change => change.Resource is ProjectResource), "TERM", ServicesEndWithin, cancellationToken);
        // Fast.
        await EndAsync(running.Where(change => change.Resource is LocalPostgresResource), "INT", ServersEndWithin, cancellationToken);
    }

    internal static int? ReadProcessId(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture)
            : null;

    private static bool HasEnded(ResourceEvent change) =>
        change.Snapshot.State?.Text is { } state && (state == KnownResourceStates.Finished || state == KnownResourceStates.Exited);

    private static async Task EndAsync(IEnumerable<ResourceEvent> resources, string signal, TimeSpan within, CancellationToken ct)
    {
        var ids = resources.Select(change => ReadProcessId(change.Snapshot)).OfType<int>().Where(IsAlive).ToArray();
        if (ids.Length == 0)
        {
            return;
        }

        await Tool.RunAsync("/bin/sh",
            ["-c", "kill -s \"$0\" \"$@\"", signal, .. ids.Select(id => id.ToString(CultureInfo.InvariantCulture))], ct);
        for (var began = Stopwatch.GetTimestamp(); Array.Exists(ids, IsAlive) && Stopwatch.GetElapsedTime(began) < within;)
        {
            await Task.Delay(50, ct);
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task StartAgainAsync(ResourceEvent ended, CancellationToken ct)
    {
        var log = loggers.GetLogger(ended.ResourceId);
        try
        {
            for (var started = false; !started && !stopping;)
            {
                var pause = ChoosePause(ended.ResourceId);
                LogRestart(log, ended.Snapshot.ExitCode, pause.TotalSeconds);
                await Task.Delay(pause, ct);
                var result = await commands.ExecuteCommandAsync(ended.ResourceId, KnownResourceCommands.StartCommand, ct);
                started = result.Success; // it is not while what it waits for is down too
                if (!started)
                {
                    LogNoRestart(log, result.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nexa stops.
        }
    }

    private TimeSpan ChoosePause(string resourceId)
    {
        var now = Stopwatch.GetTimestamp();
        return pauses.AddOrUpdate(resourceId, (FirstPause, now), (_, earlier) =>
            Stopwatch.GetElapsedTime(earlier.Started, now) > 2 * LongestPause ? (FirstPause, now) // it ran well for a while
            : (earlier.Pause * 2 < LongestPause ? earlier.Pause * 2 : LongestPause, now)).Pause;
    }

    [LoggerMessage(LogLevel.Warning, "Ended with exit code {ExitCode}; starting again in {Seconds:0} s")]
    private static partial void LogRestart(ILogger log, int? exitCode, double seconds);

    [LoggerMessage(LogLevel.Warning, "Could not be started again yet: {Message}")]
    private static partial void LogNoRestart(ILogger log, string? message);

    /// <summary>Marks a resource that is started again when it ends by itself.</summary>
    internal sealed class Restarted : IResourceAnnotation;
}

public static class SupervisorExtensions
{
    /// <summary>
    /// Starts this resource again, after growing pauses, when it ends by itself; when a person stops it, it stays stopped.
    /// </summary>
    public static IResourceBuilder<T> RestartWhenItEnds<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        if (!builder.ApplicationBuilder.Services.Any(service => service.ImplementationType == typeof(Supervisor)))
        {
            builder.ApplicationBuilder.Services.AddHostedService<Supervisor>();
        }

        return builder.WithAnnotation(new Supervisor.Restarted());
    }
}
