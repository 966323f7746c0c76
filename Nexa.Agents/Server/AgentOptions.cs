namespace Nexa.Agents.Server;

/// <summary>Section <c>Agents</c> of the configuration.</summary>
public sealed class AgentOptions
{
    /// <summary>Jobs that wait; one more is answered 503.</summary>
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>Jobs worked on at once; 0 = one per core.</summary>
    public int Parallelism { get; set; }

    public int MaxBatch { get; set; } = 10_000;

    public long MaxBodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Time that a stop leaves to jobs already accepted.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Below this confidence the answer stops at 6 or 4 digits.</summary>
    public double AbstainBelow { get; set; } = 0.35;
}
