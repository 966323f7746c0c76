using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Jobs;

/// <summary>A job that this process runs until its lease is lost, and the token that proves it.</summary>
public sealed record ClaimedJob(
    Guid Id, string Kind, string Payload, Guid Token, short Attempt, short MaxAttempts, DateTimeOffset RunAt, DateTimeOffset CreatedAt,
    string? TraceParent, Guid? TaskId, short Priority);

/// <param name="Kind">Of the jobs.</param>
/// <param name="Ready">Those that could run now.</param>
/// <param name="Waiting">All that are queued, also those that run later.</param>
/// <param name="OldestAge">Seconds since the oldest could run; 0 where none can.</param>
public sealed record QueueDepth(string Kind, long Ready, long Waiting, double OldestAge);

/// <summary>A job as an operator sees it.</summary>
public sealed record JobLine(
    Guid Id, string Kind, string State, short Attempt, short MaxAttempts, DateTimeOffset RunAt, string? LastError, Guid? TaskId);

/// <summary>A job that was given up, without its error, which may name what a person sent.</summary>
public sealed record FailedJob(Guid Id, string Kind, short Attempt, DateTimeOffset FailedAt, string? Trace);

/// <summary>The queue: the only file that reads or writes the table <c>job</c> in SQL. The database's clock is the only clock.</summary>
public sealed class JobQueue(NpgsqlDataSource database)
{
    /// <summary>
    /// How long a silent worker keeps its jobs. A crash costs this much, plus at most a third of it until a worker reaps them.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Start of a statement of another table's home that makes jobs of what it selects, within its own statement.</summary>
    internal const string InsertSelected = "insert into job (id, kind, payload, priority, max_attempts)";

    /// <summary>The tasks that have jobs to run, read from the index of those jobs.</summary>
    internal const string SelectTasksInFlight =
        "select distinct task_id from job where state in ('queued','running') and task_id is not null";

    /// <summary>One value of JSON: a <see cref="QueueDepth"/> of each kind that has queued jobs.</summary>
    internal const string MeasureDepths = $"select coalesce(jsonb_agg(d), '[]') from ({SelectDepths}) d";

    private const string SelectDepths =
        """
        select kind, count(*) filter (where run_at <= now()) as ready, count(*) as waiting,
          greatest(extract(epoch from now() - min(run_at))::float8, 0) as oldest_age
        from job where state = 'queued' group by kind
        """;

    private const string ReleaseLease = "lease_token = null, lease_until = null, leased_by = null";

    /// <summary>State of a job that is given back: queued, or cancelled where somebody has asked for that meanwhile.</summary>
    private const string QueueOrCancel =
        "state = case when cancel_requested then 'cancelled' else 'queued' end, finished_at = case when cancel_requested then now() end";

    private const int DeletedAtOnce = 1000;

    /// <summary>
    /// Of kind $1 at most $2 jobs, of them at most $3 with a priority above 0, under a lease of $4 for worker $5.
    /// <c>groups</c> hops over the index <c>job_turn</c> from one owner to the next, <c>waiting</c> reads the first jobs of each. A job's
    /// turn is its place among its owner's jobs, counted from those that run. The materialized CTEs are fences: without them the planner
    /// may lock more rows than the limit. Both read more than they lock, since another worker may lock the first ones at that moment.
    /// </summary>
    private const string Claim =
        """
        with recursive groups as (
          (select priority, owner_id from job where kind = $1 and state = 'queued' order by priority, owner_id limit 1)
          union all
          select next.priority, next.owner_id from groups g cross join lateral (
            select j.priority, j.owner_id from job j
            where j.kind = $1 and j.state = 'queued' and (j.priority, j.owner_id) > (g.priority, g.owner_id)
            order by j.priority, j.owner_id limit 1) next),
        busy as materialized (
          select owner_id, count(*) as running from job where kind = $1 and state = 'running' group by owner_id),
        waiting as materialized (
          select first.id, g.priority, first.run_at,
            coalesce(b.running, 0) + row_number() over (partition by g.owner_id order by g.priority, first.run_at, first.id) as turn
          from groups g left join busy b on b.owner_id = g.owner_id
          cross join lateral (
            select j.id, j.run_at from job j
            where j.kind = $1 and j.state = 'queued' and j.priority = g.priority and j.owner_id = g.owner_id and j.run_at <= now()
            order by j.run_at, j.id limit case when g.priority > 0 then $3 else $2 end) first),
        urgent as materialized (
          select j.id from (
            select id, turn, run_at from waiting where priority <= 0 order by priority, turn, run_at, id limit 2 * $2) w
          join job j on j.id = w.id and j.state = 'queued'
          order by w.turn, w.run_at, w.id for update of j skip locked limit $2),
        other as materialized (
          select j.id from (
            select id, priority, turn, run_at from waiting where priority > 0 order by priority, turn, run_at, id limit 2 * $3) w
          join job j on j.id = w.id and j.state = 'queued'
          order by w.priority, w.turn, w.run_at, w.id for update of j skip locked
          limit least($3, $2 - (select count(*) from urgent))),
        picked as (select id from urgent union all select id from other)
        update job set state = 'running', attempt = attempt + 1, lease_token = gen_random_uuid(), lease_until = now() + $4,
          leased_by = $5
        from picked where job.id = picked.id
        returning job.id, payload, lease_token, attempt, max_attempts, run_at, created_at, trace_parent, task_id, job.priority
        """;

