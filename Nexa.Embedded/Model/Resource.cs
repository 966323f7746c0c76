using Nexa.Embedded.Processes;

namespace Nexa.Embedded.Model;

/// <summary>A part of the system: waits for others, starts, is at an address, stops.</summary>
public abstract class Resource(string name)
{
    private readonly List<Resource> waits = [];

    public string Name => name;

    public abstract IReadOnlyList<string> Addresses { get; }

    public virtual string State => string.Join(", ", Processes.Select(process => process.State).Distinct()).ToLowerInvariant();

    public abstract IReadOnlyList<SupervisedProcess> Processes { get; }

    internal IReadOnlyList<Resource> Waits => waits;

    internal abstract Task StartAsync(Action<string, string> log, CancellationToken ct);

    internal abstract Task StopAsync();

    protected void Await(Resource other) => waits.Add(other);
}

/// <summary>A resource that others reach by a connection string.</summary>
public abstract class ConnectedResource(string name) : Resource(name)
{
    public abstract string ConnectionString { get; }
}
