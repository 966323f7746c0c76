using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nexa.Core.Documents;
using Npgsql;

namespace Nexa.Tests.Documents;

/// <summary>Lines of a document that a person corrects before they are classified.</summary>
public sealed class CheckedLinesTests(Servers servers) : IAsyncLifetime
{
    private const string Order = "Part Number;Description;Qtd\nNE555P;timer;10\nLM3S8N;amplificador operacional;5\nBC847C;transistor NPN;1\n";

    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_task_waits_for_its_lines_and_goes_on_with_them_as_they_were_corrected()
    {
        var (task, document) = await SendAsync(Order, checkLines: true);
        await WaitUntilReadAsync(document);
        Assert.Empty((await app.GetAsync($"/tasks/{task}")).GetProperty("items").EnumerateArray());

        await CorrectAsync(document, """
            {"corrections":[{"line":2,"partnumber":"LM358N"},{"line":3,"removed":true},{"partnumber":"BC847B,215","description":"transistor NPN"}]}
            """, HttpStatusCode.NoContent);
        var extraction = (await app.GetAsync($"/documents/{document}")).GetProperty("extraction");
        Assert.Equal((3, 3), (extraction.GetProperty("lines_found").GetInt32(), extraction.GetProperty("lines_with_partnumber").GetInt32()));
        using var answer = await app.Http.PostAsJsonAsync($"/documents/{document}/classify", new { }, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(task, accepted.GetProperty("task_id").GetString());
        Assert.Equal(["NE555P", "LM358N", "BC847B,215"], accepted.GetProperty("partnumbers").EnumerateArray().Select(one => one.GetString()));
        var events = await app.EventsAsync(task);
        Assert.Equal("batch_classification_finished", events[^1].Name);
        Assert.Single(events, one => one.Data.TryGetProperty("checks_lines", out _));
        Assert.Equal("DONE", (await app.GetAsync($"/tasks/{task}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_document_that_was_classified_gets_a_task_of_its_own_and_the_same_file_again_keeps_what_was_corrected()
    {
        var (task, document) = await SendAsync(Order, checkLines: false);
        await app.EventsAsync(task);
        await CorrectAsync(document, """{"corrections":[{"line":2,"partnumber":"LM358N","quantity":7,"unit_price":0.5}]}""", HttpStatusCode.NoContent);
        using var answer = await app.Http.PostAsJsonAsync($"/documents/{document}/classify", new { }, Ct);
        var second = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("task_id").GetString()!;
        Assert.NotEqual(task, second);
        await app.EventsAsync(second);

        var (third, same) = await SendAsync(Order, checkLines: false);

        Assert.Equal(document, same);
        await app.EventsAsync(third);
        var items = (await app.GetAsync($"/tasks/{third}")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("partnumber").GetString());
        Assert.Equal(["NE555P", "LM358N", "BC847C"], items);
        var line = (await app.GetAsync($"/documents/{document}")).GetProperty("extraction").GetProperty("lines")[1];
        Assert.Equal(3.5m, line.GetProperty("line_total").GetDecimal());
    }

    [Fact]
    public async Task A_document_tells_its_tasks_and_the_day_until_which_its_file_is_kept()
    {
        var (first, document) = await SendAsync(Order, checkLines: true);
        var (second, _) = await SendAsync(Order, checkLines: true);

        var view = await app.GetAsync($"/documents/{document}");
        var listed = (await app.GetAsync("/documents")).GetProperty("items").EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == document);

        var tasks = view.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("id").GetString()).ToList();
        Assert.Equal([first, second], tasks[^2..]);
        var sent = view.GetProperty("created_at").GetDateTimeOffset();
        Assert.Equal(sent.AddDays(90), view.GetProperty("kept_until").GetDateTimeOffset());
        Assert.Equal(sent.AddDays(90), listed.GetProperty("kept_until").GetDateTimeOffset());
        Assert.Null(new RetentionSettings { KeepFor = TimeSpan.MaxValue }.FindEnd(sent));
    }

    [Fact]
    public async Task What_is_no_correction_is_refused_and_changes_nothing()
    {
        var (task, document) = await SendAsync(Order, checkLines: true);
        await WaitUntilReadAsync(document);
        var before = (await app.GetAsync($"/documents/{document}")).GetProperty("extraction").GetRawText();

        await CorrectAsync(document, """{"corrections":[]}""", HttpStatusCode.BadRequest);
        await CorrectAsync(document, """{"corrections":[null]}""", HttpStatusCode.BadRequest);
        await CorrectAsync(document, """{"corrections":[{"line":1,"removed":true},null]}""", HttpStatusCode.BadRequest);
        await CorrectAsync(document, """{"corrections":[{"line":1,"partnumber":"AB"}]}""", HttpStatusCode.BadRequest);
        await CorrectAsync(document, """{"corrections":[{"line":1,"quantity":-1}]}""", HttpStatusCode.BadRequest);
        await CorrectAsync(document, """{"corrections":[{"line":1,"removed":true},{"line":9,"removed":true}]}""", HttpStatusCode.Conflict);
        await CorrectAsync(Guid.NewGuid().ToString(), """{"corrections":[{"line":1,"removed":true}]}""", HttpStatusCode.NotFound);

        Assert.Equal(before, (await app.GetAsync($"/documents/{document}")).GetProperty("extraction").GetRawText());
        await CorrectAsync(document, """{"corrections":[{"line":1,"removed":true},{"line":2,"removed":true},{"line":3,"partnumber":""}]}""",
            HttpStatusCode.NoContent);
        using var nothing = await app.Http.PostAsJsonAsync($"/documents/{document}/classify", new { }, Ct);
        Assert.Equal(HttpStatusCode.Conflict, nothing.StatusCode);
        using var cancelled = await app.Http.PostAsync($"/tasks/{task}/cancel", null, Ct);
        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
    }

    [Fact]
    public async Task The_same_file_sent_twice_goes_on_in_both_tasks_and_asks_anew_where_that_is_wanted()
    {
        var (first, document) = await SendAsync(Order, checkLines: true);
        var (second, _) = await SendAsync(Order, checkLines: true);
        await WaitForTheEndOfJobsAsync();

        using var answer = await app.Http.PostAsJsonAsync($"/documents/{document}/classify", new { reclassify = true }, Ct);

        Assert.Equal(second, (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("task_id").GetString());
        foreach (var task in (string[])[first, second])
        {
            await app.EventsAsync(task);
            var ended = await app.GetAsync($"/tasks/{task}");
            Assert.Equal(("DONE", 3), (ended.GetProperty("status").GetString(), ended.GetProperty("items").GetArrayLength()));
        }

        Assert.Equal(["true", "true"], await app.ColumnAsync("reclassify", "select reclassify::text from task"));
    }

    [Fact]
    public async Task A_reading_and_another_mapping_leave_what_was_corrected_and_the_task_says_so()
    {
        var (task, document) = await SendAsync(Order, checkLines: true);
        await WaitUntilReadAsync(document);
        await CorrectAsync(document, """{"corrections":[{"line":2,"partnumber":"LM358N"}]}""", HttpStatusCode.NoContent);

        await using (var connection = new NpgsqlConnection(app.Database))
        {
            await connection.OpenAsync(Ct);
            var held = await DocumentRows.SaveReadAsync(connection, Guid.Parse(document), """{"lines":[]}""", Ct);
            Assert.Contains("LM358N", held, StringComparison.Ordinal);
        }

        var (again, _) = await SendAsync(Order, checkLines: false, mapping: """{"partnumber":"B"}""");

        var events = await app.EventsAsync(again);
        Assert.Contains(events, one => one.Data.GetRawText().Contains("o mapeamento enviado", StringComparison.Ordinal));
        Assert.Contains((await app.GetAsync($"/tasks/{again}")).GetProperty("items").EnumerateArray(),
            item => item.GetProperty("partnumber").GetString() == "LM358N");
        Assert.NotEqual(task, again);
    }

    [Fact]
    public async Task A_task_that_was_cancelled_before_its_document_was_read_gets_no_event_after_its_last()
    {
        await app.StopWorkerAsync();
        var (task, document) = await SendAsync(Order, checkLines: true);
        await app.ExecuteAsync($"update task set status = 'CANCELLED', finished_at = now() where id = '{task}'");

        app.StartWorker();
        await WaitUntilReadAsync(document);
        await WaitForTheEndOfJobsAsync();

        Assert.Empty(await app.ColumnAsync(
            "name", $"select name from task_event where task_id = '{task}' and payload::text like '%checks_lines%'"));
    }

    [Fact]
    public async Task Corrections_longer_than_other_requests_are_taken_and_written_to_the_audit()
    {
        var (_, document) = await SendAsync(Order, checkLines: true);
        await WaitUntilReadAsync(document);
        var correction = new { line = 1, description = new string('ç', 2000) };
        var corrections = JsonSerializer.Serialize(new { corrections = Enumerable.Repeat(correction, 300) });

        await CorrectAsync(document, corrections, HttpStatusCode.NoContent);

        Assert.Single(await app.ColumnAsync("subject", "select subject from audit_log where action = 'document.lines-corrected'"),
            $"document:{document}");
    }

    [Fact]
    public void A_number_is_cleared_and_a_total_stays_where_it_cant_be_computed()
    {
        var lines = new DocumentLines("""
            {"lines":[{"line":1,"quantity":10,"line_total":5},{"line":2,"quantity":10,"unit_price":0.5,"line_total":5},
            {"line":3,"quantity":10,"unit_price":0.5,"line_total":5}]}
            """);

        Assert.Null(lines.Apply([new(1, Quantity: 20), new(2, ClearUnitPrice: true), new(3, Quantity: 4)], mostLines: 3));

        using var json = JsonDocument.Parse(lines.Json);
        Assert.Equal(
            ["20  5", "10  5", "4 0.5 2.0"],
            json.RootElement.GetProperty("lines").EnumerateArray().Select(line =>
                string.Join(' ', Write(line, "quantity"), Write(line, "unit_price"), Write(line, "line_total"))));

        static string Write(JsonElement line, string name) =>
            line.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetRawText() : "";
    }

    [Fact]
    public void No_line_is_added_beyond_the_most_and_a_long_description_is_kept()
    {
        var lines = new DocumentLines("""{"lines":[{"line":1,"partnumber":"NE555P"}]}""");

        Assert.Contains("1 linhas", lines.Apply([new(null, "LM358N")], mostLines: 1), StringComparison.Ordinal);
        Assert.Null(lines.Apply([new(1, Description: new string('x', 2000))], mostLines: 1));

        Assert.Equal(2000, Assert.Single(lines.ListItems()).Description!.Length);
    }

    [Fact]
    public void A_doubtful_supplier_is_no_hint_and_a_removed_line_no_item()
    {
        var lines = new DocumentLines("""
            {"supplier":"Não sei","confidences":{"supplier":0.3},"lines":[{"line":1,"partnumber":"NE555P"},{"line":2,"partnumber":"LM358N","removed":true}]}
            """);

        var item = Assert.Single(lines.ListItems());
        Assert.Equal(("NE555P", null), (item.PartNumber, item.Supplier));
    }

    private async Task<(string Task, string Document)> SendAsync(string sheet, bool checkLines, string? mapping = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(sheet)), "planilha", "pedido.csv" },
            { new StringContent(checkLines.ToString(CultureInfo.InvariantCulture)), "check_lines" },
        };
        if (mapping is not null)
        {
            form.Add(new StringContent(mapping), "mapping");
        }

        using var answer = await app.Http.PostAsync("/upload-sheet", form, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (accepted.GetProperty("task_id").GetString()!, accepted.GetProperty("document_id").GetString()!);
    }

    private Task WaitUntilReadAsync(string document) => Eventually.HoldsAsync(async () =>
        (await app.GetAsync($"/documents/{document}")).GetProperty("extraction").ValueKind is JsonValueKind.Object);

    private Task WaitForTheEndOfJobsAsync() => Eventually.HoldsAsync(async () =>
        (await app.ColumnAsync("state", "select state from job where state in ('queued','running')")).Count == 0);

    private async Task CorrectAsync(string document, string json, HttpStatusCode expected)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await app.Http.PatchAsync($"/documents/{document}/lines", content, Ct);
        Assert.True(expected == answer.StatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }
}
