using System.Globalization;
using Nexa.Embedded.Processes;

namespace Nexa.Embedded.Model;

/// <summary>A .NET service of this repository, as it was built beside the program that starts it.</summary>
public sealed class ProjectResource(string name, string project, IReadOnlyDictionary<string, string> overrides) : Resource(name)
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(45); // a worker gives its running jobs time to end
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Dictionary<string, string> environment = new(StringComparer.Ordinal);
    private readonly List<ConnectedResource> references = [];
    private readonly List<SupervisedProcess> processes = [];
    private readonly List<string> addresses = [];
    private string[] arguments = [];
    private string? healthPath;
    private (int Port, string Variable)? fixedPort;
    private int replicas = 1;
    private bool runsToItsEnd;
    private bool done;

    public override IReadOnlyList<string> Addresses => runsToItsEnd ? [] : addresses.Count > 0 ? addresses : ChooseAddresses();

    public override string State => done ? "done" : base.State;

    internal override (int Port, string Variable)? FixedPort => fixedPort;

    public override IReadOnlyList<SupervisedProcess> Processes => processes;

    internal ProjectResource WithArgs(params string[] args) => With(() => arguments = args);

    internal ProjectResource WithReplicas(int count) => With(() => replicas = count);

    internal ProjectResource WithEnvironment(string variable, string value) => With(() => environment[variable] = value);

    internal ProjectResource WithHttpHealthCheck(string path) => With(() => healthPath = path);

    /// <summary>The port of the first replica; without one, and for all others, any free port.</summary>
    internal ProjectResource WithHttpEndpoint(int? port, string variable) => With(() => fixedPort = port is { } known ? (known, variable) : null);

    internal ProjectResource WithReference(ConnectedResource resource) => With(() => references.Add(resource));

    internal ProjectResource WithReference(ProjectResource other) => WithEnvironment($"services__{other.Name}__http__0", other.Addresses[0]);

    internal ProjectResource WaitFor(Resource other) => With(() => Await(other));

    internal ProjectResource WaitForCompletion(ProjectResource other)
    {
        other.runsToItsEnd = true;
        return WaitFor(other);
    }

    internal override Task StartAsync(Action<string, string> log, CancellationToken ct) =>
        runsToItsEnd ? RunAsync(log, ct) : Task.WhenAll(Enumerable.Range(0, replicas).Select(replica => StartReplicaAsync(replica, log, ct)));

    internal override Task StopAsync() => Task.WhenAll(processes.Select(process => process.StopAsync(StopWithin)));

    private async Task RunAsync(Action<string, string> log, CancellationToken ct)
    {
        var lastWords = new LastWords();
        await using var process = GuardedProcess.Start(Command(null), Hear);
        var code = await process.Exited.WaitAsync(TimeSpan.FromMinutes(10), ct);
        done = code == 0 ? true : throw new StartException(string.Create(CultureInfo.InvariantCulture, $"{Name} failed with exit code {code}: {lastWords}"));

        void Hear(string line)
        {
            lastWords.Hear(line);
            log(Name, line);
        }
    }

    private async Task StartReplicaAsync(int replica, Action<string, string> log, CancellationToken ct)
    {
        var label = replicas == 1 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}-{replica + 1}");
        var address = Addresses[replica];
        var process = new SupervisedProcess(label, Command(address), ct => AnswersAsync(address, ct), log);
        lock (processes)
        {
            processes.Add(process);
        }

        await process.StartAsync(ReadyWithin, ct);
    }

    private Command Command(string? address)
    {
        // artifacts/bin/<this project>/<configuration>/ beside artifacts/bin/<that project>/<configuration>/
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var folder = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name);
        var assembly = Path.Combine(folder, project + ".dll");
        if (!File.Exists(assembly))
        {
            throw new StartException($"{assembly} is missing: build it with `dotnet build`.");
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? "Development",
            ["OTEL_SERVICE_NAME"] = Name,
            ["DOTNET_gcServer"] = "0", // several processes share this machine
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__Console__FormatterOptions__SingleLine"] = "true",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning", // the table at the end says where everything listens
        };
        variables["ASPNETCORE_URLS"] = address ?? ""; // never an address that was meant for us
        foreach (var reference in references)
        {
            variables[$"ConnectionStrings__{reference.Name}"] = reference.ConnectionString;
        }

        foreach (var (variable, value) in environment.Concat(overrides))
        {
            variables[variable] = value;
        }

        return new Command(DotNet.Host, ["exec", assembly, .. arguments]) { Environment = variables, WorkingDirectory = folder };
    }

    private async Task<bool> AnswersAsync(string address, CancellationToken ct)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(address + (healthPath ?? "/alive")), ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    private List<string> ChooseAddresses()
    {
        for (var replica = 0; replica < replicas; replica++)
        {
            addresses.Add(replica == 0 && fixedPort is { } known
                ? string.Create(CultureInfo.InvariantCulture, $"http://localhost:{known.Port}")
                : string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}"));
        }

        return addresses;
    }

    private ProjectResource With(Action change)
    {
        change();
        return this;
    }
}
