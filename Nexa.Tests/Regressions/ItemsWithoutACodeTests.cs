namespace Nexa.Tests.Regressions;

/// <summary>Items without a whole code can leave the queue.</summary>
public sealed class ItemsWithoutACodeTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData(null, "reject")]
    [InlineData("85", "not_goods")]
    [InlineData("853224", "reject")]
    public async Task In_bulk_as_one_by_one(string? ncm, string action)
    {
        using var ana = host.As(AnalystHost.Ana);
        var (one, other) = (await FindItemAsync($"CODELESS-A{ncm}", ncm), await FindItemAsync($"CODELESS-B{ncm}", ncm));

        await ana.PostAsync($"/review/{one}/approve", null, 422);
        var made = await ana.PostAsync("/review/bulk", new
        {
            decisions = new[] { new { id = one, action, reason = "sem dados" }, new { id = other, action, reason = "sem dados" } },
        });

        Assert.Equal(2, made.GetProperty("done").GetInt32());
        Assert.Equal(0L, await host.ScalarAsync(
            "select count(*) from review_item where id in ($1, $2) and state = 'OPEN'", (Guid)one!, (Guid)other!));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("85")]
    [InlineData("8532241")]
    public async Task With_their_task(string? ncm)
    {
        using var ana = host.As(AnalystHost.Ana);
        var task = Guid.CreateVersion7();
        await host.ExecuteAsync(
            """
            insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq, finished_at)
            values ($1, $2, 'BATCH', 'DONE', false, 1, 1, 0, 0, now())
            """, task, AnalystHost.Ana);
        await host.ClassifiedAsync($"CODELESS-T{ncm}", ncm, task: task);

        await ana.SendJsonAsync(HttpMethod.Delete, $"/tasks/{task}", null, 204);
    }

    private async Task<object?> FindItemAsync(string number, string? ncm) => await host.ScalarAsync(
        "select id from review_item where classification_id = $1", await host.ClassifiedAsync(number, ncm, 0.2));
}
