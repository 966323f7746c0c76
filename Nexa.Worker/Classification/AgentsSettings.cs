using System.ComponentModel.DataAnnotations;

namespace Nexa.Worker.Classification;

internal sealed class AgentsSettings
{
    /// <summary>The agents server, e.g. <c>http://localhost:5001</c>.</summary>
    [Required]
    public Uri BaseUrl { get; set; } = new("http://localhost:5001");

    /// <summary>Sent as a bearer token; null for none.</summary>
    public string? Secret { get; set; }

    /// <summary>How long one POST may take; the answer is only "accepted".</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PostTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Silence on a progress channel longer than this is a retry. It bounds what a crash of the agents or of Redis costs a job.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Jobs that wait for a busy or unreachable server without costing an attempt fail when they are older than this.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromMinutes(30);
}
