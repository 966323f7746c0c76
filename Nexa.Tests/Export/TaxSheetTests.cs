using System.Net.Http.Json;

namespace Nexa.Tests.Export;

public sealed class TaxSheetTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_estimate_is_a_workbook_with_its_steps_and_what_is_missing_says_so()
    {
        var ana = host.As(AnalystHost.Ana);
        var question = new
        {
            date = "2026-06-15", transport_mode = "air", side_by_side = true,
            items = new[] { new { ncm = "85322410", customs_value = 1000 }, new { ncm = "85414121", customs_value = 2000 } },
        };
        var expected = (await ana.PostAsync("/taxes/estimate", question)).GetProperty("items")[0];

        using var answer = await ana.PostAsJsonAsync("/taxes/estimate.xlsx", question, Ct);

        Assert.Equal("attachment; filename=\"tributos_2026-06-15.xlsx\"", answer.Content.Headers.GetValues("Content-Disposition").Single());
        var sheets = await ExportTests.ReadSheetsAsync(answer);
        Assert.Equal(["TRIBUTOS", "MEMÓRIA DE CÁLCULO", "PENDÊNCIAS E NOTAS"], sheets.Keys);
        var items = sheets["TRIBUTOS"];
        Assert.Equal(1 + (2 * 3), items.Count); // two items and the declaration in each of the two years
        Assert.Equal(["15/06/2026", 1.0, "8532.24.10", null, 1000.0], items[1].Take(5));
        Assert.Equal(expected.GetProperty("cofins").GetDouble(), items[1][8]);
        Assert.Equal("não disponível", items[1][^1]); // the State is unknown, and with it the ICMS
        Assert.Contains(sheets["MEMÓRIA DE CÁLCULO"], row => row[0] is "15/06/2027" && row[2] is "CBS" && row[4] is "não disponível");
        Assert.Contains(sheets["PENDÊNCIAS E NOTAS"], row => row[2] is "ICMS" && row[1] is "declaração");
        Assert.Contains(sheets["PENDÊNCIAS E NOTAS"], row => row[2] is "CBS" && row[1] is 2.0 or "2");
    }

    [Fact]
    public async Task The_cost_has_a_sheet_of_its_own_where_it_was_asked_for()
    {
        using var answer = await host.As(AnalystHost.Ana).PostAsJsonAsync("/taxes/estimate.xlsx", new
        {
            date = "2026-11-20", transport_mode = "air", icms_rate = 18, other_expenses = 500, local_expenses = 1200,
            tax_regime = "lucro_real",
            items = new[]
            {
                new
                {
                    ncm = "85322410", customs_value = 100000, cofins_addition = true, quantity = 5000, unit = "UN",
                    rates = new { ii = 14, ipi = 9.75 },
                },
            },
        }, Ct);

        var costs = (await ExportTests.ReadSheetsAsync(answer))["CUSTO"];

        Assert.Equal([169638.09, 53183.86, 116454.23, 33.927618, 23.290846], costs[1].Skip(6).Take(5));
        Assert.Equal("declaração", costs[2][1]);
    }

    [Fact]
    public async Task A_question_that_is_wrong_is_refused_as_that_of_an_estimate()
    {
        using var answer = await host.As(AnalystHost.Ana).PostAsJsonAsync(
            "/taxes/estimate.xlsx", new { date = "2026-06-15", transport_mode = "air", items = new[] { new { ncm = "85322410" } } }, Ct);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("customs_value", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
