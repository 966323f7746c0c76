namespace Nexa.Embedded;

/// <summary>How to start Nexa on plain processes. Nothing set: everything on free ports, on data that are gone afterwards.</summary>
public sealed record NexaOptions
{
    /// <summary>Where the data stay; null: in a temporary folder, deleted at the end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Another AI agents server; null: Nexa.Agents is started.</summary>
    public string? AgentsUrl { get; init; }

    public int? ApiPort { get; init; }

    public int? AgentsPort { get; init; }

    /// <summary>For an agents server outside, which has to know where to publish.</summary>
    public int? RedisPort { get; init; }

    public int ApiReplicas { get; init; } = 1;

    public int WorkerReplicas { get; init; } = 2;

    /// <summary>Environment variables for every service, above those that Nexa sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>PostgreSQL settings, above the usual ones.</summary>
    public IReadOnlyDictionary<string, string> PostgresSettings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Receives every line that a resource writes: its name, the line.</summary>
    public Action<string, string> Log { get; init; } = (_, _) => { };
}
