using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Nexa.Tests.FiscalStore;

/// <summary>The figures of <c>taxes/vectors.json</c>, worked out apart from this code, to the cent and over HTTP.</summary>
public sealed class TaxVectorFileTests(VectorApi api) : IClassFixture<VectorApi>
{
    private const string File = "taxes/vectors.json";

    /// <summary>
    /// Figures of a rule without a request to send: deferred ICMS and duties by unit, which ImportCostTests holds with the same figures.
    /// </summary>
    private static readonly string[] WithoutRequest = ["V31", "V32"];

    public static TheoryData<string> Names()
    {
        var path = SharedData.Folder is null ? null : Path.Combine(SharedData.Folder, File);
        return path is not null && System.IO.File.Exists(path)
            ? [.. Read(path).EnumerateArray().Select(vector => vector.GetProperty("name").GetString()!)
                .Where(name => !WithoutRequest.Contains(name[..3]))]
            : ["(the file is not at hand)"];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_vector_is_right_to_the_cent(string name)
    {
        var vector = Read(SharedData.Require(File)).EnumerateArray().Single(vector => vector.GetProperty("name").GetString() == name);
        using var response = await api.Client.EstimateResponseAsync(vector.GetProperty("request").GetRawText());
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
            var right = decimal.Parse(amount.Value.GetString()!, CultureInfo.InvariantCulture);
            var got = actual.GetProperty(amount.Name);
            Assert.True(got.ValueKind is JsonValueKind.Number && got.GetDecimal() == right, $"{amount.Name}: {right}, not {got}. {answer}");
        }
    }

    private static JsonElement Read(string path) =>
        JsonSerializer.Deserialize<JsonElement>(System.IO.File.ReadAllBytes(path)).GetProperty("vectors");
}