    /// <summary>Adds a job in the caller's transaction; false when a queued or running job has its dedupe key.</summary>
    public static async Task<bool> EnqueueAsync(NpgsqlConnection connection, Job job, DateTimeOffset? runAt, CancellationToken ct) =>
        await connection.Statement(
            """
            insert into job (id, kind, payload, priority, max_attempts, dedupe_key, trace_parent, task_id, run_at, owner_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now()), $10)
            on conflict (dedupe_key) where state in ('queued','running') do nothing
            """,
            job.Id, job.Kind, SqlValue.Jsonb(job.Payload), job.Priority, job.MaxAttempts, job.DedupeKey, job.TraceParent, job.TaskId,
            runAt, job.OwnerId).ExecuteAsync(ct) == 1;

    /// <summary>Adds jobs of one kind without dedupe keys, ready to run.</summary>
    internal static void AddInsert(NpgsqlBatch batch, string kind, List<Job> jobs) => batch.Add(
        """
        insert into job (id, kind, payload, priority, trace_parent, task_id, owner_id)
        select u.id, $2, u.payload, u.priority, u.trace_parent, u.task_id, u.owner_id
          from unnest($1, $3, $4, $5, $6, $7) as u(id, payload, priority, trace_parent, task_id, owner_id)
        """,
        jobs.ConvertAll(j => j.Id), kind, SqlValue.Jsonb(jobs.ConvertAll(j => j.Payload)), jobs.ConvertAll(j => j.Priority),
        jobs.ConvertAll(j => j.TraceParent), jobs.ConvertAll(j => j.TaskId), jobs.ConvertAll(j => j.OwnerId));

    /// <summary>
    /// Takes up to <paramref name="free"/> ready jobs, but no more than <paramref name="later"/> of those that no person waits for.
    /// Within a priority owners take turns: the next slot goes to who has the fewest jobs running, so that many jobs of one do not hold
    /// back the few of another (docs/scaling.md). The commit does not wait for the disk: a claim that a crash of the database undoes is
    /// taken again, and its first taker's token matches no row.
    /// </summary>
    public async Task<List<ClaimedJob>> ClaimAsync(string kind, int free, int later, string worker, CancellationToken ct)
    {
        await using var batch = database.Batch(SqlPlanning.FollowKeysWithoutDisk);
        batch.Add(Claim, kind, free, later, Lease, worker);
        await using var results = await batch.ReadAsync(ct);
        return await results.ListAsync(row => new ClaimedJob(
            row.Id("id"), kind, row.Text("payload"), row.Id("lease_token"), row.Number<short>("attempt"), row.Number<short>("max_attempts"),
            row.Time("run_at"), row.Time("created_at"), row.TextOrNull("trace_parent"), row.IdOrNull("task_id"),
            row.Number<short>("priority")), ct);
    }

    /// <summary>Takes up to <paramref name="free"/> ready jobs, whoever waits for them.</summary>
    public Task<List<ClaimedJob>> ClaimAsync(string kind, int free, string worker, CancellationToken ct) =>
        ClaimAsync(kind, free, free, worker, ct);

