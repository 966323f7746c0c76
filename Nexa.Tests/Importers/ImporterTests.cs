using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Importers;

namespace Nexa.Tests.Importers;

public sealed class ImporterTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("12.ABC.345/01DE-35", "12ABC34501DE35")]
    [InlineData("12abc34501de35", "12ABC34501DE35")]
    [InlineData("11.222.333/0001-81", "11222333000181")]
    [InlineData("00.000.000/0001-91", "00000000000191")]
    [InlineData(" 33.000.167/0001-01 ", "33000167000101")]
    public void A_cnpj_is_read_with_letters_and_without(string text, string expected)
    {
        Assert.True(Cnpj.TryParse(text, out var cnpj));
        Assert.Equal(expected, cnpj);
    }

    [Theory]
    [InlineData("12.ABC.345/01DE-34")]
    [InlineData("12.ABC.345/01DE-53")]
    [InlineData("11.222.333/0001-80")]
    [InlineData("11.222.333/0001-8A")]
    [InlineData("00.000.000/0000-00")]
    [InlineData("12.ÁBC.345/01DE-35")]
    [InlineData("1122233300018")]
    [InlineData("112223330001811")]
    [InlineData("")]
    [InlineData(null)]
    public void A_cnpj_with_wrong_digits_length_or_letters_is_refused(string? text) => Assert.False(Cnpj.TryParse(text, out _));

    [Fact]
    public async Task Importers_are_added_changed_and_deleted_and_a_cnpj_is_taken_once()
    {
        var ana = host.As(AnalystHost.Ana);
        await ana.PostAsync("/importers", new { name = "Errada", cnpj = "11.222.333/0001-80" }, 400);
        await ana.PostAsync("/importers", new { name = "Errada", cnpj = "11.222.333/0001-81", uf = "XX" }, 400);
        var made =
            await ana.PostAsync("/importers",
                new { name = "Alfa", cnpj = "11222333000181", uf = "SC", postal_code = "88010-000", icms_rate = 17 }, 201);
        await ana.PostAsync("/importers", new { name = "Outra", cnpj = "11.222.333/0001-81" }, 409);
        // Of another organisation.
        await host.As(AnalystHost.Stranger).PostAsync("/importers", new { name = "Alfa", cnpj = "11222333000181" }, 201);

        var saved =
            await ana.SendJsonAsync(HttpMethod.Put, $"/importers/{made.Id("id")}",
                new { name = "Alfa Ltda.", cnpj = "12.ABC.345/01DE-35" });
        var listed = await host.As(AnalystHost.Bruno).GetJsonAsync("/importers");

        Assert.Equal(("11.222.333/0001-81", "88010000"), (made.Text("cnpj"), made.Text("postal_code")));
        Assert.Equal(("12.ABC.345/01DE-35", JsonValueKind.Null), (saved.Text("cnpj"), saved.GetProperty("uf").ValueKind));
        Assert.Contains("Alfa Ltda.", listed.GetProperty("items").EnumerateArray().Select(one => one.Text("name")));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/importers/{made.Id("id")}", null, 204);
        await ana.SendJsonAsync(HttpMethod.Get, $"/importers/{made.Id("id")}", null, 404);
    }

    [Fact]
    public async Task A_broker_tells_three_importers_apart_in_tasks_history_exports_certificate_and_duimp()
    {
        var ana = host.As(AnalystHost.Ana);
        var numbers = new[] { "BRK-1", "BRK-2", "BRK-3" };
        var (importers, tasks) = (new List<Guid>(), new List<Guid>());
        foreach (var (number, cnpj) in numbers.Zip(["12.ABC.345/01DE-35", "33.000.167/0001-01", "00.000.000/0001-91"]))
        {
            importers.Add((await ana.PostAsync("/importers", new { name = $"Importadora {number}", cnpj }, 201)).Id("id"));
            await host.ClassifiedAsync(number, confidence: 0.95, manufacturer: "Murata");
            tasks.Add(
                (await ana.PostAsync("/classify-batch", new { partnumbers = new[] { number }, importer_id = importers[^1] }, 202)).Id(
                    "task_id"));
        }

        for (var i = 0; i < 3; i++)
        {
            var list = await ana.GetJsonAsync($"/tasks?importer_id={importers[i]}");
            Assert.Equal([tasks[i]], list.GetProperty("tasks").EnumerateArray().Select(task => task.Id("task_id")));
            var history = await ana.GetJsonAsync($"/history?importer_id={importers[i]}");
            var item = Assert.Single(history.GetProperty("items").EnumerateArray());
            Assert.Equal(numbers[i], item.Text("partnumber"));
            var certificate = await ana.GetJsonAsync($"/classifications/{item.Id("id")}/certificate?format=json");
            Assert.Equal($"Importadora {numbers[i]}", certificate.GetProperty("input").Text("importer"));
            using var pdf = await ana.GetAsync(new Uri($"/classifications/{item.Id("id")}/certificate", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, pdf.StatusCode);
        }

        // What was corrected for one importer is still that importer's.
        var first = (await ana.GetJsonAsync($"/history?importer_id={importers[0]}")).GetProperty("items")[0].Id("id");
        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{first}", new { ncm = "85322510", reason = "filme" });
        var exported = await ana.GetJsonAsync($"/export-json?importer_id={importers[0]}");
        Assert.Equal("85322510", Assert.Single(exported.EnumerateArray()).GetProperty("result").Text("ncm"));

        await ana.SendJsonAsync(HttpMethod.Get, $"/export-duimp?importer_id={importers[0]}&cnpj_raiz=33000167", null, 400);
        // The maker has no address.
        var blocked = await ana.SendJsonAsync(HttpMethod.Get, $"/export-duimp?importer_id={importers[0]}", null, 422);
        Assert.Equal("BRK-1",
            Assert.Single(blocked.GetProperty("blocking_errors").EnumerateArray().Select(error => error.Text("partnumber")).Distinct()));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/importers/{importers[0]}", null, 204);
        Assert.Equal(JsonValueKind.Null, (await ana.GetJsonAsync($"/tasks/{tasks[0]}")).GetProperty("importer_id").ValueKind);
    }

    [Fact]
    public async Task Nobody_names_an_importer_of_another_organisation()
    {
        var theirs =
            (await host.As(AnalystHost.Stranger)
                .PostAsync("/importers", new { name = "Alheia", cnpj = "33.000.167/0001-01", uf = "SP" }, 201)).Id("id");
        var ana = host.As(AnalystHost.Ana);

        await ana.PostAsync("/classify-partnumber", new { partnumber = "ALHEIO-1", importer_id = theirs }, 400);
        await ana.PostAsync("/classify-batch", new { partnumbers = new[] { "ALHEIO-1" }, importer_id = theirs }, 400);
        await ana.PostAsync("/taxes/estimate",
            new { date = "2026-11-24", transport_mode = "air", importer_id = theirs,
                items = new[] { new { ncm = "85322410", customs_value = 100 } } }, 400);
        using var form =
            new MultipartFormDataContent { { new StringContent("partnumber\nALHEIO-1\n"), "planilha", "pedido.csv" },
                { new StringContent(theirs.ToString()), "importer_id" } };
        using var upload = await ana.PostAsync(new Uri("/upload-sheet", UriKind.Relative), form, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, upload.StatusCode);
        Assert.Equal(0L, await host.ScalarAsync("select count(*) from task_item where part_number = 'ALHEIO-1'"));
        Assert.Empty((await ana.GetJsonAsync($"/history?importer_id={theirs}")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_estimate_takes_the_importers_state_and_rates_unless_it_names_its_own()
    {
        var ana = host.As(AnalystHost.Ana);
        var importer_id =
            (await ana.PostAsync("/importers",
                new { name = "Taxada", cnpj = "60.746.948/0001-12", uf = "SC", icms_rate = 17, icms_deferral = 50 }, 201)).Id("id");
        object Ask(string? uf, decimal? rate) => new
        {
            date = "2026-11-24", transport_mode = "air", importer_id, uf, icms_rate = rate,
            items = new[] { new { ncm = "85322410", customs_value = 1000, rates = new { ii = 10, ipi = 5, pis = 2.1, cofins = 9.65 } } },
        };

        var own = (await ana.PostAsync("/taxes/estimate", Ask(null, null))).GetProperty("totals");
        var given = (await ana.PostAsync("/taxes/estimate", Ask(null, 4))).GetProperty("totals");

        Assert.True(own.GetProperty("icms").GetDecimal() > given.GetProperty("icms").GetDecimal());
        Assert.Equal(own.GetProperty("icms").GetDecimal() / 2, own.GetProperty("icms_deferred").GetDecimal(), 1);
        var elsewhere = await ana.PostAsync("/taxes/estimate", Ask("SP", null));
        Assert.NotEqual(own.GetProperty("icms").GetRawText(), elsewhere.GetProperty("totals").GetProperty("icms").GetRawText());
    }
}
