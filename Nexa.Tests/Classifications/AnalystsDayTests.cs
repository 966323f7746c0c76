using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nexa.Tests.Documents.Generator;
using Nexa.Tests.Export;
using Npgsql;
using UglyToad.PdfPig;

namespace Nexa.Tests.Classifications;

/// <summary>A day of two analysts of one organisation: Ana and Bruno. API, queue, extraction and agents together.</summary>
public sealed class AnalystsDayTests(Servers servers) : IAsyncLifetime
{
    private const int Decided = 30;
    private readonly GeneratedDocument invoice = GeneratedCorpus.LongInvoice(40);
    private readonly List<HttpClient> clients = [];
    private NexaApp app = null!;
    private HttpClient ana = null!;
    private HttpClient bruno = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await NexaApp.StartAsync(servers, new Dictionary<string,
            string>(StringComparer.Ordinal) { ["Documents:WaitFor"] = "00:00:30", ["Review:SampleShare"] = "0" });
        foreach (var name in new[] { "Ana", "Bruno" })
        {
            await app.PostAsync("/register", new { name, email = $"{name}@example.com", password = "uma frase bem comprida" }, 201);
        }

        await using (var database = NpgsqlDataSource.Create(app.Database))
        await using (var join = database.CreateCommand(
            "insert into membership (organisation_id, user_id, role) select o.id, u.id, 'ANALYST' from organisation o, app_user u where "
            + "o.name = 'Ana' and u.name = 'Bruno'"))
        {
            await join.ExecuteNonQueryAsync(Ct);
        }

