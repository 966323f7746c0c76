using Nexa.Api.Auth;

namespace Nexa.Api.Quotas;

/// <summary>What an organisation may have at a time, and one person in it.</summary>
internal sealed record Quota
{
    public long Organisation { get; init; }
    public long User { get; init; }

    /// <summary>In development one system user stands for all people.</summary>
    public long FindLimit(CurrentUser user) => user.Id == Core.Identity.User.Anonymous ? Organisation : User;
}

/// <summary>The section <c>Quotas</c>. Streams and exports count per replica.</summary>
internal sealed class QuotaSettings
{
    /// <summary>Of the files that are kept.</summary>
    public Quota DocumentBytes { get; init; } = new() { Organisation = 50L << 30, User = 20L << 30 };

    /// <summary>Tasks that wait or are being worked on.</summary>
    public Quota TasksInFlight { get; init; } = new() { Organisation = 100_000, User = 50_000 };

    /// <summary>Hub connections and event streams together.</summary>
    public Quota Streams { get; init; } = new() { Organisation = 10_000, User = 1_000 };

    /// <summary>Exports, certificates, archives and files, from the request to the last byte.</summary>
    public Quota Exports { get; init; } = new() { Organisation = 4, User = 2 };

    /// <summary>Of all organisations together, until they are read: what they take of the database's connections stays a fifth.</summary>
    public int ExportsOfReplica { get; init; } = 5;

    internal bool IsPositive =>
        new[] { DocumentBytes, TasksInFlight, Streams, Exports }.All(quota => quota is { Organisation: > 0, User: > 0 })
        && ExportsOfReplica > 0;
}
