namespace Nexa.Tests.Review;

public sealed class ReviewTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task The_queue_is_ranked_and_says_why()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ClassifiedAsync("RANK-LOW", confidence: 0.75);
        await host.ClassifiedAsync("RANK-HIGH", confidence: 0.1);
        await host.ClassifiedAsync("RANK-NONE", confidence: 0.95);

        var page = await ana.GetJsonAsync("/review?limit=200");
        var ranked = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("classification").Text("partnumber"))
            .Where(number => number.StartsWith("RANK", StringComparison.Ordinal));

        Assert.Equal(["RANK-HIGH", "RANK-LOW"], ranked);
        Assert.All(page.GetProperty("items").EnumerateArray(), item => Assert.NotEmpty(item.Text("reason")));
    }

    [Theory]
    [InlineData("REJECTED", "A resposta não traz código NCM.", "A resposta não traz código NCM.")]
    [InlineData("ACTIVE", null, "Não foi possível chegar a um código NCM.")]
    public async Task An_answer_without_a_code_is_said_once(string status, string? said, string reason)
    {
        var id = await host.ClassifiedAsync($"NO-CODE-{status}", ncm: null, confidence: 0.1);
        await host.ExecuteAsync("delete from review_item where classification_id = $1", id);
        await host.ExecuteAsync("update classification set status = $2, review_reason = $3 where id = $1", id, status, said);

        var enlisted = await host.EnlistAsync(id, sample: 0);

        Assert.Equal(reason, Assert.Single(enlisted).Reason);
    }

    [Fact]
    public async Task A_claim_keeps_others_out_until_it_expires()
    {
        var (ana, bruno) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Bruno));
        var id = await host.ClassifiedAsync("CLAIM-1");
        var item = (Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1", id))!;

        await ana.PostAsync($"/review/{item}/claim");
        await bruno.PostAsync($"/review/{item}/claim", null, 409);
        await bruno.PostAsync($"/review/{item}/approve", null, 409);
        await host.ExecuteAsync("update review_item set claimed_until = now() - interval '1 s' where id = $1", item);
        await bruno.PostAsync($"/review/{item}/claim");
        await bruno.PostAsync($"/review/{item}/approve");

        Assert.Equal("APPROVED", await host.ScalarAsync("select state from review_item where id = $1", item));
        Assert.Equal(AnalystHost.Bruno, await host.ScalarAsync("select approved_by from classification where id = $1", id));
    }

    [Fact]
    public async Task The_summary_counts_what_waits_and_what_the_caller_decided_today()
    {
        var (ana, bruno) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Bruno));
        var before = await ana.GetJsonAsync("/review/summary");
        var theirs = await bruno.GetJsonAsync("/review/summary");
        var items = new List<Guid>();
        foreach (var number in (string[])["SUMMARY-1", "SUMMARY-2", "SUMMARY-3"])
        {
            items.Add((Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1",
                await host.ClassifiedAsync(number)))!);
        }

        var approved = await ana.PostAsync($"/review/{items[0]}/approve");
        await ana.PostAsync($"/review/{items[1]}/reject", new { reason = "não é isto" });
        await ana.PostAsync($"/decisions/{approved.Id("decision_id")}/undo");

        var after = await ana.GetJsonAsync("/review/summary");
        Assert.Equal(before.GetProperty("open").GetInt32() + 2, after.GetProperty("open").GetInt32());
        Assert.Equal(before.GetProperty("decided_today").GetInt32() + 1, after.GetProperty("decided_today").GetInt32());
        Assert.Equal(theirs.GetProperty("decided_today").GetInt32(), (await bruno.GetJsonAsync("/review/summary"))
            .GetProperty("decided_today").GetInt32());
    }

    [Fact]
    public async Task A_bulk_is_single_decisions_that_can_be_taken_back()
    {
        var ana = host.As(AnalystHost.Ana);
        var ids = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add((Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1",
                await host.ClassifiedAsync($"BULK-{i}")))!);
        }

        var made = await ana.PostAsync("/review/bulk", new
        {
            decisions = new object[]
            {
                new { id = ids[0], action = "approve" }, new { id = ids[1], action = "approve", etag = "\"1\"" },
                new { id = ids[2], action = "reject", reason = "peça errada" },
                new { id = ids[3], action = "correct", correction = new { ncm = "85322510", reason = "filme" } },
                new { id = ids[4], action = "correct", correction = new { ncm = "85329999", reason = "engano" } },
                new { id = Guid.NewGuid(), action = "approve" },
            },
        });

        Assert.Equal([200, 412, 200, 200, 422, 404], made.GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("status").GetInt32()));
        Assert.Contains("outra pessoa", made.GetProperty("results")[1].Text("error"), StringComparison.Ordinal);
        Assert.Contains("8532.99.99", made.GetProperty("results")[4].Text("error"), StringComparison.Ordinal);
        var undone = await ana.PostAsync($"/review/bulk/{made.Id("batch_id")}/undo");
        Assert.Equal(3, undone.GetProperty("done").GetInt32());
        Assert.Equal(6L, await host.ScalarAsync("select count(*) from review_item where id = any($1) and state = 'OPEN'", ids.ToArray()));
        await ana.PostAsync("/review/bulk", new { decisions = new[] { new { id = ids[0], action = "delete" } } }, 400);
    }

    [Fact]
    public async Task An_answer_to_a_question_starts_a_new_classification()
    {
        var ana = host.As(AnalystHost.Ana);
        var item =
            (Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1", await host.ClassifiedAsync("ASK-1")))!;

        await ana.PostAsync($"/review/{item}/answer", new { answer = "cerâmico" }, 409);
        await ana.PostAsync($"/review/{item}/question", new { question = "Qual é o dielétrico?" }, 204);
        var answered = await ana.PostAsync($"/review/{item}/answer", new { answer = "X7R" }, 202);

        var description =
            (string)(await host.ScalarAsync("select description from task_item where task_id = $1 and status = 'PENDING'",
                answered.Id("task_id")))!;
        Assert.EndsWith("Qual é o dielétrico? X7R", description, StringComparison.Ordinal);
        Assert.Equal("ANSWERED", await host.ScalarAsync("select state from review_item where id = $1", item));
        await ana.PostAsync($"/review/{item}/question", new { question = "Outra?" }, 409);

        await ana.PostAsync($"/tasks/{answered.Id("task_id")}/cancel");
        // The answer came to nothing: a person decides.
        Assert.Equal("OPEN", await host.ScalarAsync("select state from review_item where id = $1", item));
    }

    [Fact]
    public async Task The_same_part_number_with_another_code_elsewhere_is_a_conflict()
    {
        var ana = host.As(AnalystHost.Ana);
        var other = await host.ClassifiedAsync("CONF-1", "85322510", 0.9, manufacturer: "Outro fabricante");
        var mine = await host.ClassifiedAsync("CONF-1", confidence: 0.9);
        Assert.Null(await host.ScalarAsync("select 1 from review_item where classification_id = $1", other));

        await ana.PostAsync($"/classifications/{mine}/approve");

        Assert.Equal(["CONFLICT"],
            (string[])(await host.ScalarAsync("select reasons from review_item where classification_id = $1", other))!);
    }

    [Fact]
    public async Task A_share_of_the_accepted_ones_is_sampled_and_a_newer_version_supersedes()
    {
        var sure = await host.ClassifiedAsync("SAMPLE-1", confidence: 0.99);

        Assert.Empty(await host.EnlistAsync(sure, sample: 0));
        var sampled = Assert.Single(await host.EnlistAsync(sure, sample: 1));

        Assert.Equal(["SAMPLE"], sampled.Reasons);
    }
}
