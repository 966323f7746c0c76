using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nexa.Hosting;

namespace Nexa.Tests.Support;

/// <summary>The whole of Nexa, started by its AppHost on free ports and on data that are gone afterwards; benchmarks use it too.</summary>
internal sealed class NexaSystem : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan RestartedWithin = TimeSpan.FromMinutes(2);

    private readonly DistributedApplication app;
    private readonly string folder;
    private readonly CancellationTokenSource watching = new();
    private readonly ConcurrentDictionary<string, ResourceEvent> resources = new(StringComparer.Ordinal);

    private NexaSystem(DistributedApplication app, string folder)
    {
        this.app = app;
        this.folder = folder;
    }

    public Uri Api => app.GetEndpoint("api", "http");

    public Uri Web => app.GetEndpoint("web", "http");

    public required string Database { get; init; }

    public required string Redis { get; init; }

    /// <summary>Names of all that runs: the resource's, with a number behind where there are replicas.</summary>
    public IReadOnlyCollection<string> Names => [.. Running().Keys];

    /// <param name="settings">NEXA_… variables.</param>
    /// <param name="workers">No worker at all where 0.</param>
    /// <param name="environment">Environment variables of every service.</param>
    public static async Task<NexaSystem> StartAsync(
        IEnumerable<string> settings, int workers = 1, IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken ct = default)
    {
        var data = Folders.CreateTemporary();
        string[] all =
        [
            .. settings, $"NEXA_DATA_DIR={data}", "NEXA_SERVERS=local", "NEXA_WEB_PORT=0", "NEXA_API_PORT=0", "NEXA_AGENTS_PORT=0",
            "NEXA_DASHBOARD_PORT=0",
            string.Create(CultureInfo.InvariantCulture, $"NEXA_WORKER_REPLICAS={Math.Max(1, workers)}"),
        ];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Nexa_AppHost>(all, ct);
        foreach (var project in builder.Resources.OfType<ProjectResource>().ToArray())
        {
            if (workers == 0 && project.Name == "worker")
            {
                builder.Resources.Remove(project);
            }

            foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                builder.CreateResourceBuilder(project).WithEnvironment(name, value);
            }
        }

        var nexa = await builder.BuildAsync(ct);
        await nexa.StartAsync(ct);
        foreach (var project in builder.Resources.OfType<ProjectResource>().Where(project => project.Name != "migrations"))
        {
            await nexa.ResourceNotifications.WaitForResourceHealthyAsync(project.Name, ct).WaitAsync(ReadyWithin, ct);
        }

        var system = new NexaSystem(nexa, data)
        {
            Database = (await nexa.GetConnectionStringAsync("nexadb", ct))!,
            Redis = (await nexa.GetConnectionStringAsync("redis", ct))!,
        };
        _ = system.WatchAsync();
        return system;
    }

    public int ProcessId(string name) => Running()[name];

    /// <summary>Runs a command of a resource as the dashboard would.</summary>
    public Task<ExecuteCommandResult> ExecuteAsync(string resource, string command, params (string Name, string Value)[] arguments) =>
        app.ResourceCommands.ExecuteCommandAsync(
            app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(one => one.Name == resource),
            command,
            new InteractionInputCollection(
                [.. arguments.Select(argument =>
                    new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })]));

    /// <summary>Ends a process at once, as a crash would.</summary>
    /// <returns>Completes when another one runs in its place and is healthy.</returns>
    public Task KillAsync(string name)
    {
        var id = ProcessId(name);
        Process.GetProcessById(id).Kill();
        return WaitForRestartAsync(name, id);
    }

    public async ValueTask DisposeAsync()
    {
        await watching.CancelAsync();
        await app.DisposeAsync();
        watching.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task WaitForRestartAsync(string name, int id)
    {
        var began = Stopwatch.GetTimestamp();
        while (!Running().TryGetValue(name, out var now) || now == id || !IsHealthy(now))
        {
            if (Stopwatch.GetElapsedTime(began) > RestartedWithin)
            {
                throw new TimeoutException($"{name} did not come back after it was killed.");
            }

            await Task.Delay(50);
        }
    }

    private bool IsHealthy(int id) =>
        resources.Values.Any(change => ProcessId(change) == id && change.Snapshot.HealthStatus == HealthStatus.Healthy);

    private async Task WatchAsync()
    {
        await foreach (var change in app.ResourceNotifications.WatchAsync(watching.Token))
        {
            resources[change.ResourceId] = change;
        }
    }

    // Numbered among all replicas, running or not: a name stays with its replica.
    private Dictionary<string, int> Running() => resources.Values
        .Where(change => change.ResourceId != change.Resource.Name)
        .GroupBy(change => change.Resource.Name, StringComparer.Ordinal)
        .SelectMany(replicas => replicas.OrderBy(change => change.ResourceId, StringComparer.Ordinal)
            .Select((change, index) => (Change: change,
            Name: replicas.Count() == 1 ? replicas.Key : string.Create(CultureInfo.InvariantCulture, $"{replicas.Key}-{index + 1}"))))
        .Where(process => process.Change.Snapshot.State?.Text == KnownResourceStates.Running && ProcessId(process.Change) is not null)
        .ToDictionary(process => process.Name, process => ProcessId(process.Change)!.Value, StringComparer.Ordinal);

    private static int? ProcessId(ResourceEvent change) =>
        change.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } id
            ? Convert.ToInt32(id, CultureInfo.InvariantCulture)
            : null;
}