        (ana, bruno) = (await SignInAsync("Ana"), await SignInAsync("Bruno"));
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await app.DisposeAsync();
    }

    [Fact]
    public async Task What_two_analysts_decide_in_a_day_stands_in_what_they_export_and_are_answered_next_time()
    {
        var sure =
            SheetWorkbook.Write(
                [["Part Number", "Descrição", "Qtd"], .. Enumerable.Range(1, 40)
                    .Select(i => new[] { $"SURE-{i:D3}", $"Capacitor {i}", "10" })]);
        var doubts =
            Enumerable.Range(1, 120 - 40 - invoice.Items.DistinctBy(item => item.PartNumber, StringComparer.OrdinalIgnoreCase).Count())
            .Select(i => $"DOUBT-{i:D3}").ToList();
        var csv =
            Encoding.UTF8.GetBytes("Part Number;Descrição;Qtd\n"
                + string.Concat(doubts.Select(number => $"{number};Capacitor de {number};10\n")));
        await UploadAsync("/upload-pdf", "pedido", invoice.Pdf, "pedido.pdf");
        await UploadAsync("/upload-sheet", "planilha", sure, "pedido.xlsx");
        var doubtful = await UploadAsync("/upload-sheet", "planilha", csv, "pedido.csv");
        Assert.Equal(120, app.Agents.Received.Count);

        var queue = await QueueAsync();
        Assert.Equal(doubts, queue.Select(item => item.GetProperty("classification").Text("partnumber")).Order(StringComparer.Ordinal));
        Assert.All(queue, item => Assert.Contains("Confiança de 55", item.Text("reason"), StringComparison.Ordinal));
        var corrected = await ReviewAsync(queue);

        var left = await QueueAsync();
        Assert.Equal(queue.Skip(Decided).Select(item => item.Id("id")).Order(), left.Select(item => item.Id("id")).Order());

        // The same orders again: only what was rejected goes to the agents.
        await UploadAsync("/upload-pdf", "pedido", [.. invoice.Pdf, (byte)'\n'], "outro.pdf",
            known: invoice.Items.Select(item => item.PartNumber).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        await UploadAsync("/upload-sheet", "planilha", sure, "pedido.xlsx", known: 40);
        Assert.Equal(120, app.Agents.Received.Count);
        var again = await UploadAsync("/upload-sheet", "planilha", [.. csv, (byte)'\n'], "outro.csv", known: doubts.Count - 6);
        Assert.Equal(126, app.Agents.Received.Count);
        Assert.Equal(corrected.Order(StringComparer.Ordinal), again.GetProperty("classifications").EnumerateArray()
            .Where(one => one.Text("ncm") == "85322510").Select(one => one.Text("partnumber")).Order(StringComparer.Ordinal));
        Assert.Equal(24, again.GetProperty("classifications").EnumerateArray().Count(one => !one.GetProperty("needs_review").GetBoolean()));

        await ExportsAsync(doubtful.Id("task_id"), doubts, corrected);
    }

    /// <summary>Thirty decisions; answers the part numbers that were corrected.</summary>
    private async Task<List<string>> ReviewAsync(List<JsonElement> queue)
    {
        string Path(int item, string verb) => $"/review/{queue[item].Id("id")}/{verb}";
        object Correction(string reason) => new { ncm = "8532.25.10", fabricante = "Murata Manufacturing", reason };

        var first = await ana.PostAsync(Path(0, "approve"));
        await bruno.PostAsync($"/decisions/{first.Id("decision_id")}/undo");
        Assert.True((await ana.GetJsonAsync($"/review/{queue[0].Id("id")}")).GetProperty("classification").GetProperty("needs_review")
            .GetBoolean());
        for (var i = 0; i < 8; i++)
        {
            await (i % 2 == 0 ? ana
                : bruno).PostAsync(Path(i, "approve"), null, 200,
                ("If-Match", (await ana.GetJsonAsync($"/review/{queue[i].Id("id")}")).Text("etag")));
        }

        for (var i = 8; i < 14; i++)
        {
            await ana.PostAsync(Path(i, "correct"), Correction("É de filme."));
        }

        for (var i = 14; i < 17; i++)
        {
            await bruno.PostAsync(Path(i, "reject"), new { reason = "Peça errada." });
        }

        var bulk = queue[17..29].ConvertAll(item => item.Id("id"));
        var hasty = await ana.PostAsync("/review/bulk", new { decisions = bulk.ConvertAll(id => new { id, action = "approve" }) });
        Assert.Equal(12, hasty.GetProperty("done").GetInt32());
        Assert.Equal(12, (await ana.PostAsync($"/review/bulk/{hasty.Id("batch_id")}/undo")).GetProperty("done").GetInt32());
        var considered = await ana.PostAsync("/review/bulk", new
        {
            decisions = bulk.Select((id, i) => i < 6 ? new { id, action = "approve" } : i < 9
                ? (object)new { id, action = "correct", correction = Correction("É de filme.") }
                : new { id, action = "reject", reason = "Peça errada." }),
        });
        Assert.Equal(12, considered.GetProperty("done").GetInt32());

        // Both have read the same version: one wins, the other is told, reads again and decides on what stands now.
        var (contested, tag) = (queue[29].GetProperty("classification").Id("id"), ("If-Match", queue[29].Text("etag")));
        var answers = await Task.WhenAll(new[] { ana, bruno }.Select(async who =>
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Patch,
                    $"/classifications/{contested}") { Content = System.Net.Http.Json.JsonContent.Create(
                        new { description = "Texto mais claro", reason = "clareza" }) };
            request.Headers.TryAddWithoutValidation(tag.Item1, tag.Item2);
            using var response = await who.SendAsync(request, Ct);
            return (Who: who, Status: (int)response.StatusCode, Body: JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct)));
        }));
        Assert.Equal([200, 412], answers.Select(answer => answer.Status).Order());
        var (winner, loser) = (answers.Single(answer => answer.Status == 200), answers.Single(answer => answer.Status == 412));
        var standing = winner.Body.GetProperty("classification").Id("id");
        await loser.Who.SendJsonAsync(HttpMethod.Patch, $"/classifications/{standing}", Correction("É de filme."));
        var versions = (await ana.GetJsonAsync($"/classifications/{standing}")).GetProperty("versions").EnumerateArray().ToList();
        Assert.Equal(["ACTIVE", "REPLACED", "REPLACED"], versions.Select(version => version.Text("status")));
        Assert.Equal(["É de filme.", "clareza", null], versions.Select(version => version.GetProperty("reason").GetString()));

        return [.. Enumerable.Range(8, 6).Concat([23, 24, 25, 29]).Select(i => queue[i].GetProperty("classification").Text("partnumber"))];
    }

    private async Task ExportsAsync(Guid task, List<string> doubts, List<string> corrected)
    {
        var response = await ana.GetAsync(new Uri($"/export-excel?task_id={task}", UriKind.Relative), Ct);
        Assert.Matches("^attachment; filename=\"PO_Ana_[0-9]{4}-[0-9]{2}-[0-9]{2}[.]xlsx\"$",
            response.Content.Headers.GetValues("Content-Disposition").Single());
        var rows = await ExportTests.SheetAsync(response);
        Assert.Equal(
            ["Seq", "DESCRIÇÃO ERP", "DESCRIÇÃO PARA DECLARAÇÃO DE IMPORTAÇÃO", "NCM (CLASSIFICAÇÃO FISCAL)", "FABRICANTE", "Endereço",
                "Descr. País"], rows[0]);
        Assert.Equal(Enumerable.Range(1, 24).Select(i => (object)(double)i), rows.Skip(1).Select(row => row[0]));
        Assert.All(rows.Skip(1), row => Assert.All(row.Skip(1), cell => Assert.IsType<string>(cell)));
        foreach (var row in rows.Skip(1))
        {
            var number = ((string)row[1]!).Split(" - ")[0] is { Length: 9 } own ? own : ((string)row[1]!)[^9..];
            Assert.Equal($"Capacitor de {number}", row[1]);
            Assert.Equal(corrected.Contains(number) ? ("85322510", "Murata Manufacturing")
                : ("85322410", "Samsung Electro-Mechanics"), (row[3], row[4]));
        }

        var all =
            await ExportTests.SheetAsync(
                await bruno.GetAsync(new Uri($"/export-excel?task_id={task}&include_undecided=true", UriKind.Relative), Ct));
        Assert.Equal(doubts.Select(number => $"Capacitor de {number}"), all.Skip(1).Select(row => row[1]));
        Assert.Equal(doubts.Count - 24, all.Count(row => row[3] is "85322410 REVISAR"));

        var id = (await ana.GetJsonAsync($"/history?partnumber={corrected[^1]}&status=ACTIVE")).GetProperty("items")[0].Id("id");
        using var certificate =
            PdfDocument.Open(await ana.GetByteArrayAsync(new Uri($"/classifications/{id}/certificate", UriKind.Relative), Ct));
        var text = string.Join(' ', certificate.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        Assert.All(new[] { corrected[^1], "8532.25.10", "É de filme.", $"Capacitor de {corrected[^1]}" },
            said => Assert.Contains(said, text, StringComparison.Ordinal));
    }

    private async Task<List<JsonElement>> QueueAsync()
    {
        var items = (await bruno.GetJsonAsync("/review?limit=200")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(items.OrderByDescending(item => item.GetProperty("priority").GetDouble())
            .Select(item => item.Id("id")), items.Select(item => item.Id("id")));
        return items;
    }

    /// <summary>Ana sends a file; what is not known is classified before this returns.</summary>
    private async Task<JsonElement> UploadAsync(string path, string field, byte[] content, string fileName, int known = 0)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), field, fileName } };
        using var response = await ana.PostAsync(new Uri(path, UriKind.Relative), form, Ct);
        var accepted = await response.JsonAsync(202);
        // What the agents are asked may be answered before the upload is.
        Assert.InRange(accepted.Count("classifications"), known, accepted.GetProperty("total_partnumbers").GetInt32());

        await Eventually.HoldsAsync(async () => (await ana.GetJsonAsync($"/tasks/{accepted.Id("task_id")}")).Text("status") == "DONE",
            TimeSpan.FromSeconds(60));
        var events = await ana.GetStringAsync(new Uri($"/tasks/{accepted.Id("task_id")}/events", UriKind.Relative), Ct);
        Assert.Equal(known, events.Split("conhecida.\"").Length - 1); // one event says so of each that was answered from history
        return accepted;
    }

    private async Task<HttpClient> SignInAsync(string name)
    {
        var tokens = await app.PostAsync("/login", new { email = $"{name}@example.com", password = "uma frase bem comprida" }, 200);
        var client = new HttpClient { BaseAddress = app.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("access_token"));
        clients.Add(client);
        return client;
    }
}
