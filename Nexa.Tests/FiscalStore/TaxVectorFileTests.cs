using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Nexa.Tests.FiscalStore;

/// <summary>The figures of <c>taxes/vectors.json</c>, worked out apart from this code, to the cent and over HTTP.</summary>
public sealed class TaxVectorFileTests(VectorApi api) : IClassFixture<VectorApi>
{
    private const string File = "taxes/vectors.json";

    public static TheoryData<string> Names()
    {
        var path = SharedData.Folder is null ? null : Path.Combine(SharedData.Folder, File);
        return path is not null && System.IO.File.Exists(path)
            ? [.. Read(path).EnumerateArray().Select(vector => vector.GetProperty("name").GetString()!)]
            : ["(the file is not at hand)"];
    }

    /// <summary>Requests for the figures that the file gives without one; the tax of V31 is that of 14.4 % II and 9.75 % IPI.</summary>
    private static readonly Dictionary<string, string> OwnRequests = new(StringComparer.Ordinal)
    {
        ["V31"] = """
            {"date":"2026-11-20","uf":"SP","icms_rate":18,"icms_deferral":100,"transport_mode":"air","items":[
              {"ncm":"8532.24.10","customs_value":50000,"rates":{"ii":14.4,"ipi":9.75},"cofins_addition":false}]}
            """,
        ["V32"] = """
            {"date":"2026-11-20","uf":"SP","icms_rate":18,"transport_mode":"air","currency":"USD","exchange_rate":5.4321,"items":[
              {"ncm":"8532.24.10","fob":9000,"freight":0,"net_weight":5000,"cofins_addition":false,
               "ii_by_unit":{"unit":"kg","amount_per_unit":0.80,"currency":"USD"},
               "trade_defence_by_unit":{"quantity":5000,"unit":"kg","amount_per_unit":0.80,"currency":"USD"}}]}
            """,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_vector_is_right_to_the_cent(string name)
    {
        var vector = Read(SharedData.Require(File)).EnumerateArray().Single(vector => vector.GetProperty("name").GetString() == name);
        using var response = await api.Client.EstimateResponseAsync(
            OwnRequests.GetValueOrDefault(name[..3]) ?? vector.GetProperty("request").GetRawText());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        switch (name[..3])
        {
            case "V25":
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                Assert.Contains(
                    "customs_value", answer.GetProperty("errors").GetProperty("exchange_rate").ToString(), StringComparison.Ordinal);
                return;
            case "V26":
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                Assert.Contains(
                    "\\u0022freight\\u0022", answer.GetProperty("errors").GetProperty("freigth").ToString(), StringComparison.Ordinal);
                return;
            case "V28":
                Assert.Contains("art. 77", answer.GetProperty("notes").ToString(), StringComparison.Ordinal);
                return;
            case "V29":
                Assert.Contains("31/12/2026", answer.GetProperty("notes").ToString(), StringComparison.Ordinal);
                Assert.Equal(0m, answer.GetProperty("totals").GetProperty("pis").GetDecimal());
                return;
            case "V31":
                var (expected, totals) = (vector.GetProperty("expected"), answer.GetProperty("totals"));
                Assert.Equal(ReadNumber(expected.GetProperty("icms_calculated")), totals.GetProperty("icms").GetDecimal());
                Assert.Equal(ReadNumber(expected.GetProperty("icms_deferred")), totals.GetProperty("icms_deferred").GetDecimal());
                Assert.Equal(ReadNumber(expected.GetProperty("total_payable")), totals.GetProperty("total").GetDecimal());
                return;
            case "V32":
                var duty = ReadNumber(vector.GetProperty("expected").GetProperty("duty"));
                Assert.Equal(duty, answer.GetProperty("totals").GetProperty("ii").GetDecimal());
                Assert.Equal(duty, answer.GetProperty("totals").GetProperty("trade_defence").GetDecimal());
                return;
            case "V24":
                Agree(vector.GetProperty("expected_main"), answer.GetProperty("totals"), text);
                Agree(vector.GetProperty("expected_2026_column"), answer.GetProperty("side_by_side")[0].GetProperty("totals"), text);
                Agree(vector.GetProperty("expected_2027_column"), answer.GetProperty("side_by_side")[1].GetProperty("totals"), text);
                return;
        }

        Assert.True(response.IsSuccessStatusCode, text);
        Agree(vector.GetProperty("expected_totals"), answer.GetProperty("totals"), text);
        if (vector.TryGetProperty("expected_items", out var items) && items.ValueKind is JsonValueKind.Array)
        {
            foreach (var (expected, actual) in items.EnumerateArray().Zip(answer.GetProperty("items").EnumerateArray()))
            {
                Agree(expected, actual, text);
            }
        }
    }

    private static void Agree(JsonElement expected, JsonElement actual, string answer)
    {
        foreach (var amount in expected.EnumerateObject())
        {
            var right = ReadNumber(amount.Value);
            var got = actual.GetProperty(amount.Name);
            Assert.True(got.ValueKind is JsonValueKind.Number && got.GetDecimal() == right, $"{amount.Name}: {right}, not {got}. {answer}");
        }
    }

    private static decimal ReadNumber(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static JsonElement Read(string path) =>
        JsonSerializer.Deserialize<JsonElement>(System.IO.File.ReadAllBytes(path)).GetProperty("vectors");
}
