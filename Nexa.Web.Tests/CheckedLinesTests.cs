using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>An order whose lines are checked and corrected before they are classified.</summary>
[Collection("Browser")]
public sealed class CheckedLinesTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_wrong_line_is_corrected_a_missed_one_added_and_one_removed_before_anything_is_classified()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await page.GetByLabel("Conferir as linhas antes de classificar").CheckAsync();
        await page.GetByLabel("Escolher arquivos").SetInputFilesAsync(
            new FilePayload { Name = "PO-4471.pdf", MimeType = "application/pdf", Buffer = OrderPdf.Write() });
        var card = page.GetByRole(AriaRole.Article, new() { Name = "PO-4471.pdf" });
        await Expect(card).ToContainTextAsync("aguarda conferência");
        await page.ReloadAsync();
        await card.GetByRole(AriaRole.Link, new() { Name = "Conferir as linhas" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Editar a linha 2" }).ClickAsync();
        var part = page.GetByLabel("Part number", new() { Exact = true });
        await Expect(part).ToBeFocusedAsync();
        await part.FillAsync("IRLML6402TRPBF");
        await page.GetByLabel("Quantidade").FillAsync("quinhentos");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a linha" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("quantidade");
        await page.GetByLabel("Quantidade").FillAsync("1.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a linha" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("quantidade");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Classificar 3 part numbers" })).ToBeDisabledAsync();
        await page.GetByLabel("Quantidade").FillAsync("1.500,5");
        await page.GetByLabel("Preço unitário").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a linha" }).ClickAsync();
        await Expect(page.Locator(".lines-card tbody")).ToContainTextAsync("IRLML6402TRPBF");
        await Expect(page.Locator(".lines-card tbody")).ToContainTextAsync("1.500,5");
        await Expect(page.Locator(".lines-card tbody tr").Nth(1).Locator("td.amount").Last).ToHaveTextAsync("");

        await page.GetByRole(AriaRole.Button, new() { Name = "Adicionar linha" }).ClickAsync();
        await Expect(part).ToBeFocusedAsync();
        await part.FillAsync("RC0603FR-0722KL");
        await part.EvaluateAsync(
            "input => { input.dispatchEvent(new Event('change', { bubbles: true })); input.form.requestSubmit(); input.form.requestSubmit(); }");
        await Expect(page.Locator(".lines-card tbody")).ToContainTextAsync("RC0603FR-0722KL");

        await page.GetByRole(AriaRole.Button, new() { Name = "Editar a linha 3" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remover a linha" }).ClickAsync();
        await Expect(page.Locator("tr.removed")).ToContainTextAsync("RC0603FR-0710KL");
        await Expect(page.Locator(".document-facts")).ToContainTextAsync("3 lidas, 3 com part number");
        Assert.Empty((await nexa.Rest.ListHistoryAsync(cancellationToken: TestContext.Current.CancellationToken)).Items);

        await page.GetByRole(AriaRole.Button, new() { Name = "Classificar 3 part numbers" }).ClickAsync();

        await Expect(card).ToHaveCountAsync(1); // the task that waited goes on
        await Expect(card).ToContainTextAsync("concluída");
        await Expect(card.Locator(".item .part")).ToHaveTextAsync(["CL10C330JB8NNNC", "IRLML6402TRPBF", "RC0603FR-0722KL"]);
        await page.Context.CloseAsync();
    }
}