    /// <summary>
    /// Extends the leases. A token missing from the answer is lost; true beside it asks for cancellation.
    /// Locks in the order of the ids, as every statement does that locks several jobs.
    /// </summary>
    public async Task<Dictionary<Guid, bool>> BeatAsync(IReadOnlyCollection<Guid> tokens, CancellationToken ct)
    {
        var mine = await database.Statement(
            """
            with mine as materialized (
              select id from job where lease_token = any($1) and state = 'running' order by id for update)
            update job set lease_until = now() + $2 from mine where job.id = mine.id returning lease_token, cancel_requested
            """,
            tokens.ToArray(), Lease).ListAsync(row => (Token: row.Id("lease_token"), Cancel: row.Flag("cancel_requested")), ct);
        return mine.ToDictionary(job => job.Token, job => job.Cancel);
    }

    /// <summary>Locks those of the jobs whose leases still hold, until the transaction ends; the result has the column <c>id</c>.</summary>
    public static void AddLock(NpgsqlBatch batch, List<ClaimedJob> jobs) => batch.Add(
        """
        select j.id from job j join unnest($1, $2) as mine(id, token) on j.id = mine.id and j.lease_token = mine.token
        order by j.id for update of j
        """,
        jobs.ConvertAll(j => j.Id), jobs.ConvertAll(j => j.Token));

    /// <summary>
    /// Ends jobs that <see cref="AddLock"/> has locked in the same transaction: succeeded, or cancelled where that was asked for.
    /// </summary>
    public static void AddEnd(NpgsqlBatch batch, List<Guid> locked) => batch.Add(
        $"""
        update job set state = case when cancel_requested then 'cancelled' else 'succeeded' end, finished_at = now(), last_error = null,
          {ReleaseLease}
        where id = any($1)
        """,
        locked);

    /// <summary>Completes in the caller's transaction, beside the results. False: another worker owns the job now; roll back.</summary>
    public static Task<bool> CompleteAsync(NpgsqlConnection connection, ClaimedJob job, CancellationToken ct) =>
        EndAsync(connection, job, JobState.Succeeded, error: null, ct);

    /// <summary>Fails for good in the caller's transaction. False: another worker owns the job now; roll back.</summary>
    public static Task<bool> FailAsync(NpgsqlConnection connection, ClaimedJob job, string error, CancellationToken ct) =>
        EndAsync(connection, job, JobState.Failed, error, ct);

    public async Task<bool> EndAsync(ClaimedJob job, JobState state, string? error, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await EndAsync(connection, job, state, error, ct);
    }

    /// <summary>
    /// Gives the job back, to run again after <paramref name="delay"/>. A refund takes this attempt back: a snooze or a shutdown is no
    /// failure of the job.
    /// </summary>
    public async Task<bool> RequeueAsync(ClaimedJob job, TimeSpan delay, bool refund, string? error, CancellationToken ct) =>
        await database.Statement(
            $"""
            update job set {QueueOrCancel}, run_at = now() + $3, attempt = attempt - $4, last_error = coalesce($5, last_error),
              {ReleaseLease}
            where id = $1 and lease_token = $2
            """,
            job.Id, job.Token, delay, (short)(refund ? 1 : 0), error).ExecuteAsync(ct) == 1;

    /// <summary>
    /// Cancels the jobs of a task in the caller's transaction: queued ones at once, running ones when their worker's heartbeat hears of
    /// it.
    /// </summary>
    internal static Task CancelAsync(NpgsqlConnection connection, Guid taskId, CancellationToken ct) => connection.Statement(
        """
        with mine as materialized (
          select id from job where task_id = $1 and state in ('queued','running') order by id for update)
        update job set cancel_requested = true,
          state = case when state = 'queued' then 'cancelled' else state end,
          finished_at = case when state = 'queued' then now() end
        from mine where job.id = mine.id
        """,
        taskId).ExecuteAsync(ct);

    /// <summary>
    /// Frees the jobs of dead workers. Jobs whose attempts are spent are queued too: the pump that claims them tells their task, then
    /// fails them.
    /// </summary>
    /// <returns>The kinds that have work again.</returns>
    public Task<List<string>> ReapAsync(CancellationToken ct) => database.Statement(
        $"""
        with expired as materialized (
          select id from job where state = 'running' and lease_until < now() for update skip locked limit 1000)
        update job set {QueueOrCancel}, last_error = 'lease expired', {ReleaseLease}
        from expired where job.id = expired.id returning kind
        """).ListAsync(row => row.Text("kind"), ct);

