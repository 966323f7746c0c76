using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The panel and the history that its charts lead to, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class PanelPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Charts_lead_to_the_classifications_that_they_count()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await page.GotoAsync("/painel");
        await Expect(page.GetByText("Nada neste período.")).ToBeVisibleAsync();
        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch
        {
            Partnumbers = new BatchPartNumbers(["CL10C330JB8NNNC", "RC0603FR-0710KL", "IRLML6401TRPBF"]),
        }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        var all = await nexa.Rest.GetStatisticsAsync(cancellationToken: Ct);
        Assert.Equal(3, all.Classified);

        await page.GetByRole(AriaRole.Link, new() { Name = "7 dias" }).ClickAsync();
        await Expect(page.Locator(".figures")).ToContainTextAsync("Part numbers classificados");
        var volume = page.GetByRole(AriaRole.Region, new() { Name = "Part numbers por dia" }).First;
        await volume.GetByText("Ver como tabela").ClickAsync();
        await volume.Locator("tbody a").ClickAsync();
        await Expect(page.Locator("tbody tr:has(td)")).ToHaveCountAsync(3);

        await page.GotoAsync("/painel");
        await page.Locator(".bars a[href]").First.ClickAsync();
        await Expect(page.Locator("tbody tr:has(td)")).ToHaveCountAsync(3);
        await page.GotoAsync("/painel");
        var codes = page.GetByRole(AriaRole.Region, new() { Name = "NCM mais usadas" });
        await codes.GetByRole(AriaRole.Link, new() { Name = "8532.24.10" }).ClickAsync();
        await Expect(page.Locator("tbody tr:has(td)")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr:has(td)")).ToContainTextAsync("CL10C330JB8NNNC");
        await page.GetByRole(AriaRole.Link, new() { Name = "Remover o filtro: NCM 8532.24.10" }).ClickAsync();
        await Expect(page.Locator("tbody tr:has(td)")).ToHaveCountAsync(3);
        foreach (var tenth in all.Confidence.Where(one => one.From is not null))
        {
            await page.GotoAsync($"/historico?confianca={(int)(tenth.From!.Value * 100)}");
            await Expect(page.Locator("tbody tr:has(td)")).ToHaveCountAsync(tenth.Count);
        }

        await page.Context.CloseAsync();
    }
}
