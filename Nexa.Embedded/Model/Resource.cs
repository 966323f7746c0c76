using System.Diagnostics;
using System.Globalization;
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

    /// <summary>The port that was asked for, and the variable that asks for another.</summary>
    internal virtual (int Port, string Variable)? FixedPort => null;

    internal async Task CheckPortAsync(TimeSpan patience, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (FixedPort is { } known && !Ports.IsFree(known.Port))
        {
            if (Stopwatch.GetElapsedTime(start) >= patience)
            {
                throw new StartException(string.Create(CultureInfo.InvariantCulture, $"Port {known.Port} ({Name}) is in use by another program: stop it, or choose another port with {known.Variable}."));
            }

            await Task.Delay(200, ct);
        }
    }

    internal abstract Task StartAsync(Action<string, string> log, CancellationToken ct);

    internal abstract Task StopAsync();

    protected void Await(Resource other) => waits.Add(other);
}

/// <summary>A resource that others reach by a connection string.</summary>
public abstract class ConnectedResource(string name) : Resource(name)
{
    public abstract string ConnectionString { get; }
}
