using System.Text;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.FiscalStore;

/// <summary>PTAX files in the tables: they add their days, have a way back, and answer for a rate that the caller leaves out.</summary>
public sealed class ExchangeFileTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_declaration_takes_the_sale_rate_of_the_day_before_and_a_file_adds_its_days_to_those_before_it()
    {
        using var ana = host.As(AnalystHost.Ana);
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        Assert.True((await ImportAsync(Line("18/11/2026", "USD", "5,4321"))).Switched);
        var first = await TakeAsync(ana);
        Assert.True((await ImportAsync(Line("19/11/2026", "USD", "5,5000") + Line("19/11/2026", "JPY", "0,03605"))).Switched);
        Assert.False((await ImportAsync(Line("19/11/2026", "USD", "5,5000"))).Switched); // known
        await TakeAsync(ana);

        var old = await ana.EstimateAsync(Request("2026-11-19", "USD"));
        var today = await ana.EstimateAsync(Request("2026-11-20", "USD"));
        var yen = await ana.EstimateAsync(Request("2026-11-20", "JPY"));

        Assert.Equal(5_432.10m, old.GetProperty("totals").GetProperty("customs_value").GetDecimal());
        Assert.Equal(5_500m, today.GetProperty("totals").GetProperty("customs_value").GetDecimal());
        Assert.Equal(36.05m, yen.GetProperty("totals").GetProperty("customs_value").GetDecimal());
        var step = today.GetProperty("steps").EnumerateArray().Single(one => one.Text("tax") == "exchange_rate");
        Assert.Equal(("USD: PTAX de venda de 19/11/2026", "table"), (step.Text("formula"), step.Text("source")));

        // The edition before the second file, by its id and put in force again.
        var replayed = await ana.EstimateAsync(Request("2026-11-20", "USD", $"\"snapshot\":\"{first}\","));
        Assert.Contains("não foi importada", replayed.GetProperty("missing").ToString(), StringComparison.Ordinal);
        await ana.PostAsync($"/fiscal-tables/editions/{first}/restore");
        var restored = await ana.EstimateAsync(Request("2026-11-20", "USD"));
        Assert.Contains("19/11/2026 não foi importada", restored.GetProperty("missing").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_of_the_future_and_another_one_for_a_known_day_are_refused()
    {
        await FiscalImport.EnsureStarterAsync(host.Database, Ct);
        await ImportAsync(Line("05/01/2026", "GBP", "7,1000"));

        var ahead = await Assert.ThrowsAsync<RefusedFileException>(() => ImportAsync(Line("05/01/2036", "GBP", "7,1000"), force: true));
        var other = await Assert.ThrowsAsync<RefusedFileException>(() => ImportAsync(Line("05/01/2026", "GBP", "7,2000")));

        Assert.Contains("ainda não existem", ahead.Message, StringComparison.Ordinal);
        Assert.Contains("difere da que já foi importada", other.Message, StringComparison.Ordinal);
        Assert.True((await ImportAsync(Line("05/01/2026", "GBP", "7,2000"), force: true)).Switched);
        var (rate, _) = (await FiscalImport.LoadAsync(host.Database, null, Ct))!.Exchange.FindSale("GBP", new DateOnly(2026, 1, 6));
        Assert.Equal(7.2m, rate!.Sale);
    }

    private static string Line(string day, string currency, string sale) => $"{day};220;A;{currency};{sale};{sale};1,0000;1,0000\n";

    private static string Request(string date, string currency, string more = "") =>
        $$"""
        {"date":"{{date}}",{{more}}"icms_rate":18,"transport_mode":"air","currency":"{{currency}}","freight":0,"insurance":0,
         "items":[{"ncm":"8532.24.10","fob":1000,"cofins_addition":false}]}
        """;

    /// <summary>Has the API take the edition in force, and returns its id.</summary>
    private static async Task<Guid> TakeAsync(HttpClient ana)
    {
        var edition = (await ana.GetJsonAsync("/fiscal-tables/editions")).GetProperty("items")[0].Id("id");
        await ana.PostAsync($"/fiscal-tables/editions/{edition}/restore");
        return edition;
    }

    private Task<ImportOutcome> ImportAsync(string text, bool force = false) => FiscalImport.ImportAsync(
        host.Database, FiscalFileReader.ReadFile("ptax.csv", Encoding.ASCII.GetBytes(text)), force, Ct);
}
