using System.ComponentModel.DataAnnotations;

namespace Nexa.Worker.Jobs;

/// <summary>Section <c>Jobs</c> of the configuration: jobs of a kind that one worker runs at a time.</summary>
internal sealed class JobSettings
{
    /// <summary>Most of their time these jobs wait for the agents. One in eight is kept for single part numbers.</summary>
    [Range(1, 1000)]
    public int Classifications { get; set; } = 64;

    /// <summary>Each holds a child process and a core.</summary>
    [Range(1, 100)]
    public int Extractions { get; set; } = 2;

    [Range(1, 1000)]
    public int Webhooks { get; set; } = 16;
}
