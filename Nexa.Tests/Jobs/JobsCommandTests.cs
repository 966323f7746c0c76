using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Npgsql;

namespace Nexa.Tests.Jobs;

/// <summary>The queue as an operator sees it: <c>Nexa.Worker jobs …</c>, run as a program.</summary>
public sealed class JobsCommandTests(Servers servers) : IAsyncLifetime
{
    private string connectionString = "";
    private NpgsqlDataSource database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        connectionString = await servers.CreateDatabaseAsync();
        database = NpgsqlDataSource.Create(connectionString);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Jobs_are_listed_by_state_run_again_and_cancelled()
    {
        var failed = await AddAsync(7, "update job set state = 'failed', finished_at = now(), last_error = 'HTTP 500', attempt = 5");
        var later = await AddAsync(8, "update job set run_at = now() + interval '1 hour'");

        var all = await RunAsync("list");
        var onlyFailed = await RunAsync("list", "failed");
        var again = await RunAsync("requeue", failed.ToString());
        var sooner = await RunAsync("requeue", later.ToString());
        var cancelled = await RunAsync("cancel", later.ToString());
        var twice = await RunAsync("cancel", later.ToString());

        Assert.Contains("2 jobs.", all.Output, StringComparison.Ordinal);
        Assert.Contains($"{failed}  failed     errand                  5/5", onlyFailed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(later.ToString(), onlyFailed.Output, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (again.ExitCode, sooner.ExitCode, cancelled.ExitCode));
        Assert.Equal((1, $"Job {later} has ended: it is cancelled."), (twice.ExitCode, twice.Error.TrimEnd()));
        var claimed = Assert.Single(await new JobQueue(database).ClaimAsync(Errand.Kind, 10, "w", Ct));
        Assert.Equal((failed, (short)1), (claimed.Id, claimed.Attempt));
    }

    [Fact]
    public async Task A_job_of_a_task_is_cancelled_with_its_task_and_its_followers_are_told()
    {
        await using var app = await NexaApp.StartAsync(servers);
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-1" });
        await Eventually.HoldsAsync(() => app.Agents.Received.Count == 1);
        var job = Assert.Single(await app.ColumnAsync("id", "select id::text from job"));
        (string, string)[] own = [("ConnectionStrings__nexadb", app.Database), ("ConnectionStrings__redis", app.Redis)];

        var running = await ServiceProcess.RunAsync("Nexa.Worker", ["jobs", "requeue", job], own);
        var cancelled = await ServiceProcess.RunAsync("Nexa.Worker", ["jobs", "cancel", job], own);
        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Equal((1, $"Job {job} is running; only a queued, failed or cancelled job can run again."),
            (running.ExitCode, running.Error.TrimEnd()));
        Assert.Equal((0, ""), (cancelled.ExitCode, cancelled.Error));
        Assert.Equal("cancelled", events[^1].Data.GetProperty("status").GetString());
        await Eventually.HoldsAsync(async () => (await app.ColumnAsync("state", "select state from job")).All(s => s == "cancelled"));
    }

    [Theory]
    [InlineData("Usage: jobs list")]
    [InlineData("Usage: jobs list", "list", "lost")]
    [InlineData("Usage: jobs list", "requeue", "x")]
    [InlineData("There is no job 01a20b7e-0000-7000-8000-000000000000.", "cancel", "01a20b7e-0000-7000-8000-000000000000")]
    public async Task What_can_not_be_done_is_one_sentence(string says, params string[] args)
    {
        var (exitCode, output, error) = await RunAsync(args);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(says, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args) =>
        ServiceProcess.RunAsync("Nexa.Worker", ["jobs", .. args], ("ConnectionStrings__nexadb", connectionString));

    private async Task<Guid> AddAsync(int number, string change)
    {
        var job = Job.For(new Errand(number));
        await using var connection = await database.OpenConnectionAsync(Ct);
        await JobQueue.EnqueueAsync(connection, job, null, Ct);
        await connection.Statement($"{change} where id = $1", job.Id).ExecuteAsync(Ct);
        return job.Id;
    }
}
