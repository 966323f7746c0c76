using System.Net;
using System.Text.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Nexa.Tests.Documents.Generator;
using Npgsql;

namespace Nexa.Tests.Documents;

/// <summary>Documents in, classifications out: API, queue, extraction child, agents and events together.</summary>
public sealed class UploadTests(Servers servers) : IAsyncLifetime
{
    private readonly GeneratedDocument invoice = GeneratedCorpus.All(3)
        .First(d => d is { Layout: "pedido-de-compra", Items.Count: > 1 and < 100 });
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        app = await NexaApp.StartAsync(servers,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["Documents:WaitFor"] = "00:00:30" });

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_invoice_is_answered_with_its_part_numbers_and_classified()
    {
        var (status, accepted) = await UploadAsync("/upload-pdf", "pedido", invoice.Pdf, "../../invoice;x.pdf");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(invoice.Items.Select(i => i.PartNumber), accepted.GetProperty("partnumbers").EnumerateArray()
            .Select(e => e.GetString()));
        Assert.Equal(invoice.Items.Count, accepted.GetProperty("total_partnumbers").GetInt32());
        var task = accepted.GetProperty("task_id").GetString()!;
        var events = await app.EventsAsync(task);
        Assert.Equal("batch_classification_finished", events[^1].Name);
        Assert.Contains(events, e => e.Data.TryGetProperty("partnumbers", out var numbers) && numbers.ValueKind is JsonValueKind.Array
            && numbers.GetArrayLength() == invoice.Items.Count);
        Assert.Equal("DONE", (await app.GetAsync($"/tasks/{task}")).GetProperty("status").GetString());

        var document = await app.GetAsync($"/documents/{accepted.GetProperty("document_id").GetString()}");
        Assert.Equal("invoicex.pdf", document.GetProperty("file_name").GetString());
        Assert.Equal(invoice.Items.Count, document.GetProperty("extraction").GetProperty("lines").GetArrayLength());
        using var file = await app.Http.GetAsync($"/documents/{accepted.GetProperty("document_id").GetString()}/file", Ct);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", file.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(invoice.Pdf, await file.Content.ReadAsByteArrayAsync(Ct));
    }

    [Theory]
    [InlineData("Exception while reading from stream.", null, "A leitura do documento falhou; tente novamente mais tarde.")]
    [InlineData("A technical reason", null, "A leitura do documento falhou; tente novamente mais tarde.")]
    [InlineData("Nenhum part number foi encontrado", "Nenhum part number foi encontrado", "Nenhum part number foi encontrado")]
    public async Task Users_read_sentences_meant_for_them_and_no_exception(string reason, string? sentence, string shown)
    {
        await using var scope = app.Worker.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NexaDbContext>();
        var task = new ClassificationTask { Id = Guid.CreateVersion7(), OrganisationId = User.Anonymous, Kind = TaskKind.Document };
        db.Add(task);
        await db.SaveChangesAsync(Ct);
        await using var connection = await scope.ServiceProvider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        var handler = scope.ServiceProvider.GetRequiredService<IJobHandler<ExtractDocument>>();

        await handler.GiveUpAsync(new(task.Id, Guid.Empty, null, null), null!, new Outcome.Fail(reason, sentence), connection, Ct);

        Assert.Equal(shown, (await app.GetAsync($"/status/{task.Id}")).GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_same_file_again_is_recognised_and_answered_from_what_is_known()
    {
        var (_, first) = await UploadAsync("/upload-pdf", "pedido", invoice.Pdf, "a.pdf");
        await app.EventsAsync(first.GetProperty("task_id").GetString()!);

        var (_, again) = await UploadAsync("/upload-pdf", "pedido", invoice.Pdf, "b.pdf");

        Assert.True(again.GetProperty("already_sent").GetBoolean());
        Assert.Contains("já havia sido enviado", again.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(first.GetProperty("document_id").GetString(), again.GetProperty("document_id").GetString());
        Assert.Equal(invoice.Items.Count, again.GetProperty("classifications").GetArrayLength());
        Assert.Equal("batch_classification_finished", (await app.EventsAsync(again.GetProperty("task_id").GetString()!))[^1].Name);
    }

    [Fact]
    public async Task Lines_without_a_part_number_are_told_and_are_the_second_sheet_of_the_export()
    {
        const string Items =
            """
            Part Number;Descrição;Qtd;Preço unitário;Moeda
            NUM-1;capacitor;10;0,50;USD
            ;Parafuso M3;1;99,90;USD
            AB;Arruela;3;0,10;USD

            """;
        var (_, accepted) = await UploadAsync("/upload-sheet", "planilha", Encoding.UTF8.GetBytes(Items), "itens.csv");
        var task = accepted.Text("task_id");
        var told = (await app.EventsAsync(task))[0].Data.Text("message");

        var sheets = await ReadSheetsAsync($"/export-excel?task_id={task}&include_undecided=true");
        var ofDocument = await ReadSheetsAsync($"/export-excel?document_id={accepted.Text("document_id")}&include_undecided=true");
        var known = await ReadSheetsAsync("/export-excel?partnumber=NUM-1&include_undecided=true");

        Assert.Contains("Linhas sem part number: 2.", told, StringComparison.Ordinal);
        Assert.Equal(["PO", "SEM PART NUMBER"], sheets.Keys);
        Assert.Equal(2, sheets["PO"].Count);
        Assert.Equal(
            ["LINHA", "PÁGINA", "PART NUMBER", "DESCRIÇÃO", "FABRICANTE", "QUANTIDADE", "PREÇO UNITÁRIO", "TOTAL DA LINHA", "MOEDA",
                "NCM INFORMADA", "PAÍS DE ORIGEM"],
            sheets["SEM PART NUMBER"][0]);
        Assert.Equal(["Parafuso M3", "Arruela"], ReadColumn(sheets["SEM PART NUMBER"], "DESCRIÇÃO"));
        Assert.Equal([null, "AB"], ReadColumn(sheets["SEM PART NUMBER"], "PART NUMBER"));
        Assert.Equal((1.0, 99.9, "USD"), (ReadColumn(sheets["SEM PART NUMBER"], "QUANTIDADE")[0],
            ReadColumn(sheets["SEM PART NUMBER"], "PREÇO UNITÁRIO")[0], ReadColumn(sheets["SEM PART NUMBER"], "MOEDA")[0]));
        Assert.Equal(sheets["SEM PART NUMBER"], ofDocument["SEM PART NUMBER"]);
        Assert.Equal(["PO"], known.Keys);
    }

    [Fact]
    public async Task A_document_of_nothing_but_lines_without_a_part_number_can_be_exported()
    {
        var (status, refused) = await UploadAsync("/upload-sheet", "planilha",
            Encoding.UTF8.GetBytes("Part Number;Descrição;Qtd\nAB;Arruela;3\nM3;Parafuso;2\n"), "itens.csv");

        var sheets = await ReadSheetsAsync($"/export-excel?task_id={refused.Text("task_id")}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["Arruela", "Parafuso"], ReadColumn(sheets["SEM PART NUMBER"], "DESCRIÇÃO"));
    }

    private static List<object?> ReadColumn(List<List<object?>> sheet, string header) =>
        sheet[1..].ConvertAll(row => row[sheet[0].IndexOf(header)]);

    private async Task<Dictionary<string, List<List<object?>>>> ReadSheetsAsync(string path)
    {
        using var response = await app.Http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await Export.ExportTests.ReadSheetsAsync(response);
    }

    [Fact]
    public async Task A_spreadsheet_is_classified_too()
    {
        var (status, accepted) = await UploadAsync("/upload-sheet", "planilha",
            Encoding.UTF8.GetBytes("Part Number;Qtd\nNE555P;10\nLM358N;5\n"), "pedido.csv");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["NE555P", "LM358N"], accepted.GetProperty("partnumbers").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("batch_classification_finished", (await app.EventsAsync(accepted.GetProperty("task_id").GetString()!))[^1].Name);
    }

    [Fact]
    public async Task What_can_be_seen_to_be_wrong_is_refused_at_once()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/upload-pdf", "other", invoice.Pdf, "a.pdf")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/upload-pdf", "pedido", [], "a.pdf")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            (await UploadAsync("/upload-pdf", "pedido", Encoding.ASCII.GetBytes("text"), "a.pdf")).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await UploadAsync("/upload-pdf", "pedido", new byte[26 << 20], "a.pdf")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await UploadAsync("/upload-sheet", "planilha", invoice.Pdf, "a.xlsx")).Status);
        using var json = await app.Http.PostAsync("/upload-pdf", new StringContent("{}", Encoding.UTF8, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        Assert.Equal("application/problem+json", json.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Hostile_documents_fail_with_a_reason_while_the_worker_and_other_tasks_go_on()
    {
        var worker = Environment.ProcessId;
        foreach (var (name, content, code) in HostileFiles.Pdfs()
            .Where(f => f.Content.Length > 0 && f.Code is not ("" or "not_a_pdf")
            && !f.Name.StartsWith("inflates", StringComparison.Ordinal)))
        {
            var (status, refused) = await UploadAsync("/upload-pdf", "pedido", content, "x.pdf");

            Assert.True(status == HttpStatusCode.UnprocessableEntity, $"{name} ({code}): {status} {refused}");
            var task = await app.GetAsync($"/tasks/{refused.GetProperty("task_id").GetString()}");
            Assert.Equal("FAILED", task.GetProperty("status").GetString());
            Assert.Equal(refused.GetProperty("detail").GetString(), task.GetProperty("error").GetString());
            Assert.Equal("failed", (await app.EventsAsync(task.GetProperty("task_id").GetString()!))[^1].Data.GetProperty("status")
                .GetString());
        }

        Assert.Equal(worker, Environment.ProcessId);
        var (good, _) = await UploadAsync("/upload-pdf", "pedido", invoice.Pdf, "a.pdf");
        Assert.Equal(HttpStatusCode.Accepted, good);
    }

    [Fact]
    public async Task Several_files_make_one_task_whose_pages_can_be_seen()
    {
        var (first, second) = (SeveralDocumentsTests.BuildPdf(["A Ltd", "INVOICE", "Invoice No: INV-1"], ["MANY-1204-7"], ["MANY-1204-8"]),
            SeveralDocumentsTests.BuildPdf(["B Ltd", "INVOICE", "Invoice No: INV-2"], ["MANY-1204-9"]));

        var (status, accepted) = await UploadAsync("/upload-document", "file", (first, "a.pdf"), (second, "a.pdf"));
        var again = (await UploadAsync("/upload-document", "file", (first, "a.pdf"), (second, "a.pdf"))).Body;
        var document = await app.GetAsync($"/documents/{accepted.GetProperty("document_id").GetString()}");

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["MANY-1204-7", "MANY-1204-8", "MANY-1204-9"],
            accepted.GetProperty("partnumbers").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("a.pdf e mais 1.zip", document.GetProperty("file_name").GetString());
        Assert.Equal(["a.pdf", "2 a.pdf"], document.GetProperty("extraction").GetProperty("documents").EnumerateArray()
            .Select(one => one.GetProperty("file").GetString()));
        Assert.True(again.GetProperty("already_sent").GetBoolean());
        var events = await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);
        Assert.Equal("batch_classification_finished", events[^1].Name);
        Assert.Equal(["A Ltd", "A Ltd", "B Ltd"],
            await app.ColumnAsync("supplier", $"select supplier from task_item where task_id = '{accepted.GetProperty("task_id")}' order by position"));
        foreach (var (page, expected) in new[] { (1, HttpStatusCode.OK), (3, HttpStatusCode.OK), (4, HttpStatusCode.UnprocessableEntity) })
        {
            using var image = await app.Http.GetAsync($"/documents/{document.GetProperty("id").GetString()}/pages/{page}.png", Ct);
            Assert.Equal(expected, image.StatusCode);
        }
    }

    [Fact]
    public async Task The_old_ways_take_one_file()
    {
        var (status, refused) = await UploadAsync("/upload-pdf", "pedido", (invoice.Pdf, "a.pdf"), (invoice.Pdf, "b.pdf"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("use POST /upload-document", refused.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_files_are_erased_and_what_came_of_them_stays()
    {
        var (_, accepted) = await UploadAsync("/upload-pdf", "pedido", invoice.Pdf, "a.pdf");
        var id = accepted.GetProperty("document_id").GetString();
        await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);
        await using var database = NpgsqlDataSource.Create(app.Database);
        await using (var age = database.CreateCommand("update document set created_at = now() - interval '91 days'"))
        {
            await age.ExecuteNonQueryAsync(Ct);
        }

        Assert.Equal(1, await DocumentRows.EraseContentsAsync(database, TimeSpan.FromDays(90), Ct));

        using var file = await app.Http.GetAsync($"/documents/{id}/file", Ct);
        Assert.Equal(HttpStatusCode.Gone, file.StatusCode);
        Assert.NotEqual(JsonValueKind.Null, (await app.GetAsync($"/documents/{id}")).GetProperty("erased_at").ValueKind);
        Assert.Equal("DONE", (await app.GetAsync($"/tasks/{accepted.GetProperty("task_id").GetString()}")).GetProperty("status")
            .GetString());
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string path, string field, byte[] content, string fileName) =>
        UploadAsync(path, field, (content, fileName));

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(
        string path, string field, params (byte[] Content, string Name)[] files)
    {
        using var form = new MultipartFormDataContent();
        Array.ForEach(files, file => form.Add(new ByteArrayContent(file.Content), field, file.Name));
        using var response = await app.Http.PostAsync(path, form, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }
}
