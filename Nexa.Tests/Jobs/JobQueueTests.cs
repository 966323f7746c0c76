using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Npgsql;

namespace Nexa.Tests.Jobs;

public sealed record Errand(int Number) : IJobPayload
{
    public static string Kind => "errand";
}

/// <summary>The statements of the queue, one by one.</summary>
public sealed class JobQueueTests(Servers servers) : IAsyncLifetime
{
    private string connectionString = "";
    private NpgsqlDataSource database = null!;
    private JobQueue queue = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        connectionString = await servers.CreateDatabaseAsync();
        database = NpgsqlDataSource.Create(connectionString);
        queue = new JobQueue(database);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_claim_takes_no_more_than_asked_in_order_of_priority()
    {
        await EnqueueAsync(priority: 1);
        var urgent = await EnqueueAsync(priority: 0);
        await EnqueueAsync(priority: 1);

        var claimed = await queue.ClaimAsync(Errand.Kind, 1, "w", Ct);

        Assert.Equal([urgent], claimed.Select(j => j.Id));
        Assert.Equal(2, (await queue.ClaimAsync(Errand.Kind, 10, "w", Ct)).Count);
        Assert.Empty(await queue.ClaimAsync(Errand.Kind, 10, "w", Ct));
    }

    [Fact]
    public async Task Only_a_claim_does_not_wait_for_the_disk()
    {
        await ExecuteAsync(
            """
            create table seen (setting text);
            create function see() returns trigger language plpgsql as
              'begin insert into seen values (current_setting(''synchronous_commit'')); return null; end';
            create trigger see after update on job execute function see();
            """);
        await EnqueueAsync();

        // As the services connect: one connection, which is not reset when it goes back to the pool.
        await using var one =
            NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 1, NoResetOnClose = true,
                    Options = "-c synchronous_commit=on" });
        var claimed = Assert.Single(await new JobQueue(one).ClaimAsync(Errand.Kind, 1, "w", Ct));
        Assert.True(await new JobQueue(one).EndAsync(claimed, JobState.Succeeded, null, Ct));

        Assert.Equal("off on", await ScalarAsync<string>("select string_agg(setting, ' ' order by ctid) from seen"));
    }

    [Fact]
    public async Task A_job_added_with_rows_that_roll_back_never_was()
    {
        await using (var connection = await database.OpenConnectionAsync(Ct))
        await using (await connection.BeginTransactionAsync(Ct))
        {
            await JobQueue.EnqueueAsync(connection, Job.For(new Errand(1)), null, Ct);
        }

        Assert.Empty(await queue.ClaimAsync(Errand.Kind, 10, "w", Ct));
    }

    [Fact]
    public async Task A_job_added_through_the_context_is_claimed_with_its_payload()
    {
        await using var db = new NexaDbContext(new DbContextOptionsBuilder<NexaDbContext>().UseNpgsql(database).Options);
        db.Jobs.Add(Job.For(new Errand(7)));
        await db.SaveChangesAsync(Ct);

        var claimed = Assert.Single(await queue.ClaimAsync(Errand.Kind, 10, "w", Ct));

        Assert.Contains("7", claimed.Payload, StringComparison.Ordinal);
        Assert.Equal(1, claimed.Attempt);
    }

    [Fact]
    public async Task A_dedupe_key_admits_one_live_job()
    {
        await using var connection = await database.OpenConnectionAsync(Ct);
        Assert.True(await JobQueue.EnqueueAsync(connection, Job.For(new Errand(1), dedupeKey: "once"), null, Ct));
        Assert.False(await JobQueue.EnqueueAsync(connection, Job.For(new Errand(2), dedupeKey: "once"), null, Ct));
        var claimed = Assert.Single(await queue.ClaimAsync(Errand.Kind, 10, "w", Ct));
        await queue.EndAsync(claimed, JobState.Succeeded, null, Ct);

        Assert.True(await JobQueue.EnqueueAsync(connection, Job.For(new Errand(3), dedupeKey: "once"), null, Ct));
    }

    [Fact]
    public async Task Expired_lease_is_requeued_once()
    {
        await EnqueueAsync();
        await queue.ClaimAsync(Errand.Kind, 1, "dead", Ct);
        await ExpireAsync();

        var reaped = await Task.WhenAll(queue.ReapAsync(Ct), queue.ReapAsync(Ct));

        Assert.Single(reaped.SelectMany(kinds => kinds));
        Assert.Equal(2, Assert.Single(await queue.ClaimAsync(Errand.Kind, 10, "alive", Ct)).Attempt);
    }

    [Fact]
    public async Task A_lease_that_holds_is_left_alone()
    {
        await EnqueueAsync();
        await queue.ClaimAsync(Errand.Kind, 1, "alive", Ct);

        Assert.Empty(await queue.ReapAsync(Ct));
        Assert.Equal("running", await StateAsync());
    }

    [Fact]
    public async Task Zombie_completion_changes_nothing()
    {
        await EnqueueAsync();
        var zombie = Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "zombie", Ct));
        await ExpireAsync();
        await queue.ReapAsync(Ct);
        var heir = Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "heir", Ct));

        Assert.False(await queue.EndAsync(zombie, JobState.Succeeded, null, Ct));
        Assert.False(await queue.RequeueAsync(zombie, TimeSpan.Zero, refund: false, "zombie", Ct));
        Assert.Empty(await queue.BeatAsync([zombie.Token], Ct));
        Assert.Equal("running", await StateAsync());
        Assert.True(await queue.EndAsync(heir, JobState.Succeeded, null, Ct));
    }

    [Fact]
    public async Task A_refund_forgets_the_attempt_and_a_retry_does_not()
    {
        await EnqueueAsync();
        await queue.RequeueAsync(Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct)), TimeSpan.Zero, refund: true, null, Ct);
        var again = Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct));
        Assert.Equal(1, again.Attempt);

        await queue.RequeueAsync(again, TimeSpan.Zero, refund: false, "broke", Ct);

        Assert.Equal(2, Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct)).Attempt);
    }

    [Fact]
    public async Task A_delayed_job_waits_for_its_time()
    {
        await EnqueueAsync();
        await queue.RequeueAsync(Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct)), TimeSpan.FromHours(1), refund: true, null,
            Ct);
        Assert.Empty(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct));

        await ExecuteAsync("update job set run_at = now()");

        Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct));
    }

    [Fact]
    public async Task A_heartbeat_extends_the_lease_and_brings_the_wish_to_cancel()
    {
        await EnqueueAsync();
        var job = Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct));
        await ExecuteAsync("update job set lease_until = now() + interval '1 s', cancel_requested = true");

        var beat = await queue.BeatAsync([job.Token], Ct);

        Assert.True(beat[job.Token]);
        Assert.True(await ScalarAsync<bool>("select lease_until > now() + interval '20 s' from job"));
    }

    [Fact]
    public async Task Only_old_finished_jobs_are_pruned()
    {
        await EnqueueAsync();
        await EnqueueAsync();
        await queue.EndAsync(Assert.Single(await queue.ClaimAsync(Errand.Kind, 1, "w", Ct)), JobState.Succeeded, null, Ct);
        await ExecuteAsync("update job set finished_at = now() - interval '8 days' where finished_at is not null");

        Assert.Equal(1, await queue.PruneAsync(TimeSpan.FromDays(7), Ct));
        Assert.Equal(1, await ScalarAsync<long>("select count(*) from job"));
    }

    private async Task<Guid> EnqueueAsync(short priority = 0)
    {
        var job = Job.For(new Errand(1), priority: priority);
        await using var connection = await database.OpenConnectionAsync(Ct);
        await JobQueue.EnqueueAsync(connection, job, null, Ct);
        return job.Id;
    }

    private Task ExpireAsync() => ExecuteAsync("update job set lease_until = now() - interval '1 s' where state = 'running'");

    private Task<string> StateAsync() => ScalarAsync<string>("select state from job");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }
}
