using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Tests.Hosting;
using Nexa.Worker.Classification;
using Npgsql;

namespace Nexa.Tests.Spine;

/// <summary>Part numbers in, classifications out: API, queue, worker and events together.</summary>
public sealed class ClassificationTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_part_number_comes_back_classified_with_progress_before_it()
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "CL10C330JB8NNNC", description = "CAP 33PF" });
        var task = accepted.GetProperty("task_id").GetString()!;

        var events = await app.EventsAsync(task);

        Assert.Equal("classification_update_status", events[0].Name);
        var (name, data) = events[^1];
        Assert.Equal("classification_finished", name);
        Assert.Equal(task, data.GetProperty("room_id").GetString());
        Assert.Equal("85322410", data.GetProperty("result").GetProperty("ncm").GetString());
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.Data.GetProperty("seq").GetInt32()));
        Assert.DoesNotContain("kept out", data.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("DONE", (await app.GetAsync($"/tasks/{task}")).GetProperty("status").GetString());
        Assert.Equal("85322410", (await app.GetAsync($"/status/{task}")).GetProperty("result").GetProperty("ncm").GetString());
    }

    [Fact]
    public async Task What_is_known_is_answered_at_once_unless_asked_again()
    {
        await ClassifyAsync("KNOWN-1");

        var again = await app.PostAsync("/classify-partnumber", new { partnumber = " known-1 " });
        Assert.Equal("85322410", again.GetProperty("classifications")[0].GetProperty("ncm").GetString());
        Assert.Equal("classification_finished", (await app.EventsAsync(again.GetProperty("task_id").GetString()!))[^1].Name);
        Assert.Single(app.Agents.Received);

        var anew = await app.PostAsync("/classify-partnumber", new { partnumber = "KNOWN-1", reclassify = true });
        await app.EventsAsync(anew.GetProperty("task_id").GetString()!);
        Assert.Equal(2, app.Agents.Received.Count);
        Assert.Equal(["REPLACED", "ACTIVE"], await ColumnAsync("select status from classification order by version"));
    }

    [Fact]
    public async Task What_is_known_on_a_basis_that_has_changed_is_asked_again()
    {
        await ClassifyAsync("BASIS-1");
        await ExecuteAsync("update classification set basis = '85322410 1999-01-01'");

        var again = await app.PostAsync("/classify-partnumber", new { partnumber = "BASIS-1" });

        Assert.Empty(again.GetProperty("classifications").EnumerateArray());
        await app.EventsAsync(again.GetProperty("task_id").GetString()!);
        Assert.Equal(2, app.Agents.Received.Count);
    }

    [Fact]
    public async Task One_bad_item_never_spoils_the_others_and_only_it_is_retried()
    {
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = new[] { "GOOD-1", "FAIL-1", "GOOD-2", "GOOD-1" } });
        Assert.Equal(3, accepted.GetProperty("total_partnumbers").GetInt32());
        var task = accepted.GetProperty("task_id").GetString()!;

        var events = await app.EventsAsync(task);

        Assert.Equal(2, events.Count(e => e.Name == "partial_result"));
        var (name, data) = events[^1];
        Assert.Equal("batch_classification_finished", name);
        Assert.Equal("FAILED", data.GetProperty("result").GetProperty("FAIL-1").GetProperty("status").GetString());
        Assert.Equal("DONE", data.GetProperty("result").GetProperty("GOOD-2").GetProperty("status").GetString());
        Assert.Equal("DONE", (await app.GetAsync($"/tasks/{task}")).GetProperty("status").GetString());

        var retried = await app.PostAsync($"/tasks/{task}/retry", new { });
        Assert.Equal(1, retried.GetProperty("items").GetInt32());
        await app.EventsAsync(retried.GetProperty("task_id").GetString()!);
        Assert.Equal(4, app.Agents.Received.Count);
    }

    [Fact]
    public async Task A_batch_in_chunks_counts_every_item_once()
    {
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = Enumerable.Range(0, 107).ToDictionary(i => $"PART-{i}", _ => new { description = "x" }) });

        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Equal(107, events.Count(e => e.Name == "partial_result"));
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.Data.GetProperty("seq").GetInt32()));
        Assert.Equal(107, app.Agents.Received.Count);
    }

    [Fact]
    public async Task An_answer_with_a_code_that_does_not_exist_is_kept_as_a_rejected_proposal()
    {
        var events = await ClassifyAsync("WRONG-1");

        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal(["REJECTED"], await ColumnAsync("select status from classification where review_reason like '%99%'"));
    }

    [Fact]
    public async Task An_answer_that_the_starter_table_cannot_verify_is_kept_for_review_and_not_rejected()
    {
        var events = await ClassifyAsync("OTHER-1");

        Assert.Equal("done", events[^1].Data.GetProperty("status").GetString());
        Assert.True(events[^1].Data.GetProperty("result").GetProperty("needs_review").GetBoolean());
        Assert.Equal(["ACTIVE"], await ColumnAsync("select status from classification where ncm = '84151011' and needs_review and review_reason like '%não pôde ser verificado%'"));
        Assert.Equal(["OPEN"], await ColumnAsync("select r.state from review_item r join classification c on c.id = r.classification_id where c.ncm = '84151011' and 'DOUBT' = any(r.reasons)"));
    }

    [Fact]
    public async Task Malformed_messages_are_skipped()
    {
        Assert.Equal("classification_finished", (await ClassifyAsync("MALFORMED-1"))[^1].Name);
    }

    [Fact]
    public async Task Agents_that_fail_say_so_to_the_client()
    {
        var events = await ClassifyAsync("FAIL-1");

        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Contains("não reconhecido", events[^1].Data.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_that_answer_500_or_503_are_asked_again()
    {
        app.Agents.StatusCodes.Enqueue(500);
        app.Agents.StatusCodes.Enqueue(500);
        Assert.Equal("classification_finished", (await ClassifyAsync("TRY-1"))[^1].Name);

        app.Agents.StatusCodes.Enqueue(503);
        Assert.Equal("classification_finished", (await ClassifyAsync("TRY-2"))[^1].Name);
        Assert.Equal(["1", "1"], await ColumnAsync("select attempt::text from job order by id")); // neither cost an attempt
    }

    [Fact]
    public async Task A_refusal_of_the_agents_is_final_and_told()
    {
        app.Agents.StatusCodes.Enqueue(400);

        var events = await ClassifyAsync("REFUSED-1");

        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal("Os agentes recusaram o pedido.", events[^1].Data.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Silence_on_the_channel_is_a_retry_and_ends_in_a_clear_failure()
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = "SILENT-1" });
        await Eventually.HoldsAsync(async () =>
        {
            await ExecuteAsync("update job set run_at = now() where state = 'queued'"); // its backoff is over
            return (await ColumnAsync("select state from job"))[0] == "failed";
        }, TimeSpan.FromSeconds(60));

        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);
        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal("FAILED", (await app.GetAsync($"/tasks/{accepted.GetProperty("task_id").GetString()}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Agents_that_are_down_are_waited_for_and_the_client_is_told()
    {
        await using var alone = await NexaApp.StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Agents:BaseUrl"] = $"http://127.0.0.1:{Nexa.Embedded.Processes.Ports.Free()}", ["Agents:GiveUpAfter"] = "00:00:02",
        });

        var accepted = await alone.PostAsync("/classify-partnumber", new { partnumber = "DOWN-1" });
        var events = await alone.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Contains("fora do ar", events[0].Data.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Contains("tente novamente mais tarde", events[^1].Data.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

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
        await Eventually.HoldsAsync(async () => (await ColumnAsync("select state from job"))[0] == "cancelled");
        Assert.Empty(await ColumnAsync("select status from classification"));
        await app.PostAsync($"/tasks/{task}/cancel", new { }, expect: 409);
    }

    [Fact]
    public async Task A_run_whose_result_was_not_written_does_not_end()
    {
        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-END" })).GetProperty("task_id").GetGuid();
        await Eventually.HoldsAsync(async () => (await ColumnAsync("select state from job"))[0] == "running");
        var ids = (await ColumnAsync("select unnest(array[j.id, j.lease_token, i.id])::text from job j, task_item i")).ConvertAll(Guid.Parse);
        var job = new ClaimedJob(ids[0], ClassifyItems.Kind, "{}", ids[1], 1, 5, default, default, null);
        var writer = app.Worker.GetRequiredService<ResultWriter>();
        var result = new PendingWrite.Item(job, task, ids[2], "HELD-END", null, "PostgreSQL takes no \0", null);
        await writer.EnqueueAsync(result, Ct);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => result.Written);

        var end = new PendingWrite.End(job, task, [result]);
        await writer.EnqueueAsync(end, Ct);

        await Assert.ThrowsAsync<NpgsqlException>(() => end.Written);
        Assert.Equal(["running"], await ColumnAsync("select state from job"));
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
        Assert.Equal(["ACTIVE"], await ColumnAsync("select status from classification"));
    }

    [Fact]
    public async Task Tasks_are_paged_newest_first_and_found_by_status_job_and_channel()
    {
        for (var i = 0; i < 3; i++)
        {
            await ClassifyAsync($"PAGE-{i}");
        }

        var first = await app.GetAsync("/tasks?limit=2");
        Assert.Equal("PAGE-2", first.GetProperty("tasks")[0].GetProperty("items")[0].GetProperty("partnumber").GetString());
        var second = await app.GetAsync($"/tasks?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        var last = Assert.Single(second.GetProperty("tasks").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        var item = last.GetProperty("items")[0];
        Assert.Single((await app.GetAsync($"/tasks?job_id={item.GetProperty("job_id").GetString()}")).GetProperty("tasks").EnumerateArray());
        Assert.Single((await app.GetAsync($"/tasks?progress_channel={item.GetProperty("progress_channel").GetString()}")).GetProperty("tasks").EnumerateArray());
        Assert.Equal(3, (await app.GetAsync("/tasks?status=done")).GetProperty("tasks").GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.GetAsync("/tasks?status=dancing", Ct)).StatusCode);
    }

    private async Task<List<(string Name, JsonElement Data)>> ClassifyAsync(string partNumber)
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = partNumber });
        return await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);
    }

    private async Task<List<string>> ColumnAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var values = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
