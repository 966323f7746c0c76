using System.Globalization;
using Nexa.Embedded.Model;
using Nexa.Embedded.Processes;

namespace Nexa.Embedded;

/// <summary>The whole of Nexa on plain processes: what <c>Nexa.AppHost/AppHost.cs</c> says to Aspire, said without containers.</summary>
public sealed class NexaSystem : IAsyncDisposable
{
    private readonly NexaOptions options;
    private readonly string folder;
    private readonly List<Resource> resources = [];
    private readonly Stack<Resource> started = [];
    private FileStream? lockFile;

    private NexaSystem(NexaOptions options)
    {
        this.options = options;
        folder = options.DataFolder ?? Folders.CreateTemporary();

        var redis = Add(new RedisResource("redis", Path.Combine(folder, "redis"), options.RedisPort));
        var database = Add(Add(new PostgresResource("postgres", folder, options.PostgresSettings)).AddDatabase("nexadb"));

        var migrations = AddProject("migrations", "Nexa.Worker").WithArgs("migrate")
            .WithReference(database).WaitFor(database);

        var worker = AddProject("worker", "Nexa.Worker").WithReplicas(options.WorkerReplicas)
            .WithReference(database).WithReference(redis)
            .WaitFor(redis).WaitForCompletion(migrations)
            .WithHttpHealthCheck("/health");

        if (options.AgentsUrl is { Length: > 0 } external)
        {
            worker.WithEnvironment("Agents__BaseUrl", external);
        }
        else
        {
            var agents = AddProject("agents", "Nexa.Agents").WithHttpEndpoint(options.AgentsPort, "NEXA_AGENTS_PORT")
                .WithReference(database).WithReference(redis)
                .WaitFor(redis).WaitForCompletion(migrations)
                .WithHttpHealthCheck("/health");
            worker.WithReference(agents).WithEnvironment("Agents__BaseUrl", agents.Addresses[0]).WaitFor(agents);
        }

        Api = AddProject("api", "Nexa.Api").WithReplicas(options.ApiReplicas).WithHttpEndpoint(options.ApiPort, "NEXA_API_PORT")
            .WithEnvironment("Nexa__AllowAnonymous", "true")
            .WithReference(database).WithReference(redis)
            .WaitFor(redis).WaitForCompletion(migrations)
            .WithHttpHealthCheck("/health");

        Database = database;
        Redis = redis;
    }

    public IReadOnlyList<Resource> Resources => resources;

    /// <summary>Where the API listens; one address per replica.</summary>
    public ProjectResource Api { get; }

    public DatabaseResource Database { get; }

    public RedisResource Redis { get; }

    /// <summary>Every running process by its name (<c>redis</c>, <c>worker-1</c>, …), to watch it or to kill it.</summary>
    public IEnumerable<SupervisedProcess> Processes => resources.SelectMany(resource => resource.Processes);

    /// <summary>Starts everything and waits until all of it is ready; when something cannot start, nothing stays behind.</summary>
    public static async Task<NexaSystem> StartAsync(NexaOptions options, CancellationToken ct)
    {
        var system = new NexaSystem(options);
        try
        {
            await system.StartAsync(ct);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a process at once, as a crash would. It is started again after a pause.</summary>
    public void Kill(string name) => Processes.Single(process => string.Equals(process.Name, name, StringComparison.Ordinal)).Kill();

    /// <summary>Stops everything, last ready first: who uses a resource ends before it.</summary>
    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var resource))
        {
            await resource.StopAsync();
        }

        if (lockFile is not null)
        {
            lockFile.SetLength(0);
            await lockFile.DisposeAsync();
        }

        if (options.DataFolder is null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task StartAsync(CancellationToken ct)
    {
        Folders.Create(folder);
        lockFile = FileLock.TryAcquire(Path.Combine(folder, "nexa.lock"))
            ?? throw new StartException($"Nexa already runs on the data folder {folder}: stop it, or choose another folder with NEXA_DATA_DIR.");

        // Something in it: the last run did not end in order, and its services may still be on their way out.
        var patience = lockFile.Length > 0 ? TimeSpan.FromSeconds(30) : TimeSpan.Zero;
        lockFile.WriteByte((byte)'!');
        await lockFile.FlushAsync(ct);
        foreach (var resource in resources)
        {
            await resource.CheckPortAsync(patience, ct);
        }

        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var starts = new Dictionary<Resource, Task>();
        var all = resources.ConvertAll(StartOf);
        try
        {
            await Task.WhenAll(all);
        }
        catch (Exception) when (all.Find(start => start.IsFaulted) is { } first)
        {
            await first; // the cause, not the cancellations that it brought
        }

        Task StartOf(Resource resource)
        {
            if (!starts.TryGetValue(resource, out var start))
            {
                start = starts[resource] = RunAsync(resource, [.. resource.Waits.Select(StartOf)]);
            }

            return start;
        }

        async Task RunAsync(Resource resource, Task[] waits)
        {
            try
            {
                await Task.WhenAll(waits);
                failed.Token.ThrowIfCancellationRequested();
                await resource.StartAsync(options.Log, failed.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await failed.CancelAsync();
                throw;
            }
            finally
            {
                lock (started)
                {
                    started.Push(resource); // stopped even if it came up only in part
                }
            }
        }
    }

    private T Add<T>(T resource)
        where T : Resource
    {
        resources.Add(resource);
        return resource;
    }

    private ProjectResource AddProject(string name, string project) => Add(new ProjectResource(name, project, options.Environment));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Nexa on {folder}");
}
