using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Exports;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Core.Importers;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;
using Npgsql;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Writer;

namespace Nexa.Tests.Auth;

/// <summary>Two organisations that have one of everything, each marked with a word of its own.</summary>
public sealed class DoubledTests(Servers servers)
{
    private const string Ana = "SEGREDO-DA-ANA";
    private const string Bia = "SEGREDO-DA-BIA";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_answer_of_one_shows_a_byte_of_the_other()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        var (anas, bias) = (await FillAsync(host, ana, Ana), await FillAsync(host, bia, Bia));
        var silent = new HashSet<string>(StringComparer.Ordinal);

        foreach (var (user, own, things, other, theirs) in new[] { (ana, Ana, anas, Bia, bias), (bia, Bia, bias, Ana, anas) })
        {
            using var client = await host.ClientAsync(user);
            foreach (var endpoint in EndpointMatrix.Endpoints.Where(e => e.Call.StartsWith("GET ", StringComparison.Ordinal)
                && e.Call != "GET /organisation/audit"))
            {
                var (status, body) = await ReadAsync(client, PathOf(endpoint, things));
                Assert.False(body.Contains(other, StringComparison.OrdinalIgnoreCase), $"{endpoint} shows another organisation's data");
                if (endpoint.Owned is not null)
                {
                    Assert.True(status == HttpStatusCode.OK, $"{endpoint} of one's own: {(int)status}");
                    var (refused, nothing) = await ReadAsync(client, PathOf(endpoint, theirs));
                    Assert.True(refused == HttpStatusCode.NotFound, $"{endpoint} of another organisation: {(int)refused}");
                    Assert.False(nothing.Contains(other, StringComparison.OrdinalIgnoreCase),
                        $"{endpoint} shows another organisation's data");
                }

                if (!body.Contains(own, StringComparison.OrdinalIgnoreCase))
                {
                    silent.Add(endpoint.Call);
                }
            }
        }

