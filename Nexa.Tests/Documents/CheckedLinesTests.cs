using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Nexa.Core.Documents;

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
    public async Task What_is_no_correction_is_refused_and_changes_nothing()
    {
        var (task, document) = await SendAsync(Order, checkLines: true);
        await WaitUntilReadAsync(document);
        var before = (await app.GetAsync($"/documents/{document}")).GetProperty("extraction").GetRawText();

        await CorrectAsync(document, """{"corrections":[]}""", HttpStatusCode.BadRequest);
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
    public void A_doubtful_supplier_is_no_hint_and_a_removed_line_no_item()
    {
        var lines = new DocumentLines("""
            {"supplier":"Não sei","confidences":{"supplier":0.3},"lines":[{"line":1,"partnumber":"NE555P"},{"line":2,"partnumber":"LM358N","removed":true}]}
            """);

        var item = Assert.Single(lines.ListItems());
        Assert.Equal(("NE555P", null), (item.PartNumber, item.Supplier));
    }

    private async Task<(string Task, string Document)> SendAsync(string sheet, bool checkLines)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(sheet)), "planilha", "pedido.csv" },
            { new StringContent(checkLines.ToString(CultureInfo.InvariantCulture)), "check_lines" },
        };
        using var answer = await app.Http.PostAsync("/upload-sheet", form, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (accepted.GetProperty("task_id").GetString()!, accepted.GetProperty("document_id").GetString()!);
    }

    private Task WaitUntilReadAsync(string document) => Eventually.HoldsAsync(async () =>
        (await app.GetAsync($"/documents/{document}")).GetProperty("extraction").ValueKind is JsonValueKind.Object);

    private async Task CorrectAsync(string document, string json, HttpStatusCode expected)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await app.Http.PatchAsync($"/documents/{document}/lines", content, Ct);
        Assert.True(expected == answer.StatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }
}
