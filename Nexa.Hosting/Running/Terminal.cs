using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Nexa.Hosting.Running;

/// <summary>Tells the user what starts, then where everything is; and ends Nexa when something cannot start.</summary>
public sealed class Terminal(
    DistributedApplicationModel model, ResourceNotificationService notifications, IHostApplicationLifetime lifetime,
    IConfiguration configuration,
    NexaHost.HostEnd end)
    : BackgroundService
{
    private readonly long began = Stopwatch.GetTimestamp();

    /// <summary>Why Nexa ended at its start, in one sentence; null while all is well.</summary>
    public string? Failure { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lifetime.ApplicationStopping.Register(() => end.HasBegun = true);
        var projects = model.Resources.OfType<ProjectResource>().ToArray();
        var run = projects.Where(project => project.HasAnnotationOfType<Supervisor.Restarted>()).ToArray();
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var failed = WatchForFailureAsync(settled.Token);
        var ready = Task.WhenAll(run.Select(project => WaitAsync(project, stoppingToken)));
        if (await Task.WhenAny(failed, ready) == failed)
        {
            var failure = await failed;
            if (!end.HasBegun) // what a signal interrupts is no failure
            {
                Failure = failure;
                lifetime.StopApplication();
            }

            return;
        }

        await settled.CancelAsync();
        await ready;
        WriteAddresses(run);
    }

    private async Task WaitAsync(ProjectResource project, CancellationToken ct)
    {
        await notifications.WaitForResourceHealthyAsync(project.Name, WaitBehavior.WaitOnResourceUnavailable, ct);
        Write(string.Create(CultureInfo.InvariantCulture,
            $"  {project.Name,-11}ready after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
    }

    private async Task<string> WatchForFailureAsync(CancellationToken ct)
    {
        await foreach (var change in notifications.WatchAsync(ct))
        {
            var state = change.Snapshot.State?.Text;
            if (state == KnownResourceStates.FailedToStart)
            {
                return $"{change.Resource.Name} could not be started: see what it wrote above.";
            }

            if (state == KnownResourceStates.Finished && change.Snapshot.ExitCode is { } code and not 0
                && change.Resource is ProjectResource && !change.Resource.HasAnnotationOfType<Supervisor.Restarted>())
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"{change.Resource.Name} failed with exit code {code}: see what it wrote above.");
            }
        }

        return ""; // the watch ends with the application
    }

    private void WriteAddresses(ProjectResource[] projects)
    {
        Write("");
        foreach (var project in projects.OrderByDescending(project => project.Name == "web")) // the console is what a person opens first
        {
            notifications.TryGetCurrentState(project.Name, out var now);
            foreach (var url in now?.Snapshot.Urls.Where(url => !url.IsInternal && !url.IsInactive && IsExternal(project)) ?? [])
            {
                Write($"{project.Name,-12}{url.Url}");
            }
        }

        if (configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { Length: > 0 } dashboard
            && configuration["AppHost:BrowserToken"] is { } token)
        {
            Write($"{"dashboard",-12}{dashboard}/login?t={token}");
        }

        Write("");
        Write("Nexa is ready");
    }

    private static bool IsExternal(ProjectResource project) =>
        project.TryGetEndpoints(out var endpoints) && endpoints.Any(endpoint => endpoint.IsExternal);

    /// <summary>Writes a line, and goes on when whoever reads it is gone or its disk is full.</summary>
    public static void Write(string line)
    {
        try
        {
            Console.WriteLine(line);
        }
        catch (IOException)
        {
            // The dashboard tells the same.
        }
    }
}
