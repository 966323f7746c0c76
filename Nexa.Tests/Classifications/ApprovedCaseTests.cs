using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.Classifications;

/// <summary>What analysts decided speaks in doubtful answers about part numbers of the same series.</summary>
public sealed class ApprovedCaseTests(Servers servers) : IAsyncLifetime
{
    private NexaApp app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await NexaApp.StartAsync(servers);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_correction_is_the_first_alternative_of_the_next_doubtful_answer()
    {
        await DecideAsync("DOUBT-CL10C330JB8", HttpMethod.Patch, "", new
        {
            ncm = "8532.24.90", fabricante = "SAMSUNG electro-mechanics", reason = "Mais de 1000 V.",
        });

        var answer = await AnswerAsync("DOUBT-CL10C470JB8");

        Assert.Equal("85322410", answer.GetProperty("ncm").GetString());
        var first = answer.GetProperty("alternatives")[0];
        Assert.Equal("85322490", first.GetProperty("ncm").GetString());
        Assert.Matches(@"^caso semelhante aprovado em \d\d/\d\d/\d{4}: DOUBT-CL10C330JB8 \(SAMSUNG electro-mechanics\)$",
            first.GetProperty("reason").GetString());
        Assert.Contains("Caso semelhante classificado em 8532.24.90", Assert.Single(await app.ColumnAsync(
            "review_reason", "select review_reason from classification where ncm = '85322410' and status = 'ACTIVE'")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_is_evidence_for_the_same_code_and_makes_nothing_surer()
    {
        await DecideAsync("DOUBT-GRM188R71", HttpMethod.Post, "/approve", new { });

        var answer = await AnswerAsync("DOUBT-GRM188R72");

        Assert.Contains(answer.GetProperty("evidence").EnumerateArray(), one => one.GetProperty("value").GetString() == "8532.24.10"
            && one.GetProperty("source").GetString()!.Contains("DOUBT-GRM188R71", StringComparison.Ordinal));
        Assert.Equal(0.55, answer.GetProperty("confidence_score").GetDouble());
        Assert.True(answer.GetProperty("needs_review").GetBoolean());
    }

    [Theory]
    [InlineData("DOUBT-XYZ88990011", "no decision was made on its series")]
    [InlineData("CL10C470JB8NNNC-SURE", "a sure answer needs no case")]
    public async Task Other_answers_stay_as_they_are(string number, string because)
    {
        await DecideAsync("DOUBT-CL10C330JB8", HttpMethod.Post, "/approve", new { });

        var answer = await AnswerAsync(number);

        Assert.True(answer.GetProperty("evidence").ValueKind is JsonValueKind.Null
            && answer.GetProperty("alternatives").ValueKind is JsonValueKind.Null, because);
    }

    private async Task<JsonElement> AnswerAsync(string number) => (await app.ClassifyAsync(number))[^1].Data.GetProperty("result");

    private async Task DecideAsync(string number, HttpMethod method, string verb, object body)
    {
        await AnswerAsync(number);
        var id = Assert.Single(await app.ColumnAsync("id", "select id::text from classification where status = 'ACTIVE'"));
        using var request = new HttpRequestMessage(method, $"/classifications/{id}{verb}") { Content = JsonContent.Create(body) };
        using var response = await app.Http.SendAsync(request, Ct);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
