namespace Nexa.Core.Jobs;

/// <summary>The statement by which a worker takes jobs: fair among owners, and never more than it has slots for.</summary>
internal static class ClaimStatement
{
    /// <summary>
    /// Of kind $1 at most $2 jobs, of them at most $3 with a priority above 0, under a lease of $4 for worker $5.
    /// <c>groups</c> hops over the index <c>job_turn</c> from one owner to the next, <c>waiting</c> reads the first jobs of each. A job's
    /// turn is its place among its owner's jobs, counted from those that run. The materialized CTEs are fences: without them the planner
    /// may lock more rows than the limit. Both read more than they lock, since another worker may lock the first ones at that moment.
    /// </summary>
    public const string Text =
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
}
