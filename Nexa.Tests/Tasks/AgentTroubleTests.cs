using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Worker.Classification;
using Npgsql;

namespace Nexa.Tests.Tasks;

/// <summary>What comes of a task when the agents are down, slow, silent, or talk nonsense.</summary>
public sealed class AgentTroubleTests(Servers servers) : IAsyncLifetime
{
    private const string NotClassified = "Os agentes não conseguiram classificar este item.";
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Malformed_messages_are_skipped()
    {
        Assert.Equal("classification_finished", (await app.ClassifyAsync("MALFORMED-1"))[^1].Name);
    }

    [Fact]
    public async Task Agents_that_fail_say_so_to_the_client()
    {
        var events = await app.ClassifyAsync("FAIL-1");

        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal(NotClassified, events[^1].Data.GetProperty("message").GetString());
        Assert.Equal(NotClassified,
            (await app.GetAsync($"/status/{events[^1].Data.GetProperty("task_id").GetString()}")).GetProperty("error")
            .GetString());
    }

    [Fact]
    public async Task A_failure_within_a_batch_is_that_of_the_item_that_it_names()
    {
        string[] numbers = ["FAIL-1", "GOOD-1", "TEXT-10", "TEXT-1"];
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = numbers });
        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Equal(
            [("FAIL-1", "FAILED", NotClassified), ("GOOD-1", "DONE", null), ("TEXT-1", "FAILED", NotClassified),
                ("TEXT-10", "FAILED", NotClassified)],
            events[^1].Data.GetProperty("result").EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal).Select(item => (
                item.Name, item.Value.GetProperty("status").GetString(),
                item.Value.TryGetProperty("error", out var error) ? error.GetString() : null)));
        Assert.Equal(numbers, app.Agents.Received); // none was asked for twice
    }

    [Fact]
    public async Task A_failure_that_names_no_item_settles_none_of_the_others()
    {
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = (string[])["VAGUE-1", "100", "ABC-12"] });
        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Equal([("100", "DONE"), ("ABC-12", "DONE"), ("VAGUE-1", "FAILED")],
            events[^1].Data.GetProperty("result").EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal)
                .Select(item => (item.Name, item.Value.GetProperty("status").GetString())));
    }

    [Fact]
    public async Task The_first_job_of_the_server_may_answer_after_it_was_asked_again()
    {
        var events = await app.ClassifyAsync("LATE-1");

        Assert.Equal("85322410", events[^1].Data.GetProperty("result").GetProperty("ncm").GetString());
        Assert.Equal(["LATE-1", "LATE-1"], app.Agents.Received);
    }

    [Fact]
    public async Task A_silent_job_that_the_server_still_knows_is_asked_for_and_not_posted_again()
    {
        var events = await app.ClassifyAsync("THINKS-1");

        Assert.Equal("85322410", events[^1].Data.GetProperty("result").GetProperty("ncm").GetString());
        Assert.Equal(["THINKS-1"], app.Agents.Received);
        Assert.Equal(2, app.Agents.AskedFor["THINKS-1"]);
    }

    [Fact]
    public async Task An_answer_under_the_name_of_another_job_is_none()
    {
        var events = await app.ClassifyAsync("FORGED-1");

        Assert.Equal("85322410", events[^1].Data.GetProperty("result").GetProperty("ncm").GetString());
    }

    [Fact]
    public async Task An_ex_that_the_table_lacks_goes_to_review_and_the_code_stays()
    {
        var result = (await app.ClassifyAsync("EX-1"))[^1].Data.GetProperty("result");

        Assert.Equal("85322410", result.GetProperty("ncm").GetString());
        Assert.Equal(["O Ex 77 não consta da TIPI para o código 8532.24.10."],
            await app.ColumnAsync("review_reason", "select review_reason from classification where status = 'ACTIVE' and needs_review"));
    }

    [Fact]
    public async Task Agents_that_answer_500_or_503_are_asked_again()
    {
        app.Agents.StatusCodes.Enqueue(500);
        app.Agents.StatusCodes.Enqueue(500);
        Assert.Equal("classification_finished", (await app.ClassifyAsync("TRY-1"))[^1].Name);

        app.Agents.StatusCodes.Enqueue(503);
        Assert.Equal("classification_finished", (await app.ClassifyAsync("TRY-2"))[^1].Name);
        Assert.Equal(["1", "1"], await app.ColumnAsync("attempt", "select attempt::text from job order by id")); // neither cost an attempt
    }

    [Fact]
    public async Task An_item_whose_answer_was_lost_is_asked_for_again_and_alone()
    {
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = (string[])["HERE-1", "LOST-1"] });
        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Equal(["DONE", "DONE"], events[^1].Data.GetProperty("result").EnumerateObject()
            .Select(item => item.Value.GetProperty("status").GetString()));
        Assert.Equal(["HERE-1", "LOST-1", "LOST-1"], app.Agents.Received);
    }

    [Fact]
    public async Task A_refusal_of_the_agents_is_final_and_told()
    {
        app.Agents.StatusCodes.Enqueue(400);
        foreach (var number in (string[])["FIRST-1", "REFUSED-1"]) // by its status, and by an error in place of a job
        {
            var events = await app.ClassifyAsync(number);

            Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
            Assert.Equal("Os agentes recusaram o pedido.", events[^1].Data.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Silence_on_the_channel_is_a_retry_and_ends_in_a_clear_failure()
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "SILENT-1" });
        await Eventually.HoldsAsync(async () =>
        {
            await app.ExecuteAsync("update job set run_at = now() where state = 'queued'"); // its backoff is over
            return (await app.ColumnAsync("state", "select state from job"))[0] == "failed";
        }, TimeSpan.FromSeconds(60));

        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);
        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal("FAILED", (await app.GetAsync($"/tasks/{accepted.GetProperty("task_id").GetString()}")).GetProperty("status")
            .GetString());
    }

    [Fact]
    public async Task Agents_that_are_down_are_waited_for_and_the_client_is_told()
    {
        await using var alone = await NexaApp.StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Agents:BaseUrl"] = $"http://127.0.0.1:{Nexa.Hosting.Ports.FindFree()}", ["Agents:GiveUpAfter"] = "00:00:02",
        });

        var accepted = await alone.PostAsync("/classify-partnumber", new { partnumber = "DOWN-1" });
        var events = await alone.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Contains("indisponível", events[0].Data.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Contains("tente novamente mais tarde", events[^1].Data.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_result_was_not_written_does_not_end()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-END" })).GetProperty("task_id").GetGuid();
        await Eventually.HoldsAsync(async () => (await app.ColumnAsync("state", "select state from job"))[0] == "running");
        var ids =
            (await app.ColumnAsync("id", "select unnest(array[j.id, j.lease_token, i.id])::text as id from job j, task_item i"))
                .ConvertAll(Guid.Parse);
        var job = new ClaimedJob(ids[0], ClassifyItems.Kind, "{}", ids[1], 1, 5, default, default, null, null, 0);
        var writer = app.Worker.GetRequiredService<ResultWriter>();
        var result = new PendingWrite.Item(job, task, ids[2], "HELD-END", null, "PostgreSQL takes no \0", null);
        await writer.EnqueueAsync(result, Ct);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => result.Written);

        var end = new PendingWrite.End(job, task, [result]);
        await writer.EnqueueAsync(end, Ct);

        await Assert.ThrowsAsync<NpgsqlException>(() => end.Written);
        Assert.Equal(["running"], await app.ColumnAsync("state", "select state from job"));
    }
}
