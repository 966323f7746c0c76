using System.IO.Compression;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The history narrowed, sorted, with other columns, kept as a view and exported.</summary>
[Collection("Browser")]
public sealed class HistoryPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_narrowed_by_counted_values_and_by_fields_and_a_view_leads_back_to_it()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await ClassifyAsync(nexa, "CL10C330JB8NNNC", "CL21B104KBCNNNC", "IRLML6401TRPBF", "QZ-0077");
        await page.GotoAsync("/historico");
        var rows = page.Locator("tbody tr:has(td)");
        await Expect(rows).ToHaveCountAsync(4);

        await page.GetByRole(AriaRole.Button, new() { Name = "Filtrar" }).ClickAsync();
        await Expect(page.GetByLabel("NCM, do começo")).ToBeFocusedAsync();
        var chapter = page.GetByRole(AriaRole.Region, new() { Name = "Capítulo" }).GetByRole(AriaRole.Link);
        await Expect(chapter.First).ToHaveTextAsync("Capítulo 853");
        await page.GetByRole(AriaRole.Region, new() { Name = "Fabricante" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Remover o filtro: Fabricante: Samsung" })).ToBeVisibleAsync();

        await page.GetByLabel("Desde").FillAsync("31/02/2026");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Informe as datas no formato dd/mm/aaaa.");
        await page.GetByLabel("Desde").FillAsync("01/01/2026");
        await page.GetByLabel("País do fabricante").FillAsync("kr");
        await page.GetByLabel("NCM, do começo").FillAsync("8532.24");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Remover o filtro: País do fabricante: Coreia do Sul (KR)" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Remover o filtro: Desde 01/01/2026" })).ToBeVisibleAsync();
        await Expect(rows).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Colunas" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "País do fabricante" }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Descrição" }).UncheckAsync();
        await Expect(rows.First).ToContainTextAsync("Coreia do Sul");
        await Expect(page.GetByRole(AriaRole.Columnheader, new() { Name = "Descrição" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Visões" }).ClickAsync();
        await page.GetByLabel("Salvar os filtros, a ordem e as colunas atuais como").FillAsync("Capacitores da Coreia");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Capacitores da Coreia" })).ToBeVisibleAsync();
        var kept = page.Url;
        await page.GotoAsync("/historico");
        await Expect(rows).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = "Visões" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Capacitores da Coreia" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
        Assert.Equal(kept, page.Url);
        await page.GetByRole(AriaRole.Button, new() { Name = "Excluir a visão Capacitores da Coreia" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Capacitores da Coreia" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_head_of_a_column_sorts_it_and_what_is_shown_is_exported()
    {
        var (page, nexa) = await console.SignUpAsync("Bruno");
        await ClassifyAsync(nexa, "CL10C330JB8NNNC", "QZ-0077", "IRLML6401TRPBF");
        await page.GotoAsync("/historico");
        var rows = page.Locator("tbody tr:has(td)");
        await Expect(rows).ToHaveCountAsync(3);
        var head = page.GetByRole(AriaRole.Columnheader, new() { Name = "Confiança" });
        await head.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(rows.Last).ToContainTextAsync("QZ-0077");
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await head.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(rows.First).ToContainTextAsync("QZ-0077");
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");

        await page.GetByRole(AriaRole.Button, new() { Name = "Filtrar" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "90% ou mais" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Exportar" }).ClickAsync();
        var json = await DownloadAsync(page, "JSON");
        Assert.Contains("CL10C330JB8NNNC", await File.ReadAllTextAsync(json, Ct), StringComparison.Ordinal);
        Assert.DoesNotContain("QZ-0077", await File.ReadAllTextAsync(json, Ct), StringComparison.Ordinal);
        await using var sheet = await ZipFile.OpenReadAsync(await DownloadAsync(page, "Planilha (XLSX)"), Ct);
        Assert.Contains(sheet.Entries, entry => entry.FullName == "xl/worksheets/sheet1.xml");
        await page.Context.CloseAsync();
    }

    private static async Task<string> DownloadAsync(IPage page, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync());
        return await download.PathAsync();
    }

    private static async Task ClassifyAsync(NexaClient nexa, params string[] numbers)
    {
        var parts = new BatchPartNumbers();
        foreach (var number in numbers)
        {
            parts[number] = new BatchPart { Description = number == "QZ-0077" ? "parafuso" : null };
        }

        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
    }
}
