using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>Part numbers and manufacturers, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class CataloguePageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_number_keeps_its_countries_and_other_spellings()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa);
        await page.GetByRole(AriaRole.Link, new() { Name = "Catálogo" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await page.GetByLabel("Buscar part number").FillAsync("CL10");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "CL10C330JB8NNNC" }).ClickAsync();
        await Expect(page.Locator(".big")).ToContainTextAsync("8532.24.10");

        await page.GetByLabel("Origem").FillAsync("kr");
        await page.GetByLabel("Procedência").FillAsync("HK");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar os países" }).ClickAsync();
        await Expect(page.GetByText("Países salvos.")).ToBeVisibleAsync();
        await page.GetByLabel("Nova grafia").FillAsync("MILL-CL10-330");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".tag")).ToContainTextAsync("MILL-CL10-330");
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Origem")).ToHaveValueAsync("KR");
        await Expect(page.GetByLabel("Procedência")).ToHaveValueAsync("HK");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remover a grafia MILL-CL10-330" }).ClickAsync();
        await Expect(page.Locator(".tag")).ToHaveCountAsync(0);

        await page.GetByLabel("Origem").FillAsync("ZZ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar os países" }).ClickAsync();
        await Expect(page.Locator(".mud-snackbar").Last).ToContainTextAsync("ISO 3166");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_manufacturer_gets_its_particulars_and_takes_in_its_duplicate()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa);
        await page.GotoAsync("/catalogo/fabricantes");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        var other = (await page.Locator("tbody a").AllInnerTextsAsync()).Single(name => !name.Contains("Yageo", StringComparison.Ordinal));
        await page.Locator("tbody a", new() { HasText = "Yageo" }).ClickAsync();
        await page.GetByLabel("Cidade").FillAsync("Taipei");
        await page.GetByLabel("País (ISO 3166-1)").FillAsync("tw");
        await page.GetByLabel("Outros nomes, um por linha").FillAsync("Phycomp\nYageo Corporation");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar" }).ClickAsync();
        await Expect(page.GetByText("Fabricante salvo.")).ToBeVisibleAsync();

        await page.GotoAsync("/catalogo/fabricantes?busca=yageo");
        await Expect(rows.First).ToContainTextAsync("Taipei");
        await Expect(rows.First).ToContainTextAsync("Phycomp");
        await Expect(rows.First).ToContainTextAsync("TW");

        await page.Locator("tbody a", new() { HasText = "Yageo" }).First.ClickAsync();
        await page.GetByLabel("Nome do outro fabricante").FillAsync("nada disso");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Nenhum outro fabricante com este nome.")).ToBeVisibleAsync();
        await page.GetByLabel("Nome do outro fabricante").FillAsync(other);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Unificar {other} com Yageo" }).PressAsync("Enter");
        var asked = page.GetByRole(AriaRole.Dialog);
        await Expect(asked).ToContainTextAsync("continuam com o nome e o histórico que têm");
        await page.Keyboard.PressAsync("Escape");
        await Expect(asked).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Unificar {other} com Yageo" }).ClickAsync();
        await asked.GetByRole(AriaRole.Button, new() { Name = "Unificar" }).ClickAsync();
        await Expect(page.GetByText($"{other} agora é outro nome de Yageo Corporation.")).ToBeVisibleAsync();
        var names = new Regex(Regex.Escape(other), RegexOptions.None, TimeSpan.FromSeconds(1));
        await Expect(page.GetByLabel("Outros nomes, um por linha")).ToHaveValueAsync(names);
        await page.GotoAsync("/catalogo/fabricantes");
        await Expect(page.Locator("tbody tr", new() { HasText = "outro nome de um fabricante" })).ToContainTextAsync(other);
        await page.Context.CloseAsync();
    }

    private static async Task SeedAsync(NexaClient nexa)
    {
        var parts = new BatchPartNumbers
        {
            ["CL10C330JB8NNNC"] = new BatchPart { Manufacturer = "Samsung" }, ["RC0603FR-0710KL"] = new BatchPart { Manufacturer = "Yageo" },
        };
        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
    }
}
