using System.Net;

namespace Nexa.Tests.Tasks;

/// <summary><c>Nexa.Worker events prune</c>, run as a program.</summary>
public sealed class PrunedEventsTests(Servers servers)
{
    [Fact]
    public async Task Events_of_tasks_that_ended_long_ago_go_but_for_the_last_and_a_late_follower_hears_the_end()
    {
        await using var app = await NexaApp.StartAsync(servers);
        var before = await app.ClassifyAsync("OLD-1");
        await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-1" });
        await Eventually.HoldsAsync(() => HasFirstOfHeldAsync(app));
        var old = Assert.Single(await app.ColumnAsync("id", "select id::text from task where status = 'DONE'"));
        await app.ExecuteAsync("update task set finished_at = now() - interval '31 days' where status = 'DONE'");
        await app.ClassifyAsync("NEW-1");
        var all = await CountAsync(app);

        var pruned = await RunAsync(app, "prune", "30");
        var again = await RunAsync(app, "prune", "30");
        var mistyped = await RunAsync(app, "prune", "-1");

        Assert.Equal((0, $"{before.Count - 1} events of tasks that ended more than 30 days ago are deleted; each task keeps its last one."),
            (pruned.ExitCode, pruned.Output.TrimEnd()));
        Assert.StartsWith("0 events ", again.Output, StringComparison.Ordinal);
        Assert.Equal((1, "Usage: events prune [days], at least 1; 90 unless given"), (mistyped.ExitCode, mistyped.Error.TrimEnd()));
        Assert.Equal(all - (before.Count - 1), await CountAsync(app));
        Assert.True(await HasFirstOfHeldAsync(app));
        var late = Assert.Single(await app.EventsAsync(old));
        Assert.Equal((before[^1].Name, before[^1].Data.GetRawText()), (late.Name, late.Data.GetRawText()));
        using var resumed = new HttpRequestMessage(HttpMethod.Get, $"/tasks/{old}/events");
        resumed.Headers.Add("Last-Event-ID", before[^1].Data.GetProperty("seq").GetRawText());
        using var ended = await app.Http.SendAsync(resumed, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    private static async Task<int> CountAsync(NexaApp app) => (await app.ColumnAsync("id",
        """
        select e.task_id::text as id from task_event e join task t on t.id = e.task_id where t.status = 'DONE'
        """)).Count;

    /// <summary>Whether the task that has not ended has its first event, which is not its last.</summary>
    private static async Task<bool> HasFirstOfHeldAsync(NexaApp app) => (await app.ColumnAsync("id",
        """
        select t.id::text as id from task t join task_event e on e.task_id = t.id and e.seq = 1 where t.status = 'PROCESSING'
        """)).Count == 1;

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(NexaApp app, params string[] args) => ServiceProcess.RunAsync(
        "Nexa.Worker", ["events", .. args], ("ConnectionStrings__nexadb", app.Database), ("ConnectionStrings__redis", app.Redis));
}
