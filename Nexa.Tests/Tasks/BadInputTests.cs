using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Nexa.Tests.Tasks;

/// <summary>What the API answers to input that it does not take.</summary>
public sealed class BadInputTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("/classify-partnumber", """{"partnumber":""}""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":"ab"}""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":"ABC\u0007DEF"}""", 400)]
    [InlineData("/classify-partnumber", """{}""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":123}""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":"AB "}""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":"ABC\u202eD"}""", 400)]
    [InlineData("/classify-partnumber", """{"partnumber":"ABC\ud800D"}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":["ABC\ud800D"]}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":{"ABC\ud800D":{}}}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":{"ABCD":{"description":"\ud800"}}}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":["ABC\u200bD"]}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":[]}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":["ok-part", 7]}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":{"ok-part":"text"}}""", 400)]
    [InlineData("/classify-batch", """{"partnumbers":"ABC"}""", 400)]
    [InlineData("/ws", "{}", 400)]
    [InlineData("/tasks/00000000-0000-0000-0000-000000000000/cancel", "{}", 404)]
    [InlineData("/nowhere", "{}", 404)]
    public async Task Bad_input_is_a_problem_in_Portuguese(string path, string body, int status)
    {
        using var response = await app.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Ct);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Contains(problem.GetProperty("title").GetString(), (string[])["Requisição inválida.", "Não encontrado."]);
    }

    [Fact]
    public async Task Too_many_or_too_long_part_numbers_are_refused_with_the_limit_named()
    {
        var many =
            await app.PostAsync("/classify-batch", new { partnumbers = Enumerable.Range(0, 100_000).Select(i => $"PART-{i}") },
                expect: 400);
        Assert.Contains("1.000", many.GetProperty("errors").GetProperty("partnumbers")[0].GetString(), StringComparison.Ordinal);

        var longest = await app.PostAsync("/classify-partnumber", new { partnumber = new string('X', 10_000) }, expect: 400);
        Assert.Contains("3 a 100", longest.GetProperty("errors").GetProperty("partnumber")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413_with_the_limit_named()
    {
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        using var http = new HttpClient(handler) { BaseAddress = app.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify-batch")
        {
            Content = new StringContent(new string(' ', 5 << 20), Encoding.UTF8, "application/json"),
        };
        request.Headers.ExpectContinue = true; // the body is sent only once the server asks for it
        using var response = await http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("4 MB", (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail")
            .GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_older_name_of_a_description_is_understood_and_checked_like_it()
    {
        await app.PostAsync("/classify-batch",
            new { partnumbers = new Dictionary<string,
                object>(StringComparer.Ordinal) { ["ERP-1"] = new { erp_description = "capacitor do ERP" } } });
        var problem =
            await app.PostAsync("/classify-batch",
                new { partnumbers = new Dictionary<string, object>(StringComparer.Ordinal) { ["ERP-2"] = new { erp_description = 5 } } },
                expect: 400);

        Assert.Equal(["capacitor do ERP"],
            await app.ColumnAsync("description", "select description from task_item where part_number = 'ERP-1'"));
        Assert.True(problem.GetProperty("errors").TryGetProperty("partnumbers.ERP-2.erp_description", out _));
    }

    [Fact]
    public async Task The_part_number_at_fault_is_named_as_it_was_sent()
    {
        var problem =
            await app.PostAsync("/classify-batch",
                new { partnumbers = new Dictionary<string,
                    object>(StringComparer.Ordinal) { ["Ab"] = new { }, ["AB"] = new { }, ["LM358-N"] = new { description = 5 } } },
                    expect: 400);

        Assert.Equal(["partnumbers.AB", "partnumbers.Ab", "partnumbers.LM358-N.description"], problem.GetProperty("errors")
            .EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("manufacturer")]
    [InlineData("supplier")]
    [InlineData("coo")]
    public async Task A_line_break_is_refused_where_a_text_has_one_line(string field)
    {
        var item = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = "one\ntwo" };
        var batch = await app.PostAsync("/classify-batch", Batch("LINES-1", item), expect: 400);
        await app.PostAsync("/classify-partnumber",
            new Dictionary<string, string>(item, StringComparer.Ordinal) { ["partnumber"] = "LINES-2" }, expect: 400);
        await app.PostAsync("/classify-batch", Batch("LINES-3", new { description = "one\ntwo" }));

        Assert.True(batch.GetProperty("errors").TryGetProperty($"partnumbers.LINES-1.{field}", out _));
    }

    [Fact]
    public async Task A_code_has_as_many_characters_as_another_short_text()
    {
        var ncm = "8532".PadLeft(500);
        var single = await app.PostAsync("/classify-partnumber", new { partnumber = "LONG-1", ncm }, expect: 400);
        await app.PostAsync("/classify-batch", Batch("LONG-2", new { ncm }), expect: 400);

        Assert.Contains("200", single.GetProperty("errors").GetProperty("ncm")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_part_number_is_that_of_the_key()
    {
        var problem = await app.PostAsync("/classify-batch", Batch("SAME-1", new { partnumber = "OTHER-1" }), expect: 400);
        await app.PostAsync("/classify-batch", Batch("SAME-2", new { partnumber = "same-2" }));

        Assert.Equal("partnumber difere do part number usado como chave.",
            problem.GetProperty("errors").GetProperty("partnumbers.SAME-1.partnumber")[0].GetString());
    }

    [Theory]
    [InlineData("/tasks?job_id=a%00b")]
    [InlineData("/history?partnumber=a%00b")]
    public async Task A_null_character_is_the_clients_fault(string path)
    {
        using var response = await app.Http.GetAsync(path, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("U+0000", (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail")
            .GetString(), StringComparison.Ordinal);
    }

    private static object Batch(string number, object item) =>
        new { partnumbers = new Dictionary<string, object>(StringComparer.Ordinal) { [number] = item } };

    [Fact]
    public async Task Json_of_the_wrong_shape_is_told_where()
    {
        var wrong = await app.PostAsync("/classify-partnumber", new { partnumber = 123 }, expect: 400);
        Assert.Contains("$.partnumber", wrong.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"partnumber":"ABC-1","manufaturer":"x"}""", "manufaturer", "manufacturer")]
    [InlineData("""{"partnumbr":"ABC-1"}""", "partnumbr", "partnumber")]
    [InlineData("""{"partnumber":"ABC-1","Reclassify ":true}""", "Reclassify ", "reclassify")]
    public async Task An_unknown_member_is_told_in_the_sentence_for_the_user_too(string body, string sent, string nearest)
    {
        using var response =
            await app.Http.PostAsync("/classify-partnumber", new StringContent(body, Encoding.UTF8, "application/json"), Ct);

        Assert.Equal($"O campo \"{sent}\" não é reconhecido; o mais próximo é \"{nearest}\".",
            (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).Text("detail"));
    }

    [Fact]
    public async Task A_wrong_content_type_is_415()
    {
        using var response =
            await app.Http.PostAsync("/classify-partnumber", new StringContent("partnumber=X", Encoding.UTF8, "text/plain"), Ct);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
