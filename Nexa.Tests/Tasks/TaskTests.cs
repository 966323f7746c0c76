using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Tasks;

namespace Nexa.Tests.Tasks;

/// <summary>A task as its client sees it: listed, followed, cancelled, deleted.</summary>
public sealed class TaskTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_task_is_cancelled_while_it_runs_and_what_comes_later_changes_nothing()
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-1" });
        var task = accepted.GetProperty("task_id").GetString()!;
        await Eventually.HoldsAsync(() => !app.Agents.Received.IsEmpty);

        await app.PostAsync($"/tasks/{task}/cancel", new { }, expect: 200);
        app.Agents.Release.SetResult();

        var events = await app.EventsAsync(task);
        Assert.Equal("cancelled", events[^1].Data.GetProperty("status").GetString());
        await Eventually.HoldsAsync(async () => (await app.ColumnAsync("state", "select state from job"))[0] == "cancelled");
        Assert.Empty(await app.ColumnAsync("status", "select status from classification"));
        await app.PostAsync($"/tasks/{task}/cancel", new { }, expect: 409);
    }

    [Fact]
    public async Task Events_resume_after_the_last_one_seen()
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "RESUME-1" });
        var task = accepted.GetProperty("task_id").GetString()!;
        var all = await app.EventsAsync(task);

        Assert.Equal(all.Count - 1, (await app.EventsAsync(task, lastEventId: "1")).Count);
        Assert.Empty(await app.EventsAsync(task, lastEventId: all.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_deleted_task_is_gone_and_its_classification_stays()
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "DELETE-1" });
        var task = accepted.GetProperty("task_id").GetString()!;
        await app.EventsAsync(task);

        Assert.Equal(HttpStatusCode.NoContent, (await app.Http.DeleteAsync($"/tasks/{task}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync($"/tasks/{task}", Ct)).StatusCode);
        Assert.Equal(["ACTIVE"], await app.ColumnAsync("status", "select status from classification"));
        Assert.Equal([$"task:{task}"], await app.ColumnAsync("subject", "select subject from audit_log where action = 'task.deleted'"));
    }

    [Fact]
    public async Task A_task_that_is_deleted_before_its_end_was_told_ends_its_stream()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-GONE" })).GetProperty("task_id").GetGuid();
        await Eventually.HoldsAsync(() => !app.Agents.Received.IsEmpty);
        using var stream = await app.Http.GetAsync(
            new Uri($"/tasks/{task}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);
        var following = stream.Content.ReadAsStringAsync(Ct);

        await app.ExecuteAsync($"delete from task where id = '{task}'"); // as DELETE does while Redis is away
        await Eventually.HoldsAsync(() =>
        {
            app.Worker.GetRequiredService<EventPublisher>().Publish([new(task, 99, "", "{}")]); // as Redis does once it is back
            return following.IsCompleted;
        });

        Assert.Contains("\"final\":true", (await following).TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_are_paged_newest_first_and_found_by_status_job_and_channel()
    {
        for (var i = 0; i < 3; i++)
        {
            await app.ClassifyAsync($"PAGE-{i}");
        }

        var first = await app.GetAsync("/tasks?limit=2");
        Assert.Equal("PAGE-2", first.GetProperty("tasks")[0].GetProperty("partnumber").GetString());
        var second = await app.GetAsync($"/tasks?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        var last = Assert.Single(second.GetProperty("tasks").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Single((await app.GetAsync($"/tasks?job_id={last.GetProperty("job_id").GetString()}")).GetProperty("tasks")
            .EnumerateArray());
        Assert.Single(
            (await app.GetAsync($"/tasks?progress_channel={last.GetProperty("progress_channel").GetString()}")).GetProperty("tasks")
            .EnumerateArray());
        Assert.Equal(3, (await app.GetAsync("/tasks?status=done")).GetProperty("tasks").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.GetAsync("/tasks?status=dancing", Ct)).StatusCode);
    }
}