    /// <summary>Deletes up to 1,000 jobs that finished longer ago than <paramref name="keep"/>.</summary>
    public Task<int> PruneAsync(TimeSpan keep, CancellationToken ct) => database.Statement(
        "delete from job where id in (select id from job where finished_at < now() - $1 limit $2)", keep, DeletedAtOnce).ExecuteAsync(ct);

    /// <summary>Deletes the jobs of tasks; a run that is under way finds its lease lost.</summary>
    public static Task<int> DeleteAsync(NpgsqlDataSource database, Guid[] tasks, CancellationToken ct) =>
        database.Statement("delete from job where task_id = any($1)", tasks).ExecuteAsync(ct);

    /// <summary>The queued jobs of each kind that has some.</summary>
    public Task<List<QueueDepth>> MeasureDepthAsync(CancellationToken ct) => database.Statement(SelectDepths).ListAsync(
        row => new QueueDepth(
            row.Text("kind"), row.Number<long>("ready"), row.Number<long>("waiting"), row.Number<double>("oldest_age")), ct);

    public async Task<long> CountRunningAsync(CancellationToken ct) => (await database.Statement(
        "select count(*) as running from job where state = 'running'").ListAsync(row => row.Number<long>("running"), ct)).Single();

    /// <summary>What was given up in the last 24 hours, the newest 20.</summary>
    public Task<List<FailedJob>> ListFailuresAsync(CancellationToken ct) => database.Statement(
        """
        select id, kind, attempt, finished_at, split_part(trace_parent, '-', 2) as trace from job
        where state = 'failed' and finished_at > now() - interval '24 hours' order by finished_at desc limit 20
        """).ListAsync(row => new FailedJob(
            row.Id("id"), row.Text("kind"), row.Number<short>("attempt"), row.Time("finished_at"), row.TextOrNull("trace")), ct);

    public Task<List<JobLine>> ListAsync(JobState? state, int most, CancellationToken ct) => database.Statement(
        $"{SelectLine} where $1::text is null or state = $1 order by id desc limit $2", state?.Name(), most).ListAsync(ReadLine, ct);

    public async Task<JobLine?> FindAsync(Guid id, CancellationToken ct) =>
        (await database.Statement($"{SelectLine} where id = $1", id).ListAsync(ReadLine, ct)).SingleOrDefault();

    /// <summary>
    /// Has a queued job run now, and one without a task that failed or was cancelled run again. False: it is in another state, or works
    /// for a task, whose end was told.
    /// </summary>
    public async Task<bool> RunAgainAsync(Guid id, CancellationToken ct) => await database.Statement(
        """
        update job set state = 'queued', run_at = now(), finished_at = null, cancel_requested = false,
          attempt = case when state = 'queued' then attempt else 0 end
        where id = $1 and (state = 'queued' or (state in ('failed','cancelled') and task_id is null))
        """,
        id).ExecuteAsync(ct) == 1;

    /// <summary>Cancels a job that works for no task; its worker hears of it at the next heartbeat. False: it has ended.</summary>
    public async Task<bool> CancelOwnAsync(Guid id, CancellationToken ct) => await database.Statement(
        """
        update job set cancel_requested = true, state = case when state = 'queued' then 'cancelled' else state end,
          finished_at = case when state = 'queued' then now() end
        where id = $1 and task_id is null and state in ('queued','running')
        """,
        id).ExecuteAsync(ct) == 1;

    private const string SelectLine = "select id, kind, state, attempt, max_attempts, run_at, last_error, task_id from job";

    private static JobLine ReadLine(SqlRow row) => new(
        row.Id("id"), row.Text("kind"), row.Text("state"), row.Number<short>("attempt"), row.Number<short>("max_attempts"),
        row.Time("run_at"), row.TextOrNull("last_error"), row.IdOrNull("task_id"));

    private static async Task<bool> EndAsync(
        NpgsqlConnection connection, ClaimedJob job, JobState state, string? error, CancellationToken ct) =>
        await connection.Statement(
            $"update job set state = $3, finished_at = now(), last_error = $4, {ReleaseLease} where id = $1 and lease_token = $2",
            job.Id, job.Token, state.Name(), error).ExecuteAsync(ct) == 1;
}
