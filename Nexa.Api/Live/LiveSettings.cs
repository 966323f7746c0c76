using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Live;

/// <summary>The section <c>Live</c> of the configuration.</summary>
internal sealed class LiveSettings
{
    /// <summary>
    /// Silence after which a stream or hub connection gets a sign of life: proxies cut idle connections, nginx after 60 seconds, some
    /// load balancers after 30. SignalR's clients give up after 30 seconds of silence.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:20")]
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);
}
