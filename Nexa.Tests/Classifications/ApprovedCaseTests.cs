using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Core.Classifications;
using Npgsql;

namespace Nexa.Tests.Classifications;

/// <summary>What analysts decided speaks in doubtful answers about part numbers of the same series.</summary>
public sealed class ApprovedCaseTests(Servers servers) : IAsyncLifetime
{
    private const string Text = "Capacitor cerâmico multicamada";
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
    [InlineData("SURE-CL10C470JB8", null)]
    [InlineData("SURE-CL10C470JB8", "Capacitor 47 pF")]
    [InlineData("77120", "capacitor  CERÂMICO multicamada")]
    public async Task A_correction_makes_a_sure_answer_of_another_code_doubtful(string number, string? text)
    {
        await DecideAsync("SURE-CL10C330JB8", HttpMethod.Patch, "", new { ncm = "8532.24.90", reason = "Mais de 1000 V." }, Text);

        var answer = await AnswerAsync(number, text);

        Assert.Equal("85322410", answer.GetProperty("ncm").GetString());
        Assert.InRange(answer.GetProperty("confidence_score").GetDouble(), 0.6, 0.7);
        Assert.True(answer.GetProperty("needs_review").GetBoolean());
        var first = answer.GetProperty("alternatives")[0];
        Assert.Equal("85322490", first.GetProperty("ncm").GetString());
        Assert.Contains("SURE-CL10C330JB8", first.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("Caso semelhante classificado em 8532.24.90", Assert.Single(await app.ColumnAsync(
            "review_reason", "select review_reason from classification where ncm = '85322410' and status = 'ACTIVE'")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SURE-XYZ88990011", "capacitor multicamada 47 pF", "some of the words are the same, and neither the number nor the text")]
    [InlineData("ABC-1", null, "neither is like the case")]
    public async Task A_sure_answer_of_another_product_stays_sure(string number, string? text, string because)
    {
        await DecideAsync("SURE-CL10C330JB8", HttpMethod.Patch, "", new { ncm = "8532.24.90", reason = "Mais de 1000 V." }, Text);

        var answer = await AnswerAsync(number, text);

        Assert.True(answer.GetProperty("confidence_score").GetDouble() == 0.97, because);
        Assert.True(answer.GetProperty("alternatives").ValueKind is JsonValueKind.Null, because);
    }

    [Fact]
    public async Task A_correction_of_another_organisation_leaves_a_sure_answer_as_it_is()
    {
        await DecideAsync("SURE-CL10C330JB8", HttpMethod.Patch, "", new { ncm = "8532.24.90", reason = "Mais de 1000 V." }, Text);
        await app.ExecuteAsync("insert into organisation (id, name) values ('00000000-0000-0000-0000-0000000000aa', 'Outra')");
        await app.ExecuteAsync("update classification set organisation_id = '00000000-0000-0000-0000-0000000000aa'");

        var answer = await AnswerAsync("SURE-CL10C470JB8", Text);

        Assert.Equal(0.97, answer.GetProperty("confidence_score").GetDouble());
        Assert.True(answer.GetProperty("alternatives").ValueKind is JsonValueKind.Null);
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

    [Theory]
    [InlineData("capacitor  CERÂMICO multicamada", "descrição igual à do caso aprovado em ")]
    [InlineData("capacitor multicamada 47 pF", "caso semelhante aprovado em ")]
    [InlineData("cerâmico, capacitor", "caso semelhante aprovado em ")]
    public async Task A_correction_speaks_in_a_doubtful_answer_to_the_same_words(string text, string source)
    {
        await DecideAsync("DOUBT-7781", HttpMethod.Patch, "", new { ncm = "8532.24.90", reason = "Mais de 1000 V." }, Text);

        var answer = await AnswerAsync("DOUBT-XYZ99001122", text);

        Assert.Equal("85322410", answer.GetProperty("ncm").GetString());
        var first = answer.GetProperty("alternatives")[0];
        Assert.Equal("85322490", first.GetProperty("ncm").GetString());
        Assert.StartsWith(source, first.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0.55, answer.GetProperty("confidence_score").GetDouble());
    }

    [Theory]
    [InlineData("capacitor", "one word names a whole trade")]
    [InlineData("capacitor eletrolítico radial", "the case is of other words")]
    [InlineData("10 V 47 pF", "there are no words")]
    public async Task Other_words_find_no_case(string text, string because)
    {
        await DecideAsync("DOUBT-7781", HttpMethod.Post, "/approve", new { }, Text);

        var answer = await AnswerAsync("DOUBT-XYZ99001122", text);

        Assert.True(answer.GetProperty("evidence").ValueKind is JsonValueKind.Null, because);
    }

    [Fact]
    public async Task Cases_of_another_organisation_are_never_found()
    {
        await DecideAsync("DOUBT-CL10C330JB8", HttpMethod.Post, "/approve", new { }, Text);
        await app.ExecuteAsync("insert into organisation (id, name) values ('00000000-0000-0000-0000-0000000000aa', 'Outra')");
        await app.ExecuteAsync(
            """
            insert into task select (jsonb_populate_record(t, jsonb_build_object('id', '00000000-0000-0000-0000-0000000000bb',
              'organisation_id', '00000000-0000-0000-0000-0000000000aa'))).* from task t limit 1
            """);
        var own = Guid.Parse(Assert.Single(await app.ColumnAsync("id",
            "select id::text from task where organisation_id <> '00000000-0000-0000-0000-0000000000aa'")));
        await using var database = NpgsqlDataSource.Create(app.Database);

        foreach (var (number, text) in new[] { ("DOUBT-CL10C470JB8", null), ("X1", Text), ("77120", "capacitor multicamada") })
        {
            Assert.Single(await ApprovedCases.FindAsync(database, own, number, text, null, Ct));
            Assert.Empty(await ApprovedCases.FindAsync(
                database, Guid.Parse("00000000-0000-0000-0000-0000000000bb"), number, text, null, Ct));
        }
    }

    private async Task<JsonElement> AnswerAsync(string number, string? description = null)
    {
        var accepted = await app.PostAsync("/classify-partnumber", new { partnumber = number, description });
        return (await app.EventsAsync(accepted.GetProperty("task_id").GetString()!))[^1].Data.GetProperty("result");
    }

    private async Task DecideAsync(string number, HttpMethod method, string verb, object body, string? description = null)
    {
        await AnswerAsync(number, description);
        var id = Assert.Single(await app.ColumnAsync("id", "select id::text from classification where status = 'ACTIVE'"));
        using var request = new HttpRequestMessage(method, $"/classifications/{id}{verb}") { Content = JsonContent.Create(body) };
        using var response = await app.Http.SendAsync(request, Ct);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