        // These hold nothing of a user, or nothing that was marked; every other answer must have shown its own user's.
        Assert.Equal(
            "GET /, GET /certificates/{sha256}, GET /documents/{id}/pages/{page}.png, GET /export-duimp, GET /export-duimp/check, "
            + "GET /fiscal-tables, GET /fiscal-tables/editions, GET /fiscal-tables/editions/{id}/changes, GET /fiscal-tables/{id}, "
            + "GET /me, GET /me/passkeys, GET /me/second-factor, "
            + "GET /me/sessions, GET /ncm, GET /operator/organisations, GET /operator/state, "
            + "GET /organisation, GET /organisation/invitations, GET /organisation/members, GET /review/summary, GET /statistics, "
            + "GET /tasks/summary",
            string.Join(", ", silent.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Live_events_reach_their_owner_and_nobody_else()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        var (anas, bias) = (await OwnershipTests.FillAsync(host, ana, Ana, TaskState.Started),
            await OwnershipTests.FillAsync(host, bia, Bia, TaskState.Started));
        await using var first = await Listener.ConnectAsync(host, ana);
        await using var second = await Listener.ConnectAsync(host, bia);
        await using var idle = await Listener.ConnectAsync(host, ana); // in no room
        await first.JoinAsync(anas);
        await second.JoinAsync(bias);
        using var one = await host.ClientAsync(ana);
        using var two = await host.ClientAsync(bia);
        var streams = Task.WhenAll(StreamAsync(one, anas), StreamAsync(two, bias));
        await Eventually.HoldsAsync(() => !first.Heard.IsEmpty && !second.Heard.IsEmpty);

        await SayAsync(host, anas, Ana);
        await SayAsync(host, bias, Bia);

        var seen = await streams;
        await Eventually.HoldsAsync(() => first.HasEnded && second.HasEnded);
        Assert.Empty(idle.Heard);
        foreach (var (text, own, other) in new[] { (seen[0], Ana, Bia), (seen[1], Bia, Ana), (string.Concat(first.Heard), Ana, Bia),
            (string.Concat(second.Heard), Bia, Ana) })
        {
            Assert.Contains(own, text, StringComparison.Ordinal);
            Assert.DoesNotContain(other, text, StringComparison.Ordinal);
        }
    }

    internal static string PathOf(Endpoint endpoint, Dictionary<string, object> things)
    {
        var path = endpoint.Call[4..].Replace("{code}", "85322410", StringComparison.Ordinal)
            .Replace("{page}", "1", StringComparison.Ordinal);
        return endpoint.Owned is { } owned
            ? $"{path[..path.IndexOf('{', StringComparison.Ordinal)]}{things[owned]}{path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..]}" : path;
    }

    /// <summary>One empty page, with the mark behind its end.</summary>
    private static byte[] MakePdf(string mark)
    {
        using var builder = new PdfDocumentBuilder();
        builder.AddPage(PageSize.A4);
        return [.. builder.Build(), .. Encoding.UTF8.GetBytes($"\n% {mark}\n")];
    }

    internal static async Task<(HttpStatusCode Status, string Body)> ReadAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Ct);
        if (path.EndsWith("/certificate", StringComparison.Ordinal) && answer.IsSuccessStatusCode)
        {
            using var pdf = PdfDocument.Open(bytes);
            return (answer.StatusCode, string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text)));
        }

        if (bytes is not [(byte)'P', (byte)'K', ..])
        {
            return (answer.StatusCode, Encoding.UTF8.GetString(bytes));
        }

        await using var sheets = new ZipArchive(new MemoryStream(bytes));
        var text = new StringBuilder();
        foreach (var sheet in sheets.Entries)
        {
            using var reader = new StreamReader(await sheet.OpenAsync(Ct));
            text.Append(await reader.ReadToEndAsync(Ct));
        }

        return (answer.StatusCode, text.ToString());
    }

    private static async Task<string> StreamAsync(HttpClient client, Guid task) =>
        await client.GetStringAsync(new Uri($"/tasks/{task}/events", UriKind.Relative), Ct);

    /// <summary>As the worker does: into the log, then to every replica.</summary>
    private static async Task SayAsync(ApiHost host, Guid task, string mark)
    {
        await using var connection = await host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System)
            .OpenConnectionAsync(Ct);
        var last =
            await TaskEventLog.AppendAsync(connection, task, "classification_finished",
                $$"""{"status":"done","message":"{{mark}}","partnumber":"{{mark}}"}""", Ct);
        host.Services.GetRequiredService<EventPublisher>().Publish([last]);
    }

    internal static async Task<Dictionary<string, object>> FillAsync(ApiHost host, User owner, string mark)
    {
        var task = await OwnershipTests.FillAsync(host, owner, mark);
        var things = new Dictionary<string, object>(StringComparer.Ordinal) { ["task"] = task };
        await host.WithDbAsync(async db =>
        {
            var classification = await db.Classifications.SingleAsync(c => c.TaskId == task, Ct);
            things["classification"] = classification.Id;
            things["part number"] = classification.PartNumberId;
            var document =
                db.Add(new Document { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, FileName = $"{mark}.pdf",
                    ContentType = "application/pdf", Size = 4, Sha256 = new byte[32], Content = MakePdf(mark) });
            things["document"] = document.Entity.Id;
            var item = db.Add(new ReviewItem
            {
                Id = Guid.CreateVersion7(), OrganisationId = owner.Id, ClassificationId = classification.Id,
                PartNumberId = classification.PartNumberId, Reasons = [ReviewReason.Doubt], Reason = mark, Question = mark,
                AskedBy = owner.Id,
            });
            things["review item"] = item.Entity.Id;
            things["importer"] = db.Add(
                new Importer { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Name = mark, Cnpj = "12ABC34501DE35" }).Entity.Id;
            db.Add(new ExportTemplate { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Name = mark,
                Columns = """[{"field":"ncm"}]""" });
            db.Add(new ApiKey { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, UserId = owner.Id, Name = mark, Prefix = "nexa_x",
                Hash = Guid.NewGuid().ToByteArray(), Scope = [Permissions.Read] });
            db.Add(new OwnRates { OrganisationId = owner.Id, Tax = "pis", Scope = "", Count = 1, FileName = $"{mark}.csv",
                Lines = $$"""[{"tax":"pis","scope":"","code":"8532","rate":1,"from":"2020-01-01","to":"9999-12-31","act":"{{mark}}"}]""" });
            var webhook =
                db.Add(new Webhook { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Url = $"https://example.com/{mark}",
                    Events = [WebhookEvent.TaskFinished], Secret = "segredo" });
            things["webhook"] = webhook.Entity.Id;
            db.Add(new WebhookDelivery { Id = Guid.CreateVersion7(), WebhookId = webhook.Entity.Id, Event = WebhookEvent.TaskFinished,
                Payload = "{}", Error = mark });
            var maker = db.Add(new Manufacturer { Id = Guid.CreateVersion7(), Name = $"Fábrica {mark}", NameKey = mark });
            (await db.PartNumbers.SingleAsync(p => p.Id == classification.PartNumberId, Ct)).ManufacturerId = maker.Entity.Id;
            db.Entry(classification).Property(c => c.ManufacturerId).CurrentValue = maker.Entity.Id;
            things["manufacturer"] = maker.Entity.Id;
            db.Add(new ManufacturerProfile { OrganisationId = owner.Id, ManufacturerId = maker.Entity.Id, Street = mark });
            await db.SaveChangesAsync(Ct);
        });
        return things;
    }

    private sealed class Listener : IAsyncDisposable
    {
        private static readonly string[] Names =
            ["classification_update_status", "partial_result", "classification_finished", "batch_classification_finished"];
        private readonly HubConnection hub;

        private Listener(HubConnection hub)
        {
            this.hub = hub;
            foreach (var name in Names)
            {
                hub.On<JsonElement>(name, body => Heard.Enqueue(name + body.GetRawText()));
            }
        }

        public ConcurrentQueue<string> Heard { get; } = new();
        public bool HasEnded => Heard.Any(line => line.StartsWith("classification_finished", StringComparison.Ordinal));

        public static async Task<Listener> ConnectAsync(ApiHost host, User user)
        {
            var token = await host.TokenAsync(user);
            var listener =
                new Listener(
                    new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/classification"),
                        options => options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build());
            await listener.hub.StartAsync(Ct);
            return listener;
        }

        public Task JoinAsync(Guid task) => hub.InvokeAsync("join", new { room_id = task }, Ct);

        public ValueTask DisposeAsync() => hub.DisposeAsync();
    }
}
