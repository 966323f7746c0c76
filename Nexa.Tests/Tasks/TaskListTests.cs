using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.Tasks;

/// <summary>The list of tasks and its numbers: lean rows, filters, pages, days of São Paulo.</summary>
public sealed class TaskListTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_row_says_how_far_its_task_is_and_carries_each_answer_once_without_its_reasons()
    {
        var task = await ClassifyAsync("LEAN-1", "LEAN-2", "FAIL-LEAN");

        var page = await app.GetAsync("/tasks");
        var row = Assert.Single(page.GetProperty("tasks").EnumerateArray());
        var whole = await app.GetAsync($"/tasks/{task}");

        Assert.Equal((3, 3, 2, 1), (Count(row, "current"), Count(row, "total"), Count(row, "succeeded"), Count(row, "failed")));
        Assert.Equal(("LEAN-1", "DONE"), (row.GetProperty("partnumber").GetString(), row.GetProperty("status").GetString()));
        Assert.Equal(["LEAN-1", "LEAN-2"], row.GetProperty("classifications").EnumerateArray().Select(Number));
        Assert.Equal("85322410", row.GetProperty("classifications")[0].GetProperty("ncm").GetString());
        Assert.False(row.TryGetProperty("items", out _));
        Assert.Equal(whole.GetProperty("message").GetString(), row.GetProperty("message").GetString());
        Assert.Equal(whole.GetProperty("updated_at").GetDateTimeOffset(), row.GetProperty("updated_at").GetDateTimeOffset());
        Assert.True(row.GetProperty("updated_at").GetDateTimeOffset() >= row.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal((1, true), (Count(page, "total"), page.GetProperty("total_is_exact").GetBoolean()));
        Assert.Equal(3, whole.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Object, whole.GetProperty("items")[0].GetProperty("classification").GetProperty("rates").ValueKind);
        Assert.Equal(row.GetProperty("classifications").GetRawText(), whole.GetProperty("classifications").GetRawText());
        Assert.True(row.GetRawText().Length < 2500, row.GetRawText());
    }

    [Fact]
    public async Task A_task_without_an_event_tells_that_it_has_begun()
    {
        await using var host = await ApiHost.StartAsync(servers); // no worker
        using var client = await host.ClientAsync(await host.CreateUserAsync());
        var task = (await client.PostAsync("/classify-partnumber", new { partnumber = "FIRST-1" }, 202)).Text("task_id");

        Assert.Equal("Classificação iniciada.", (await client.GetJsonAsync("/tasks")).GetProperty("tasks")[0].Text("message"));
        Assert.Equal("Classificação iniciada.", (await client.GetJsonAsync($"/tasks/{task}")).Text("message"));
    }

    [Theory]
    [InlineData("?from=2026-11-30&to=2026-11-30", "NOV-30")]
    [InlineData("?from=2026-12-01&to=2026-12-01", "DEC-01")]
    [InlineData("?to=2026-11-30", "NOV-30 OCT-05")]
    [InlineData("?from=2026-11-30T23:30:00-03:00", "DEC-01 NOV-30")]
    [InlineData("?from=2026-12-02", "")]
    public async Task A_day_is_that_day_in_Sao_Paulo(string query, string found)
    {
        await SendOnDaysAsync();

        Assert.Equal(found, string.Join(' ', await FindAsync(query)));
    }

    [Theory]
    [InlineData("from", "30/11/2026")]
    [InlineData("to", "2026-13-01")]
    [InlineData("q", "ab")]
    [InlineData("status", "dancing")]
    [InlineData("limit", "0")]
    [InlineData("cursor", "abc")]
    public async Task What_a_filter_cannot_mean_is_refused_by_its_name(string field, string value)
    {
        using var response = await app.Http.GetAsync(new Uri($"/tasks?{field}={Uri.EscapeDataString(value)}", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Months_and_states_are_counted_with_their_part_numbers()
    {
        await SendOnDaysAsync();
        await ClassifyAsync("FAIL-DEC");
        await app.ExecuteAsync("update task set created_at = '2026-12-01T12:00:00Z' where status = 'FAILED'");

        var all = await app.GetAsync("/tasks/summary");
        var december = await app.GetAsync("/tasks/summary?from=2026-12-01");

        Assert.Equal((4, 4, 3, 1), (Count(all, "tasks"), Count(all, "items"), Count(all, "succeeded"), Count(all, "failed")));
        Assert.Equal(["2026-12 2", "2026-11 1", "2026-10 1"], all.GetProperty("by_month").EnumerateArray()
            .Select(month => $"{month.GetProperty("month").GetString()} {Count(month, "tasks")}"));
        Assert.Equal("STARTED 0, PROCESSING 0, DONE 1, FAILED 1, CANCELLED 0", States(december));
        Assert.Equal(States(december), States(all.GetProperty("by_month")[0]));
    }

    [Fact]
    public async Task Part_numbers_and_file_names_are_found_by_any_part_of_them()
    {
        await ClassifyAsync("GRM188R71H104KA93D");
        await ClassifyAsync("CL10_50%-X");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Part Number;Descrição\nSHEET-1;capacitor\n"), "planilha", "Cotação março.csv" },
        };
        using var sent = await app.Http.PostAsync(new Uri("/upload-sheet", UriKind.Relative), form, Ct);
        await app.EventsAsync((await sent.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("task_id").GetString()!);

        Assert.Equal(["GRM188R71H104KA93D"], await FindAsync("?q=71h104"));
        Assert.Equal(["CL10_50%-X"], await FindAsync("?q=" + Uri.EscapeDataString("_50%")));
        Assert.Equal([], await FindAsync("?q=" + Uri.EscapeDataString("L1__50")));
        Assert.Equal(["SHEET-1"], await FindAsync("?q=cotacao"));
        Assert.Equal(["SHEET-1"], await FindAsync("?q=" + Uri.EscapeDataString("MARÇO")));
        Assert.Equal([], await FindAsync("?q=nothing&status=done"));
        Assert.Equal("Cotação março.csv", (await app.GetAsync("/tasks?q=sheet-1")).GetProperty("tasks")[0].GetProperty("file_name")
            .GetString());
        Assert.Equal(1, Count(await app.GetAsync("/tasks/summary?q=71h104"), "tasks"));
    }

    [Fact]
    public async Task A_batch_with_more_matches_than_are_looked_up_hides_no_other_task()
    {
        await ClassifyAsync("MANY-OTHER");
        var task = await ClassifyAsync("MANY-0");
        await app.ExecuteAsync(
            $"""
            insert into task_item (id, task_id, position, part_number, status)
            select gen_random_uuid(), '{task}', 1 + n, 'MANY-' || n, 'FAILED' from generate_series(1, 3000) n
            """);

        Assert.Equal(["MANY-0", "MANY-OTHER"], await FindAsync("?q=many"));
        Assert.Equal(2, Count(await app.GetAsync("/tasks/summary?q=many"), "tasks"));
    }

    [Fact]
    public async Task Pages_meet_each_task_once_also_where_many_were_sent_at_one_moment()
    {
        for (var i = 0; i < 5; i++)
        {
            await ClassifyAsync($"PAGES-{i}");
        }

        await app.ExecuteAsync("update task set created_at = '2026-12-01T12:00:00.123456Z'");
        var met = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await app.GetAsync($"/tasks?limit=2&cursor={cursor}");
            Assert.Equal(5, Count(page, "total"));
            met.AddRange(page.GetProperty("tasks").EnumerateArray().Select(Number));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(["PAGES-4", "PAGES-3", "PAGES-2", "PAGES-1", "PAGES-0"], met);
    }

    private async Task SendOnDaysAsync()
    {
        foreach (var (number, moment) in new[]
            { ("OCT-05", "2026-10-05T12:00:00Z"), ("NOV-30", "2026-12-01T02:59:59Z"), ("DEC-01", "2026-12-01T03:00:00Z") })
        {
            var task = await ClassifyAsync(number);
            await app.ExecuteAsync($"update task set created_at = '{moment}' where id = '{task}'");
        }
    }

    private async Task<string> ClassifyAsync(params string[] numbers)
    {
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = numbers });
        var task = accepted.GetProperty("task_id").GetString()!;
        await app.EventsAsync(task);
        return task;
    }

    private async Task<List<string?>> FindAsync(string query) =>
        [.. (await app.GetAsync($"/tasks{query}")).GetProperty("tasks").EnumerateArray().Select(Number)];

    private static string? Number(JsonElement row) => row.GetProperty("partnumber").GetString();

    private static int Count(JsonElement of, string field) => of.GetProperty(field).GetInt32();

    private static string States(JsonElement of) => string.Join(", ", of.GetProperty("by_status").EnumerateArray()
        .Select(one => $"{one.GetProperty("status").GetString()} {Count(one, "tasks")}"));
}
