using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Nexa.Agents.Server;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Tests.Export;

/// <summary>
/// An analyst's day: from the part numbers of an order to a DUIMP file that nothing blocks, with the calls that it takes.
/// </summary>
public sealed class CatalogueDayTests(Servers servers)
{
    private const int Products = 57;
    private const string Root = "12ABC345";

    /// <summary>Of the order as a whole: classify, list and decide what waits, check twice, fetch the file.</summary>
    private const int FixedCalls = 6;

    /// <summary>What only a person knows of each product: whether it is new, and how it is mounted where its facts do not say it.</summary>
    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal) { ["ATT_5"] = "01", ["ATT_1"] = "02" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_seven_products_come_to_a_duimp_file_with_one_call_each_for_their_attributes()
    {
        var (order, expected) = ReadOrder(SharedData.Require("products/dev.csv"));
        var redis = await servers.RedisAsync($"day-{Guid.NewGuid():n}");
        await using var agents = new WebApplicationFactory<ServerSettings>().WithWebHostBuilder(
            web => web.UseSetting("ConnectionStrings:redis", redis).UseSetting("urls", "http://127.0.0.1:0"));
        agents.UseKestrel(0);
        using var reached = agents.CreateClient();
        await using var app = await NexaApp.StartAsync(
            servers, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Agents:BaseUrl"] = reached.BaseAddress!.ToString(), ["Agents:IdleTimeout"] = "00:00:30",
            }, redis);
        await ImportAttributesAsync(app, redis);
        var calls = new Calls(app.Http);

        var accepted = await calls.SendAsync(HttpMethod.Post, "/classify-batch", new { partnumbers = order }, 202);
        var task = accepted.GetProperty("task_id").GetString()!;
        Assert.Equal("batch_classification_finished", (await app.EventsAsync(task))[^1].Name);

        // What the agents were not sure of is decided in one call, as a person who has looked at it would.
        var waiting = await calls.SendAsync(HttpMethod.Get, $"/review?task_id={task}&limit=200");
        var decisions = waiting.GetProperty("items").EnumerateArray().Select(BuildDecision).ToList();
        if (decisions.Count > 0)
        {
            var made = await calls.SendAsync(HttpMethod.Post, "/review/bulk", new { decisions });
            Assert.True(made.GetProperty("failed").GetInt32() == 0, made.ToString());
        }

        object BuildDecision(JsonElement item)
        {
            var (id, answer) = (item.GetProperty("id").GetGuid(), item.GetProperty("classification"));
            var (ncm, maker) = expected[answer.GetProperty("partnumber").GetString()!];
            var (known, text) = (answer.GetProperty("fabricante").GetString(), answer.GetProperty("description").GetString());
            return answer.GetProperty("ncm").GetString() == ncm && known is not null && text is not null
                ? (object)new { id, action = "approve" }
                : new
                {
                    id, action = "correct", correction = new
                    {
                        ncm, fabricante = known ?? maker, description = text ?? "Mercadoria conferida com a ficha técnica",
                        reason = "conferido com a ficha técnica",
                    },
                };
        }

        var check = await calls.SendAsync(HttpMethod.Get, $"/export-duimp/check?task_id={task}&cnpj_raiz={Root}");
        Assert.Equal((Products, Products), (check.GetProperty("products").GetInt32(), check.GetProperty("to_fill").GetArrayLength()));
        var domains = check.GetProperty("attributes").EnumerateArray().ToDictionary(
            one => one.Text("attribute"), one => one.GetProperty("domain").EnumerateArray().Select(value => value.Text("code")).ToList(),
            StringComparer.Ordinal);
        var proposed = 0;
        foreach (var product in check.GetProperty("to_fill").EnumerateArray())
        {
            // What the facts decide is accepted, what only a person knows is answered: both stand in the check list.
            var fields = product.GetProperty("fields").EnumerateArray().ToList();
            var unknown = fields.Where(field => field.GetProperty("proposal").ValueKind is JsonValueKind.Null)
                .Select(field => field.Text("attribute")).ToList();
            proposed += fields.Count - unknown.Count;
            var values = unknown.ConvertAll(attribute => new { attribute, value = Answers[attribute] });
            Assert.All(values, value => Assert.Contains(value.value, domains[value.attribute]));
            var saved = await calls.SendAsync(
                HttpMethod.Put, $"/partnumbers/{product.Id("part_id")}/attributes", new { values, accept_proposals = true });
            Assert.Equal(0, saved.Count("missing"));
        }

        var makers = await SaveMakersAsync(calls, task);
        var file = await calls.SendAsync(HttpMethod.Get, $"/export-duimp?task_id={task}&cnpj_raiz={Root}");
        Assert.Equal(Products, file.GetProperty("produtos")[0].GetArrayLength());
        Assert.All(file.GetProperty("produtos")[0].EnumerateArray(), product => Assert.Contains(
            product.GetProperty("atributos").EnumerateArray(), one => one.GetProperty("atributo").GetString() == "ATT_1"));

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Products} products, {calls.Count} calls: {Products} for attributes ({proposed} values proposed by the agents and accepted), "
            + $"{makers} for manufacturers, {decisions.Count} decisions in one call.");
        Assert.True(makers <= 20, $"{makers} manufacturers had to be saved by hand");
        Assert.True(calls.Count <= Products + makers + FixedCalls, $"{calls.Count} calls");
        Assert.True(proposed > 0);
    }

    /// <summary>The address of a maker that the agents do not know, or of which they know only a part, is filled in by hand.</summary>
    private static async Task<int> SaveMakersAsync(Calls calls, string task)
    {
        var check = await calls.SendAsync(HttpMethod.Get, $"/export-duimp/check?task_id={task}&cnpj_raiz={Root}");
        var wrong = check.GetProperty("blocking_errors").EnumerateArray().ToList();
        Assert.All(wrong, error => Assert.StartsWith("fabricante", error.GetProperty("field").GetString(), StringComparison.Ordinal));
        var makers = wrong.Select(error => error.GetProperty("manufacturer_id").GetGuid()).Distinct().ToList();
        foreach (var maker in makers)
        {
            await calls.SendAsync(HttpMethod.Put, $"/manufacturers/{maker}",
                new { street = "Rua do Fabricante, 1", city = "Cidade", postal_code = "12345", country = "US" });
        }

        return makers.Count;
    }

    private static (Dictionary<string, object> Order, Dictionary<string, (string Ncm, string Maker)> Expected) ReadOrder(string path)
    {
        var expected = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        var order = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Skip(1).Where(line => !line.Contains('"', StringComparison.Ordinal)))
        {
            var cells = line.Split(',');
            if (cells[3].StartsWith("85", StringComparison.Ordinal) && order.Count < Products)
            {
                order[cells[0]] = new { manufacturer = cells[1], description = cells[2] };
                expected[cells[0]] = (cells[3], cells[1]);
            }
        }

        Assert.Equal(Products, order.Count);
        return (order, expected);
    }

    private static async Task ImportAttributesAsync(NexaApp app, string redis)
    {
        await using var database = NpgsqlDataSource.Create(app.Database);
        await FiscalImport.EnsureStarterAsync(database, Ct);
        var today = BrazilTime.Today(TimeProvider.System);
        await FiscalImport.ImportAsync(
            database, FiscalFileReader.ReadFile("atributos.zip", AttributesFile.Write(today.AddDays(-1), 32_000)), force: false, Ct);
        await using var hints = await ConnectionMultiplexer.ConnectAsync(redis);
        await Eventually.HoldsAsync(async () =>
        {
            await hints.GetSubscriber().PublishAsync(RedisChannel.Literal(FiscalImport.HintChannel), "1");
            return (await app.GetAsync("/ncm/85322410")).GetProperty("attributes").GetArrayLength() > 0;
        });
    }

    /// <summary>Counts what an analyst's client sends.</summary>
    private sealed class Calls(HttpClient http)
    {
        public int Count { get; private set; }

        public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null, int expect = 200)
        {
            Count++;
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await http.SendAsync(request, Ct);
            return await response.JsonAsync(expect);
        }
    }
}
