using Nexa.Core.Contracts;
using Nexa.Core.Tasks;
using Nexa.Fiscal;
using Nexa.Worker.Classification;

namespace Nexa.Tests.Review;

/// <summary>An item of the queue has all that a decision needs, and one call decides it.</summary>
public sealed class ReviewItemTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private const string Answer = """
        {"evidence":[{"field":"mounting","value":"smd","source":"part number"}],
         "alternatives":[{"ncm":"85412120","description":"Transistores","reason":"Menos provável"},{"ncm":"nenhum"}],
         "questions":["Dissipação inferior a 1 W?"]}
        """;

    [Fact]
    public async Task The_queue_alone_is_enough_to_decide_ten_items_in_ten_calls()
    {
        using var ana = host.As(AnalystHost.Ana);
        for (var i = 0; i < 10; i++)
        {
            await PutAsync($"ALONE-{i}");
        }

        var calls = 1;
        var items = (await ana.GetJsonAsync("/review?limit=200")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("classification").Text("partnumber").StartsWith("ALONE", StringComparison.Ordinal)).ToList();
        foreach (var item in items)
        {
            Assert.Equal("CAP 100NF 50V", item.Text("erp_text"));
            Assert.Equal("mounting", item.GetProperty("evidence")[0].Text("field"));
            Assert.Equal("Dissipação inferior a 1 W?", item.GetProperty("questions")[0].GetString());
            await ana.PostAsync($"/review/{item.Id("id")}/approve", null, 200, ("If-Match", item.Text("etag")));
            calls++;
        }

        Assert.Equal((10, 11), (items.Count, calls)); // one for the queue, and one an item instead of four
        Assert.Equal(10L, await host.ScalarAsync(
            "select count(*) from review_item r join classification c on c.id = r.classification_id "
            + "where c.number_key like 'ALONE%' and r.state = 'APPROVED'"));
    }

    [Fact]
    public async Task Each_alternative_tells_what_it_changes_in_tax()
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await PutAsync("ALTERNATIVE");

        var item = await ana.GetJsonAsync($"/review/{id}");

        var tables = FiscalTables.LoadStarter();
        var today = BrazilTime.Today(TimeProvider.System);
        var difference = LegalBasis.CalculateTaxAtStake(tables, "85412120", null, today)
            - LegalBasis.CalculateTaxAtStake(tables, "85322410", null, today);
        Assert.NotNull(difference);
        var other = item.GetProperty("alternatives")[0];
        Assert.Equal(("85412120", difference), (other.Text("ncm"), other.GetProperty("tax_difference").GetDecimal()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, item.GetProperty("alternatives")[1].GetProperty("tax_difference").ValueKind);
    }

    [Fact]
    public async Task The_line_of_the_document_is_told_with_its_quantity_and_price()
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await PutAsync("LINE-7", """
            {"lines":[{"line":3,"page":1,"partnumber":"OTHER"},
              {"line":7,"page":2,"partnumber":"line-7","description":"CAP CER","quantity":500,"unit_price":0.012,"currency":"USD"}]}
            """);

        var line = (await ana.GetJsonAsync($"/review/{id}")).GetProperty("line");

        Assert.Equal((7, 2, 500m, "USD", "pedido.pdf"), (line.GetProperty("line").GetInt32(), line.GetProperty("page").GetInt32(),
            line.GetProperty("quantity").GetDecimal(), line.Text("currency"), line.Text("file_name")));
    }

    [Theory]
    [InlineData(0.72, null, "Confiança de 72%, abaixo do mínimo de 80%.")]
    [InlineData(0.80, "84713019|Qual é a área da tela?", "Confiança de 80%; dúvida entre 8471.30.12 e 8471.30.19: qual é a área da tela?")]
    [InlineData(0.29, "84713019", "Confiança de 29%, abaixo do mínimo de 80%; dúvida entre 8471.30.12 e 8471.30.19.")]
    [InlineData(0.85, "|SMD ou PTH?", "Confiança de 85%; em aberto: SMD ou PTH?")]
    [InlineData(0.85, null, "Confiança de 85%; o serviço de agentes solicitou a conferência.")]
    [InlineData(null, null, "A resposta não informa o grau de confiança; o serviço de agentes solicitou a conferência.")]
    public void Why_it_waits_is_said_from_its_facts(double? confidence, string? more, string reason)
    {
        var (other, question) = (more?.Split('|')[0], more?.Split('|').Skip(1).FirstOrDefault());
        var answer = new ClassificationResult
        {
            Partnumber = "NOTE-1", Ncm = "84713012", ConfidenceScore = confidence, NeedsReview = true,
            Alternatives = string.IsNullOrEmpty(other) ? null : Json($$"""[{"ncm":"{{other}}"}]"""),
            Questions = question is null ? null : Json($$"""["{{question}}"]"""),
        };

        var judged = new ResultJudge(TimeProvider.System).Judge(
            FiscalTables.LoadStarter(), new TaskItem { PartNumber = "NOTE-1" }, answer, approved: null);

        Assert.Equal(reason, judged.ReviewReason);
        Assert.Equal(FiscalTables.LoadStarter().SnapshotId, judged.Edition);
    }

    [Theory]
    [InlineData("Chinaa", null, null, null, "O país \"Chinaa\" não consta da lista ISO 3166-1.")]
    [InlineData("japão", "AA0001, AB0002", "JP", "AA0001, AB0002", null)]
    [InlineData(" tw ", "xx-qualquer", "TW", null, "A NVE \"xx-qualquer\" não tem a forma de duas letras e quatro dígitos.")]
    public void A_country_and_an_nve_of_any_agents_have_their_form_or_are_asked_for(
        string country, string? nve, string? keptCountry, string? keptNve, string? reason)
    {
        var answer = new ClassificationResult { Ncm = "85322410", ConfidenceScore = 0.95, Pais = country, Nve = nve };

        var judged = new ResultJudge(TimeProvider.System).Judge(
            FiscalTables.LoadStarter(), new TaskItem { PartNumber = "FORM-1" }, answer, approved: null);

        Assert.Equal((keptCountry, keptNve, reason), (judged.Result.Pais, judged.Result.Nve, judged.ReviewReason));
        Assert.Equal(reason is not null, judged.Result.NeedsReview);
    }

    [Fact]
    public async Task An_unknown_tax_ranks_before_every_known_one_of_the_same_doubt()
    {
        using var ana = host.As(AnalystHost.Ana);
        foreach (var (number, stake) in new[] { ("STAKE-KNOWN", 60m), ("STAKE-NONE", 0m) })
        {
            var id = await host.ClassifiedAsync(number, confidence: 0.6);
            await host.ExecuteAsync("delete from review_item where classification_id = $1", id);
            await host.ExecuteAsync("update classification set tax_at_stake = $2 where id = $1", id, stake);
            await host.EnlistAsync(id, sample: 0);
        }

        var queue = (await ana.GetJsonAsync("/review?limit=200")).GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("classification").Text("partnumber").StartsWith("STAKE", StringComparison.Ordinal)).ToList();

        Assert.Equal(["STAKE-NONE", "STAKE-KNOWN"], queue.Select(item => item.GetProperty("classification").Text("partnumber")));
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null, queue[0].GetProperty("classification").GetProperty("tax_at_stake").ValueKind);
    }

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonElement.Parse(text);

    /// <summary>An item as the worker leaves it, asked with a description, and from a document where one is given.</summary>
    private async Task<Guid> PutAsync(string number, string? extraction = null)
    {
        var (task, document) = (Guid.CreateVersion7(), extraction is null ? (Guid?)null : Guid.CreateVersion7());
        if (document is not null)
        {
            await host.ExecuteAsync(
                """
                insert into document (id, organisation_id, file_name, content_type, size, sha256, extraction)
                values ($1, $2, 'pedido.pdf', 'application/pdf', 1, sha256($1::text::bytea), $3::jsonb)
                """, document, AnalystHost.Ana, extraction);
        }

        await host.ExecuteAsync(
            """
            insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq, finished_at, document_id)
            values ($1, $2, $4, 'DONE', false, 1, 1, 0, 0, now(), $3)
            """, task, AnalystHost.Ana, document, document is null ? "PARTNUMBER" : "DOCUMENT");
        var id = await host.ClassifiedAsync(number, task: task);
        await host.ExecuteAsync(
            """
            insert into task_item (id, task_id, position, part_number, description, status, classification_id)
            values (gen_random_uuid(), $1, 1, $2, 'CAP 100NF 50V', 'DONE', $3)
            """, task, number, id);
        await host.ExecuteAsync("update classification set result = result || $2::jsonb where id = $1", id, Answer);
        return (Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1", id))!;
    }
}
