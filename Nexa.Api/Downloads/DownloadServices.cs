using Microsoft.AspNetCore.Server.Kestrel.Core;
using Nexa.Api.Quotas;

namespace Nexa.Api.Downloads;

/// <summary>The section <c>Downloads</c>: answers that grow with the data of their organisation.</summary>
internal sealed class DownloadSettings
{
    /// <summary>From the request to the last byte.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// A client that reads any answer slower is cut. Chosen: 64 kbit/s, half of what the slowest mobile network in use (EDGE) brings.
    /// </summary>
    public int MinBytesPerSecond { get; init; } = 8 * 1024;
}

/// <summary>Metadata of an endpoint whose answer grows with the data.</summary>
/// <param name="IsSpooled">
/// The answer is written to a temporary file and sent when nothing of the database is in use for it; else its endpoint sees to that.
/// </param>
internal sealed record Download(bool IsSpooled);

internal static class DownloadServices
{
    /// <summary>Kestrel's own default: a client may pause so long before its rate is looked at.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void AddDownloads(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<DownloadSettings>("Downloads", refuse: downloads =>
            downloads.Deadline > TimeSpan.Zero && downloads.MinBytesPerSecond > 0
                ? null : "Downloads: Deadline and MinBytesPerSecond must be more than 0.");
        builder.Services.AddOptions<KestrelServerOptions>().Configure<DownloadSettings>((kestrel, settings) =>
            kestrel.Limits.MinResponseDataRate = new(settings.MinBytesPerSecond, Grace));
    }

    /// <summary>A few at a time, with a deadline, and no connection of the database while a client reads.</summary>
    /// <param name="readsLong">Takes one of the replica's places until the database is read; else it reads in short pieces.</param>
    public static TBuilder AsDownload<TBuilder>(this TBuilder endpoints, bool isSpooled = true, bool readsLong = true)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithinExportsAtOnce(readsLong).WithMetadata(new Download(isSpooled));

    public static void UseDownloads(this WebApplication app) => app.UseMiddleware<DownloadMiddleware>();
}
