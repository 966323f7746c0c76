using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Clients;

/// <summary>The former front end's calls, as docs/coming-from-flask.md lists them: each is sent, and answered as that page says.</summary>
public sealed partial class OldFrontEndTests(Servers servers) : IAsyncLifetime
{
    private const string Password = "uma frase bem comprida e rara";
    private static readonly string[] Flat =
        ["partnumber", "ncm", "description", "exception", "nve", "fabricante", "endereco", "pais", "confidence_score"];

    private readonly Dictionary<string, Func<Task>> calls = new(StringComparer.Ordinal);
    private readonly string email = $"{Guid.NewGuid():n}@example.com";
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await NexaApp.StartAsync(servers);
        await app.PostAsync("/register", new { name = "Ana", email = "ana@example.com", password = Password }, expect: 201);
        await app.ClassifyAsync("OLD-1");
        calls["GET `/`"] = async () => Assert.Equal("Nexa backend está rodando.", (await app.GetAsync("/")).Text("resposta"));
        calls["POST `/register` `{name, email, password}`"] = async () =>
        {
            await app.PostAsync("/register", new { name = "Bia", email, password = Password }, expect: 201);
            await app.PostAsync("/register", new { name = "Bia", email = "b@example.com", password = "curta" }, expect: 400);
        };
        calls["POST `/login` `{email, password}`"] = async () =>
        {
            var answer = await app.PostAsync("/login", new { email = "ana@example.com", password = Password }, expect: 200);
            Assert.Equal(600, answer.GetProperty("expires_in").GetInt32());
            await app.PostAsync("/refresh", new { refresh_token = answer.Text("refresh_token") }, expect: 200);
        };
        calls["POST `/logout`"] = async () =>
        {
            using var ana = await SignInAsync();
            Assert.True((await ana.PostAsync(new Uri("/logout", UriKind.Relative), null, Ct)).IsSuccessStatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, (await ana.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode);
        };
        calls["GET `/me`"] = async () =>
        {
            using var ana = await SignInAsync();
            Assert.Equal("ana@example.com", (await ana.GetFromJsonAsync<JsonElement>("/me", Ct)).Text("email"));
        };
        calls["POST `/ws` `{socket_session_id}`"] = async () =>
        {
            await app.PostAsync("/ws", new { socket_session_id = "any" }, expect: 404);
            await app.PostAsync("/ws", new { }, expect: 400);
        };
        calls["POST `/classify-partnumber`"] = async () => AssertFields(
            await app.PostAsync("/classify-partnumber", new { partnumber = "OLD-1", user_id = 7 }),
            "message", "task_id", "room_id", "classifications");
        calls["POST `/classify-batch`"] = async () =>
        {
            AssertFields(await app.PostAsync("/classify-batch", new { partnumbers = new[] { "OLD-2", "OLD-3" } }),
                "message", "task_id", "room_id", "partnumbers", "total_partnumbers", "classifications");
            await app.PostAsync("/classify-batch", Batch(new { erp_description = "capacitor", ncm = "85322410", coo = "CN" }));
            await app.PostAsync("/classify-batch", Batch(new { quantity = 5 }), expect: 400);
        };
        calls["POST `/upload-pdf` (field `pedido`)"] = async () =>
        {
            var order = GeneratedCorpus.All(3).First(one => one is { Layout: "pedido-de-compra", Items.Count: > 1 and < 100 });
            using var form = new MultipartFormDataContent { { new ByteArrayContent(order.Pdf), "pedido", "pedido.pdf" } };
            using var answer = await app.Http.PostAsync(new Uri("/upload-pdf", UriKind.Relative), form, Ct);
            AssertFields(await answer.Content.ReadFromJsonAsync<JsonElement>(Ct),
                "message", "task_id", "room_id", "partnumbers", "total_partnumbers", "classifications");
        };
        calls["GET `/status/{task_id}`"] = async () =>
        {
            var answer =
                await app.GetAsync($"/status/{(await app.GetAsync("/tasks?q=OLD-1&status=done")).GetProperty("tasks")[0].Text("task_id")}");
            Assert.Equal(("DONE", "85322410"), (answer.Text("status"), answer.GetProperty("result").Text("ncm")));
        };
        calls["GET `/tasks`"] = async () =>
        {
            var page = await app.GetAsync("/tasks?q=OLD-1&status=done");
            AssertFields(page, "tasks", "next_cursor", "total", "total_is_exact");
            AssertFields(page.GetProperty("tasks")[0], "task_id", "room_id", "status", "message", "updated_at", "current", "total");
            AssertFields(page.GetProperty("tasks")[0].GetProperty("classifications")[0], Flat);
        };
        calls["GET `/tasks?task_id=…`, `?job_id=…`, `?progress_channel=…`, `?status=…`"] = async () =>
        {
            await app.ClassifyAsync("OLD-5");
            var task = (await app.GetAsync("/tasks?q=OLD-5")).GetProperty("tasks")[0];
            foreach (var filter in new[] { "task_id", "job_id", "progress_channel", "status" })
            {
                var found = (await app.GetAsync($"/tasks?{filter}={task.Text(filter)}")).GetProperty("tasks").EnumerateArray();
                Assert.Contains(task.Text("task_id"), found.Select(one => one.Text("task_id")));
            }
        };
        calls["GET `/tasks/{id}`"] = async () =>
        {
            var id = (await app.GetAsync("/tasks?q=OLD-1&status=done")).GetProperty("tasks")[0].Text("task_id");
            var task = await app.GetAsync($"/tasks/{id}");
            Assert.Equal("85322410", task.GetProperty("items")[0].GetProperty("classification").Text("ncm"));
            AssertFields(task.GetProperty("classifications")[0], Flat);
        };
        calls["DELETE `/tasks/{id}`"] = async () =>
        {
            var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-OLD" })).Text("task_id");
            foreach (var expected in new[] { HttpStatusCode.NoContent, HttpStatusCode.NotFound })
            {
                using var answer = await app.Http.DeleteAsync(new Uri($"/tasks/{task}", UriKind.Relative), Ct);
                Assert.Equal(expected, answer.StatusCode);
            }
        };
        calls["GET `/history`, `/historico`"] = async () =>
        {
            foreach (var path in new[] { "/history", "/historico" })
            {
                AssertFields((await app.GetAsync(path)).GetProperty("items")[0], Flat);
            }
        };
        calls["GET `/partnumbers`"] = async () => AssertFields(await app.GetAsync("/partnumbers"), "items", "next_cursor");
        calls["GET `/partnumbers/{partnumber}`"] = async () =>
        {
            var part = await app.GetAsync("/partnumbers/OLD-1");
            Assert.Equal("85322410", part.GetProperty("parts")[0].GetProperty("part").Text("ncm"));
        };
        calls["GET `/manufacturers`"] = async () => AssertFields(await app.GetAsync("/manufacturers"), "items", "next_cursor");
        calls["GET `/export-excel`"] = async () =>
        {
            await app.ClassifyAsync("DOUBT-OLD");
            foreach (var (query, status) in new[]
                { ("?partnumber=OLD", 200), ("?partnumber=DOUBT", 404), ("?partnumber=DOUBT&include_undecided=true", 200) })
            {
                using var answer = await app.Http.GetAsync(new Uri($"/export-excel{query}", UriKind.Relative), Ct);
                Assert.Equal(status, (int)answer.StatusCode);
            }
        };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Each_call_of_the_page_is_answered_as_the_page_says()
    {
        var listed = Rows().Matches((await Repository.ReadAsync("docs/coming-from-flask.md")).Split("## What is different")[0])
            .Select(row => row.Groups["call"].Value).ToList();

        Assert.Equal(calls.Keys, listed);
        foreach (var call in listed)
        {
            await calls[call]();
        }
    }

    private static object Batch(object item) =>
        new { partnumbers = new Dictionary<string, object>(StringComparer.Ordinal) { ["OLD-4"] = item } };

    private static void AssertFields(JsonElement answer, params string[] fields) =>
        Assert.Empty(fields.Except(answer.EnumerateObject().Select(field => field.Name), StringComparer.Ordinal));

    private async Task<HttpClient> SignInAsync()
    {
        var answer = await app.PostAsync("/login", new { email = "ana@example.com", password = Password }, expect: 200);
        var client = new HttpClient { BaseAddress = app.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer.Text("access_token"));
        return client;
    }

    [GeneratedRegex(@"^\| (?<call>(GET|POST|DELETE) .*?) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rows();
}
