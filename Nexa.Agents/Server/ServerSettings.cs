using System.ComponentModel.DataAnnotations;

namespace Nexa.Agents.Server;

/// <summary>Section <c>Agents</c> of the configuration.</summary>
public sealed class ServerSettings
{
    /// <summary>Jobs that wait; one more is answered 503.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>Jobs worked on at once; 0 = one per core.</summary>
    [Range(0, 1024)]
    public int Parallelism { get; set; }

    [Range(1, 100_000)]
    public int MaxBatch { get; set; } = 10_000;

    [Range(1024, int.MaxValue)]
    public long MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Time that a stop leaves to jobs already accepted.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Names that the server is called by; addresses are always taken.</summary>
    public string[] Hosts { get; set; } = ["localhost", "agents"];

    /// <summary>What a caller must send as its bearer token; null for nobody to need one.</summary>
    public string? Secret { get; set; }

    /// <summary>Below this confidence the answer stops at 6 or 4 digits. Chosen: a leaf that is mostly wrong misleads.</summary>
    [Range(0.0, 1.0)]
    public double AbstainBelow { get; set; } = 0.35;
}
