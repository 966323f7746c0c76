using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>What somebody sees who has never used Nexa, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class FirstRunTests(ConsoleFixture console)
{
    private static readonly string[] Documents = ["exemplo-cotacao.csv", "exemplo-fatura.xlsx", "exemplo-pedido.pdf"];

    [Fact]
    public async Task A_stranger_has_the_spreadsheet_of_a_sample_order_after_two_clicks()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        await page.EvaluateAsync(
            "window.clicks = 0; document.addEventListener('click', event => { clicks += event.isTrusted ? 1 : 0; }, true)");

        await page.GetByRole(AriaRole.Button, new() { Name = "Classificar o exemplo" }).ClickAsync();
        foreach (var name in Documents)
        {
            await Expect(FindCard(page, name)).ToContainTextAsync("concluída");
        }

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Classificar o exemplo" })).ToHaveCountAsync(0);
        var order = FindCard(page, "exemplo-pedido.pdf");
        await Expect(order.Locator(".item")).ToHaveCountAsync(4);
        await Expect(order).ToContainTextAsync("8532.24.10");
        var saved = await page.RunAndWaitForDownloadAsync(() =>
            order.GetByRole(AriaRole.Link, new() { Name = "Exportar planilha" }).ClickAsync());

        Assert.EndsWith(".xlsx", saved.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("PK"u8.ToArray(), (await File.ReadAllBytesAsync(await saved.PathAsync(), TestContext.Current.CancellationToken))[..2]);
        Assert.Equal(2, await page.EvaluateAsync<int>("clicks"));
        await page.Context.CloseAsync();
    }

    private static ILocator FindCard(IPage page, string title) =>
        page.GetByRole(AriaRole.Article).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });
}
