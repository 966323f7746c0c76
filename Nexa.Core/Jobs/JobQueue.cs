using Nexa.Core.Data;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.Jobs;

/// <summary>A job that this process runs until its lease is lost, and the token that proves it.</summary>
public sealed record ClaimedJob(Guid Id, string Kind, string Payload, Guid Token, short Attempt, short MaxAttempts, DateTimeOffset RunAt, DateTimeOffset CreatedAt, string? TraceParent);

/// <summary>The queue: one table and its statements. The database's clock is the only clock.</summary>
public sealed class JobQueue(NpgsqlDataSource database)
{
    /// <summary>How long a silent worker keeps its jobs. A crash costs this much, plus at most a third of it until someone looks.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const string Released = "lease_token = null, lease_until = null, leased_by = null";

    /// <summary>Adds a job in the caller's transaction; false when a queued or running job has its dedupe key.</summary>
    public static async Task<bool> EnqueueAsync(NpgsqlConnection connection, Job job, DateTimeOffset? runAt, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into job (id, kind, payload, priority, max_attempts, dedupe_key, trace_parent, task_id, run_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()))
            on conflict (dedupe_key) where state in ('queued','running') do nothing
            """, connection);
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = job.Kind });
        command.Parameters.Add(new() { Value = job.Payload, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = job.Priority });
        command.Parameters.Add(new() { Value = job.MaxAttempts });
        command.Parameters.Add(Nullable(job.DedupeKey, NpgsqlDbType.Text));
        command.Parameters.Add(Nullable(job.TraceParent, NpgsqlDbType.Text));
        command.Parameters.Add(Nullable(job.TaskId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(runAt?.ToUniversalTime(), NpgsqlDbType.TimestampTz));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>
    /// Takes up to <paramref name="free"/> ready jobs. The materialized CTE is a fence: without it the planner may update more rows than the limit.
    /// The commit does not wait for the disk: a claim that a crash of the database undoes is taken again, and its first taker's token is worth nothing.
    /// </summary>
    public async Task<List<ClaimedJob>> ClaimAsync(string kind, int free, string worker, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(Sql.FollowKeys));
        batch.BatchCommands.Add(new("select set_config('synchronous_commit', 'off', true)"));
        var command = new NpgsqlBatchCommand(
            """
            with picked as materialized (
              select id from job where kind = $1 and state = 'queued' and run_at <= now()
              order by priority, run_at, id for update skip locked limit $2)
            update job set state = 'running', attempt = attempt + 1, lease_token = gen_random_uuid(), lease_until = now() + $3, leased_by = $4
            from picked where job.id = picked.id
            returning job.id, payload, lease_token, attempt, max_attempts, run_at, created_at, trace_parent
            """);
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = free });
        command.Parameters.Add(new() { Value = Lease });
        command.Parameters.Add(new() { Value = worker });
        batch.BatchCommands.Add(command);
        var jobs = new List<ClaimedJob>();
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            jobs.Add(new(reader.GetGuid(0), kind, reader.GetString(1), reader.GetGuid(2), reader.GetInt16(3), reader.GetInt16(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), await reader.IsDBNullAsync(7, ct) ? null : reader.GetString(7)));
        }

        return jobs;
    }

    /// <summary>Extends the leases. A token missing from the answer is lost; true beside it asks for cancellation. Locks in the order of the ids, as all who lock several jobs.</summary>
    public async Task<Dictionary<Guid, bool>> BeatAsync(IReadOnlyCollection<Guid> tokens, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with mine as materialized (
              select id from job where lease_token = any($1) and state = 'running' order by id for update)
            update job set lease_until = now() + $2 from mine where job.id = mine.id returning lease_token, cancel_requested
            """);
        command.Parameters.Add(new() { Value = tokens.ToArray() });
        command.Parameters.Add(new() { Value = Lease });
        var mine = new Dictionary<Guid, bool>(tokens.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            mine[reader.GetGuid(0)] = reader.GetBoolean(1);
        }

        return mine;
    }

    /// <summary>Completes in the caller's transaction, beside the results. False: somebody else owns the job now; roll back.</summary>
    public static Task<bool> CompleteAsync(NpgsqlConnection connection, ClaimedJob job, CancellationToken ct) =>
        EndAsync(connection, job, "succeeded", error: null, ct);

    /// <summary>Fails for good in the caller's transaction. False: somebody else owns the job now; roll back.</summary>
    public static Task<bool> FailAsync(NpgsqlConnection connection, ClaimedJob job, string error, CancellationToken ct) =>
        EndAsync(connection, job, "failed", error, ct);

    public async Task<bool> EndAsync(ClaimedJob job, string state, string? error, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await EndAsync(connection, job, state, error, ct);
    }

    /// <summary>Gives the job back, to run again after <paramref name="delay"/>. A refund forgets this attempt: snooze and shutdown are nobody's failure.</summary>
    public async Task<bool> RequeueAsync(ClaimedJob job, TimeSpan delay, bool refund, string? error, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            update job set state = case when cancel_requested then 'cancelled' else 'queued' end,
              finished_at = case when cancel_requested then now() end,
              run_at = now() + $3, attempt = attempt - $4, last_error = coalesce($5, last_error), {Released}
            where id = $1 and lease_token = $2
            """);
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = job.Token });
        command.Parameters.Add(new() { Value = delay });
        command.Parameters.Add(new() { Value = (short)(refund ? 1 : 0) });
        command.Parameters.Add(Nullable(error, NpgsqlDbType.Text));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Frees what dead workers held. Jobs whose attempts are spent are queued too: the pump that claims them tells their task, then fails them.</summary>
    /// <returns>The kinds that have work again.</returns>
    public async Task<List<string>> ReapAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            with expired as materialized (
              select id from job where state = 'running' and lease_until < now() for update skip locked limit 1000)
            update job set state = case when cancel_requested then 'cancelled' else 'queued' end,
              finished_at = case when cancel_requested then now() end, last_error = 'lease expired', {Released}
            from expired where job.id = expired.id returning kind
            """);
        var kinds = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            kinds.Add(reader.GetString(0));
        }

        return kinds;
    }

    /// <summary>Deletes up to 1,000 jobs that finished longer ago than <paramref name="keep"/>.</summary>
    public async Task<int> PruneAsync(TimeSpan keep, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "delete from job where id in (select id from job where finished_at < now() - $1 limit 1000)");
        command.Parameters.Add(new() { Value = keep });
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Ready jobs of each kind and the age of the oldest, in seconds.</summary>
    public async Task<List<(string Kind, long Ready, double OldestAge)>> DepthAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select kind, count(*), extract(epoch from now() - min(run_at))::float8 from job where state = 'queued' and run_at <= now() group by kind");
        var depths = new List<(string, long, double)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            depths.Add((reader.GetString(0), reader.GetInt64(1), reader.GetDouble(2)));
        }

        return depths;
    }

    private static async Task<bool> EndAsync(NpgsqlConnection connection, ClaimedJob job, string state, string? error, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"update job set state = $3, finished_at = now(), last_error = $4, {Released} where id = $1 and lease_token = $2", connection);
        command.Parameters.Add(new() { Value = job.Id });
        command.Parameters.Add(new() { Value = job.Token });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(Nullable(error, NpgsqlDbType.Text));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
