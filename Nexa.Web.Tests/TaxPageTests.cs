using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The taxes of an import, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class TaxPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_is_calculated_line_by_line_and_what_is_unknown_is_asked_for()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await OpenAsync(page, "/impostos");
        await page.GetByLabel("Data do registro").FillAsync("15/06/2026");
        await page.GetByLabel("Comparar 2026 e 2027").UncheckAsync();
        await FillCodeAsync(page, 1, "85322410");
        await page.GetByLabel("Valor aduaneiro").FillAsync("dez mil");
        await CalculateAsync(page);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Informe o valor do item 1");

        await page.GetByLabel("Valor aduaneiro").FillAsync("10.000,00");
        await CalculateAsync(page);
        var missing = page.GetByRole(AriaRole.Region, new() { Name = "Para concluir o cálculo" });
        await Expect(missing).ToContainTextAsync("ICMS");
        await Expect(page.Locator(".taxes tfoot")).ToContainTextAsync("faltam dados");

        await missing.GetByLabel("Frete internacional").FillAsync("500");
        await missing.GetByLabel("Alíquota do ICMS").FillAsync("18");
        await missing.GetByLabel("Imposto de importação (II) em 2026").FillAsync("9,6"); // the tables of this test begin later in the year
        await page.GetByRole(AriaRole.Button, new() { Name = "Calcular com estes dados" }).ClickAsync();

        var expected = await nexa.Rest.EstimateTaxesAsync(new EstimateTaxes
        {
            Date = new DateOnly(2026, 6, 15), Transport_mode = "sea", Icms_rate = 18, Freight = 500,
            Items = [new TaxItem { Ncm = "85322410", Customs_value = 10_000, Rates = new GivenRates { Ii = Rate.FromPercent(9.6m) } }],
        }, cancellationToken: Ct);
        Assert.Empty(expected.Missing.Select(one => one.Reason));
        await Expect(page.Locator(".taxes tfoot")).ToContainTextAsync(FormatMoney(expected.Totals.Total));
        await Expect(page.Locator(".taxes")).ToContainTextAsync("R$ 210,00"); // PIS, 2.1 %
        await Expect(missing).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Memória de cálculo em 15/06/2026" })).ToBeVisibleAsync();
        await Expect(page.Locator(".steps").First).ToContainTextAsync("Lei 10.865/2004");

        await page.GetByLabel("Valor aduaneiro").FillAsync("20.000,00");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Os dados mudaram depois do cálculo")).ToBeVisibleAsync();
        var export = page.GetByRole(AriaRole.Button, new() { Name = "Exportar XLSX" });
        var saved = await page.RunAndWaitForDownloadAsync(() => export.ClickAsync());
        Assert.Equal("tributos_2026-06-15.xlsx", saved.SuggestedFilename);
        Assert.Equal("PK"u8.ToArray(), (await File.ReadAllBytesAsync(await saved.PathAsync(), Ct))[..2]);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Two_years_stand_beside_each_other_and_each_asks_for_its_own_rates()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        await OpenAsync(page, "/impostos?ncm=85322410");
        await Expect(page.GetByLabel("NCM do item 1")).ToHaveValueAsync("8532.24.10");
        await page.GetByLabel("Data do registro").FillAsync("15/06/2026");
        await page.GetByLabel("Itens informados por").SelectOptionAsync("price");
        await page.GetByLabel("Taxa de câmbio").FillAsync("5,4321");
        await page.GetByLabel("Transporte").SelectOptionAsync("air");
        await page.GetByLabel("Frete").FillAsync("100");
        await page.GetByLabel("ICMS (%)", new() { Exact = true }).FillAsync("18");
        await page.GetByLabel("Preço").FillAsync("1.000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Adicionar item" }).ClickAsync();
        await FillCodeAsync(page, 2, "85414121");
        await page.GetByLabel("Preço").Nth(1).FillAsync("500,50");
        await CalculateAsync(page);

        await Expect(page.Locator(".taxes thead th")).ToHaveTextAsync(["Tributo", "15/06/2026", "15/06/2027", "Diferença"]);
        var missing = page.GetByRole(AriaRole.Region, new() { Name = "Para concluir o cálculo" });
        await missing.GetByLabel("Peso líquido do item 1").FillAsync("2");
        await missing.GetByLabel("Peso líquido do item 2").FillAsync("1");
        await missing.GetByLabel("CBS em 2027").First.FillAsync("8,7");
        await missing.GetByLabel("CBS em 2027").Nth(1).FillAsync("8,7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Calcular com estes dados" }).ClickAsync();

        await Expect(page.Locator(".taxes tr", new() { HasText = "Valor aduaneiro" })).Not.ToContainTextAsync("não disponível");
        await Expect(page.Locator(".taxes tr", new() { HasText = "CBS" })).Not.ToContainTextAsync("não disponível");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Cálculo do item 2 em 2027" })).ToContainTextAsync("8,7% (informada)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remover o item 2" }).ClickAsync();
        await Expect(page.GetByLabel("NCM do item 2")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    /// <summary>The button waits for the circuit: what is typed before is lost.</summary>
    private static async Task OpenAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Calcular", Exact = true })).ToBeEnabledAsync();
    }

    private static async Task FillCodeAsync(IPage page, int item, string code)
    {
        await page.GetByLabel($"NCM do item {item}").FillAsync(code);
        await page.GetByRole(AriaRole.Listbox, new() { Name = "Códigos encontrados" }).GetByRole(AriaRole.Option).First.ClickAsync();
    }

    private static Task CalculateAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Calcular", Exact = true }).ClickAsync();

    private static string FormatMoney(decimal? reais) => Words.FormatMoney(reais).Replace('\u00a0', ' ');
}
