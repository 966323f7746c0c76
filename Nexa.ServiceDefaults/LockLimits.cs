using System.Globalization;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>What connections to PostgreSQL are for.</summary>
internal enum ConnectionPurpose
{
    /// <summary>Somebody waits for the answer.</summary>
    Requests,
    Jobs,

    /// <summary>A file of the fiscal tables is merged with those in force, or an edition of them is restored.</summary>
    Imports,

    /// <summary>A command of an operator, or a migration, takes its time.</summary>
    Commands,
}

/// <summary>
/// Limits of a service's sessions. But for imports all are shorter than the lease of a job (30 s): a process that freezes or loses the
/// network inside a transaction gives its locks back before another worker takes its jobs over.
/// </summary>
internal static class LockLimits
{
    /// <summary>Between two statements of a transaction Nexa computes for milliseconds; a busy machine makes seconds of them.</summary>
    private static readonly TimeSpan IdleInTransaction = TimeSpan.FromSeconds(15);

    /// <summary>An import compares the whole file with the one in force. Chosen: a hundred times what the largest takes.</summary>
    private static readonly TimeSpan IdleInImport = TimeSpan.FromMinutes(2);

    /// <summary>Longer than the limit of an idle transaction: a job that waits for the lock of a frozen process gets it.</summary>
    private static readonly TimeSpan WaitForLock = TimeSpan.FromSeconds(20);

    /// <summary>What waits for an answer on a dead connection gives up, and the job is tried again.</summary>
    private static readonly TimeSpan AnswerToJob = TimeSpan.FromSeconds(25);

    /// <summary>
    /// A client is told to come again while it still waits. Npgsql then cancels the statement by a connection of its own, which takes as
    /// long again as a connection may. Exports have a limit of their own.
    /// </summary>
    private static readonly TimeSpan AnswerToRequest = TimeSpan.FromSeconds(8);

    /// <summary>Until a request has a connection, pooled or new.</summary>
    private static readonly TimeSpan ConnectForRequest = TimeSpan.FromSeconds(4);

    /// <summary>The file goes in by one statement, and a change of the law may flag every classification by one.</summary>
    private static readonly TimeSpan AnswerToImport = TimeSpan.FromMinutes(10);

    /// <summary>A silent connection is probed after this time, then as often again: dead after 20 s on either side.</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(5);
    private const int LostProbes = 3;

    /// <summary>Sets the limits; what the operator has written into the connection string holds.</summary>
    public static void Apply(ConnectionPurpose purpose, NpgsqlConnectionStringBuilder connection)
    {
        var (answer, idle) = purpose switch
        {
            ConnectionPurpose.Requests => (AnswerToRequest, IdleInTransaction),
            ConnectionPurpose.Jobs => (AnswerToJob, IdleInTransaction),
            _ => (AnswerToImport, IdleInImport),
        };
        var given = new NpgsqlConnectionStringBuilder();
        connection.CommandTimeout = connection.CommandTimeout == given.CommandTimeout
            ? (int)answer.TotalSeconds : connection.CommandTimeout;
        if (purpose is ConnectionPurpose.Commands)
        {
            return;
        }

        if (purpose is ConnectionPurpose.Requests)
        {
            // Each new connection would ask for Kerberos's encryption first, and wait as long again where nothing answers.
            connection.GssEncryptionMode = connection.GssEncryptionMode == given.GssEncryptionMode
                ? GssEncryptionMode.Disable : connection.GssEncryptionMode;
            connection.Timeout = connection.Timeout == given.Timeout ? (int)ConnectForRequest.TotalSeconds : connection.Timeout;
        }

        // What serves clients has none: it would end an export that a slow client reads. CommandTimeout bounds the wait for each answer.
        var statement = purpose is ConnectionPurpose.Requests ? "" : string.Create(CultureInfo.InvariantCulture,
            $" -c statement_timeout={answer.TotalSeconds}s");
        connection.Options = string.Create(CultureInfo.InvariantCulture,
            $"""
            -c idle_in_transaction_session_timeout={idle.TotalSeconds}s
             -c lock_timeout={WaitForLock.TotalSeconds}s -c tcp_keepalives_idle={Probe.TotalSeconds}
             -c tcp_keepalives_interval={Probe.TotalSeconds} -c tcp_keepalives_count={LostProbes}{statement} {connection.Options}
            """).ReplaceLineEndings("").Trim(); // of two values of an option the last one holds
        connection.TcpKeepAlive = true;
        connection.TcpKeepAliveTime = connection.TcpKeepAliveInterval = (int)Probe.TotalSeconds;
    }
}
