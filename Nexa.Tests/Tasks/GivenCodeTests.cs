using System.Text.Json;
using Nexa.Fiscal;

namespace Nexa.Tests.Tasks;

/// <summary>
/// What a document or an ERP says of a part number, its NCM and country of origin among it, reaches the agents and its judge.
/// </summary>
public sealed class GivenCodeTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Agents_get_each_item_of_a_batch_as_it_was_given()
    {
        await ClassifyAsync(new()
        {
            ["GIVEN-1"] = new { erp_description = "capacitor do ERP", ncm = "8532.24.10", coo = "China", manufacturer = "Samsung" },
            ["GIVEN-2"] = new { partnumber = "given-2", ncm = "", coo = (string?)null },
        });

        var sent = app.Agents.Bodies.Single().GetProperty("partnumbers");
        var first = sent.GetProperty("GIVEN-1");
        Assert.Equal(["partnumber", "description", "manufacturer", "supplier", "ncm", "coo"], first.EnumerateObject().Select(e => e.Name));
        Assert.Equal(("GIVEN-1", "capacitor do ERP"), (first.Text("partnumber"), first.Text("description")));
        Assert.Equal(("8532.24.10", "China"), (first.Text("ncm"), first.Text("coo")));
        Assert.Equal(JsonValueKind.Null, sent.GetProperty("GIVEN-2").GetProperty("ncm").ValueKind);
        var item = (await app.GetAsync("/tasks")).GetProperty("tasks")[0].GetProperty("task_id").GetString();
        item = (await app.GetAsync($"/tasks/{item}")).GetProperty("items")[0].GetProperty("coo").GetString();
        Assert.Equal("China", item);
    }

    [Fact]
    public async Task Agents_get_a_single_part_number_as_it_was_given()
    {
        var accepted = await app.PostAsync(
            "/classify-partnumber", new { partnumber = "GIVEN-3", erp_description = "capacitor", ncm = "85322410", coo = "KR" });
        await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        var sent = app.Agents.Bodies.Single();
        Assert.Equal(("capacitor", "85322410", "KR"), (sent.Text("description"), sent.Text("ncm"), sent.Text("coo")));
    }

    [Theory]
    [InlineData("8542.31.90", "8542.31.90")]
    [InlineData("8541", "85.41")]
    [InlineData("8533.21.0020", "8533.21.0020")]
    public async Task An_answer_other_than_the_given_code_waits_for_a_person_who_reads_both(string given, string named)
    {
        await ClassifyAsync(new() { ["DIFFERENT-1"] = new { ncm = given } });

        var reason = Assert.Single(await app.ColumnAsync("reason", "select reason from review_item where state = 'OPEN'"));
        Assert.Contains(named, reason, StringComparison.Ordinal);
        Assert.Contains("8532.24.10", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8532.24.10")]
    [InlineData("853224")]
    [InlineData("8532.24.0020")]
    [InlineData("８５３２.24.10")]
    public async Task An_answer_within_the_given_code_is_no_doubt(string given)
    {
        await ClassifyAsync(new() { ["SAME-CODE"] = new { ncm = given } });

        Assert.Empty(await app.ColumnAsync("reason", "select reason from review_item where 'DOUBT' = any(reasons)"));
    }

    [Fact]
    public async Task A_known_answer_is_asked_anew_for_another_code_unless_a_person_approved_it()
    {
        await ClassifyAsync(new() { ["KNOWN-1"] = new { } });
        await ClassifyAsync(new() { ["KNOWN-1"] = new { ncm = "8532.24.10" } });
        Assert.Single(app.Agents.Received);

        await ClassifyAsync(new() { ["KNOWN-1"] = new { ncm = "8542.31.90" } });
        Assert.Equal(2, app.Agents.Received.Count);

        await app.ExecuteAsync("update classification set approved_at = now() where status = 'ACTIVE'");
        var events = await ClassifyAsync(new() { ["KNOWN-1"] = new { ncm = "8542.31.90" } });
        Assert.Equal(2, app.Agents.Received.Count);
        Assert.Contains("8542.31.90", events[0].Data.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_item_does_not_have_is_refused_by_name_with_the_nearest()
    {
        var problem = await app.PostAsync("/classify-batch", new
        {
            partnumbers = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["ITEM-1"] = new { descripton = "capacitor", quantity = 5 },
                ["ITEM-2"] = new { ncm = "oito" },
                ["ITEM-3"] = new { description = "capacitor", erp_description = "resistor" },
                ["ITEM-4"] = new { partnumber = "ITEM-5" },
                ["ITEM-5"] = new { coo = 156 },
            },
        }, expect: 400);

        var errors = problem.GetProperty("errors").EnumerateObject().ToDictionary(e => e.Name, e => e.Value[0].GetString()!);
        Assert.Equal(
            ["partnumbers.ITEM-1.descripton", "partnumbers.ITEM-1.quantity", "partnumbers.ITEM-2.ncm", "partnumbers.ITEM-3.erp_description",
                "partnumbers.ITEM-4.partnumber", "partnumbers.ITEM-5.coo"],
            errors.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("o mais próximo é \"description\"", errors["partnumbers.ITEM-1.descripton"], StringComparison.Ordinal);
        Assert.DoesNotContain("próximo", errors["partnumbers.ITEM-1.quantity"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"partnumber":"ONE-1","ncm":"853"}""", "ncm")]
    [InlineData("""{"partnumber":"ONE-1","description":"a","erp_description":"b"}""", "erp_description")]
    [InlineData("""{"partnumber":"ONE-1","coo":"a\u0007"}""", "coo")]
    public async Task A_single_part_number_is_checked_the_same(string body, string field)
    {
        var problem = await app.PostAsync("/classify-partnumber", JsonElement.Parse(body), expect: 400);

        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Theory]
    [InlineData("8532.24.10", "85322410")]
    [InlineData("8532/24-10", "85322410")]
    [InlineData("8532.24.0020", "853224")]
    [InlineData("853224002000", "853224")]
    [InlineData("853", null)]
    [InlineData("NCM 8532", null)]
    [InlineData("12345678901234", null)]
    public void A_given_code_is_digits_and_what_separates_them(string given, string? digits) =>
        Assert.Equal(digits, GivenCode.ParseDigits(given));

    private async Task<List<(string Name, JsonElement Data)>> ClassifyAsync(Dictionary<string, object> items)
    {
        var accepted = await app.PostAsync("/classify-batch", new { partnumbers = items });
        return await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);
    }
}
