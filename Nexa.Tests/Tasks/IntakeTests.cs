using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Identity;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Tests.Tasks;

/// <summary>Submissions that come together are written together.</summary>
public sealed class IntakeTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;
    private NpgsqlDataSource watcher = null!;
    private TaskIntake intake = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await NexaApp.StartAsync(servers);
        watcher = NpgsqlDataSource.Create(app.Database + ";Pooling=false");
        intake = app.Worker.GetRequiredService<TaskIntake>();
    }

    public async ValueTask DisposeAsync()
    {
        await watcher.DisposeAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_for_a_commit_is_one_transaction_of_which_a_spoilt_submission_spoils_only_itself()
    {
        var first = new Task<Accepted>[2];
        Task<Accepted>[] group;
        await using (var connection = await watcher.OpenConnectionAsync(Ct))
        await using (await connection.BeginTransactionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand("lock table task in exclusive mode", connection);
            await hold.ExecuteNonQueryAsync(Ct);
            first[0] = SubmitAsync("FIRST-1");
            await WritersWaitAsync(1);
            first[1] = SubmitAsync("FIRST-2");
            await WritersWaitAsync(2); // all that there are
            group = [SubmitAsync("LATER-1"), SubmitAsync("LATER-2", owner: Guid.NewGuid()), SubmitAsync("LATER-3")];
        }

        await Task.WhenAll(first);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => group[1]);
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
        Assert.NotEqual((await group[0]).TaskId, (await group[2]).TaskId);
        Assert.Equal(4, await CountAsync("select count(*) from task"));
        Assert.Equal(4, await CountAsync("select count(*) from task_item i join job j on j.id = i.job_id and j.task_id = i.task_id"));
    }

    [Fact]
    public async Task A_connection_that_PostgreSQL_has_left_costs_nobody_an_answer()
    {
        await SubmitAsync("BEFORE");
        await CountAsync(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => SubmitAsync($"AFTER-{i}")));

        Assert.Equal(6, await CountAsync("select count(*) from task"));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_made_twice()
    {
        var calls = 0;
        var submissions = new Gathered<Submission, Accepted>(watcher, async group =>
        {
            var answers = await intake.WriteAsync(group);
            return ++calls > 1 ? answers : throw new NpgsqlException("The answer is lost.", new IOException());
        }, mostGroups: 1, largest: 10);

        var submission =
            new Submission(Guid.CreateVersion7(), new(Organisation.Anonymous, User.Anonymous), TaskKind.PartNumber,
                [new("ONCE", null, null, null)], reclassify: false);
        var accepted = await submissions.AddAsync(submission, Ct);

        Assert.Equal(submission.TaskId, accepted.TaskId);
        Assert.Equal(2, calls);
        Assert.Equal(1, await CountAsync("select count(*) from task"));
        Assert.Equal(1, await CountAsync("select count(*) from task_item"));
    }

    private Task<Accepted> SubmitAsync(string number, Guid? owner = null) =>
        intake.SubmitAsync(new(owner ?? Organisation.Anonymous, User.Anonymous), TaskKind.PartNumber, [new(number, null, null, null)],
            reclassify: false, Ct);

    private Task WritersWaitAsync(int count) =>
        Eventually.HoldsAsync(async () =>
            await CountAsync("select count(*) from pg_locks where relation = 'task'::regclass and not granted") == count);

    private async Task<long> CountAsync(string sql)
    {
        await using var command = watcher.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
