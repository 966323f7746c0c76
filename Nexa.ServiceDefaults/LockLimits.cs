using System.Globalization;
using Nexa.Core.Data;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Limits of a service's sessions, all shorter than the lease of a job (30 s): a process that freezes or loses the network inside a
/// transaction gives its locks back before another worker takes its jobs over.
/// </summary>
internal static class LockLimits
{
    /// <summary>Between two statements of a transaction Nexa computes for milliseconds; a busy machine makes seconds of them.</summary>
    private static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(15);

    /// <summary>Longer than the limit above: who waits for the lock of a frozen process gets it and does not fail.</summary>
    private static readonly TimeSpan WaitForLock = TimeSpan.FromSeconds(20);

    /// <summary>What waits for an answer on a dead connection gives up, and its statement is tried again on another one.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(25);

    /// <summary>A silent connection is probed after this time, then as often again: dead after 20 s on either side.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(5);
    private const int LostProbes = 3;

    public static void Apply(string role, NpgsqlConnectionStringBuilder connection)
    {
        // What serves clients has none: it would end an export that a slow client reads. CommandTimeout bounds the wait for each answer.
        var statement = role == DatabaseRoles.System ? string.Create(CultureInfo.InvariantCulture,
            $" -c statement_timeout={Answer.TotalSeconds}s") : "";
        // What the operator has written stands last, and holds.
        connection.Options = string.Create(CultureInfo.InvariantCulture,
            $"""
            -c idle_in_transaction_session_timeout={IdleInTransaction.TotalSeconds}s
             -c lock_timeout={WaitForLock.TotalSeconds}s -c tcp_keepalives_idle={Probe.TotalSeconds}
             -c tcp_keepalives_interval={Probe.TotalSeconds} -c tcp_keepalives_count={LostProbes}{statement} {connection.Options}
            """).ReplaceLineEndings("").Trim();
        connection.TcpKeepAlive = true;
        connection.TcpKeepAliveTime = connection.TcpKeepAliveInterval = (int)Probe.TotalSeconds;
        connection.CommandTimeout = connection.CommandTimeout == new NpgsqlConnectionStringBuilder().CommandTimeout
            ? (int)Answer.TotalSeconds : connection.CommandTimeout;
    }
}
