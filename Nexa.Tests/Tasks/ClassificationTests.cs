
namespace Nexa.Tests.Tasks;

/// <summary>Part numbers in, classifications out: API, queue, worker and events together.</summary>
public sealed class ClassificationTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

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
        await app.ClassifyAsync("KNOWN-1");

        var again = await app.PostAsync("/classify-partnumber", new { partnumber = " known-1 " });
        Assert.Equal("85322410", again.GetProperty("classifications")[0].GetProperty("ncm").GetString());
        Assert.Equal("classification_finished", (await app.EventsAsync(again.GetProperty("task_id").GetString()!))[^1].Name);
        Assert.Single(app.Agents.Received);

        var anew = await app.PostAsync("/classify-partnumber", new { partnumber = "KNOWN-1", reclassify = true });
        await app.EventsAsync(anew.GetProperty("task_id").GetString()!);
        Assert.Equal(2, app.Agents.Received.Count);
        Assert.Equal(["REPLACED", "ACTIVE"], await app.ColumnAsync("status", "select status from classification order by version"));
    }

    [Fact]
    public async Task What_is_known_on_a_basis_that_has_changed_is_asked_again()
    {
        await app.ClassifyAsync("BASIS-1");
        await app.ExecuteAsync("update classification set basis = '85322410 1999-01-01'");

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
        var accepted =
            await app.PostAsync("/classify-batch",
                new { partnumbers = Enumerable.Range(0, 107).ToDictionary(i => $"PART-{i}", _ => new { description = "x" }) });

        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        Assert.Equal(107, events.Count(e => e.Name == "partial_result"));
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.Data.GetProperty("seq").GetInt32()));
        Assert.Equal(107, app.Agents.Received.Count);
    }

    [Fact]
    public async Task An_answer_with_a_code_that_does_not_exist_is_kept_as_a_rejected_proposal()
    {
        var events = await app.ClassifyAsync("WRONG-1");

        Assert.Equal("failed", events[^1].Data.GetProperty("status").GetString());
        Assert.Equal(["REJECTED"], await app.ColumnAsync("status", "select status from classification where review_reason like '%99%'"));
    }

    [Fact]
    public async Task An_answer_that_the_starter_table_cannot_verify_is_kept_for_review_and_not_rejected()
    {
        var events = await app.ClassifyAsync("OTHER-1");

        Assert.Equal("done", events[^1].Data.GetProperty("status").GetString());
        Assert.True(events[^1].Data.GetProperty("result").GetProperty("needs_review").GetBoolean());
        Assert.Equal(["ACTIVE"],
            await app.ColumnAsync("status",
                "select status from classification where ncm = '61091000' and needs_review and review_reason like '%não pôde ser "
                + "verificado%'"));
        Assert.Equal(["OPEN"],
            await app.ColumnAsync("state",
                "select r.state from review_item r join classification c on c.id = r.classification_id where c.ncm = '61091000' and "
                + "'DOUBT' = any(r.reasons)"));
    }
}
