using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The nomenclature, searched and browsed, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed partial class NcmPageTests(ConsoleFixture console)
{
    [Fact]
    public async Task The_nomenclature_is_browsed_from_a_chapter_to_the_rates_of_a_code()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        await page.GetByRole(AriaRole.Link, new() { Name = "NCM", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Capítulos" }).GetByRole(AriaRole.Link, new() { Name = "85", Exact = true }).ClickAsync();
        foreach (var code in (string[])["85.32", "8532.2", "8532.24", "8532.24.10"])
        {
            await page.GetByRole(AriaRole.Region, new() { Name = "Desdobramentos" }).GetByRole(AriaRole.Link, new() { Name = code, Exact = true }).ClickAsync();
            await Expect(page.Locator(".big")).ToHaveTextAsync(code);
        }

        await Expect(page.Locator(".levels")).ToContainTextAsync("Capacitores cerâmicos multicamada");
        await Expect(page.Locator(".rates")).ToContainTextAsync("Decreto 11.158/2022");
        await Expect(page.Locator(".rates")).ToContainTextAsync("COFINS-Importação");
        await page.GetByLabel("em", new() { Exact = true }).FillAsync("15/06/2026");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(OnDay());
        await page.ReloadAsync();
        await Expect(page.GetByLabel("em", new() { Exact = true })).ToHaveValueAsync("15/06/2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mostrar" }).ClickAsync();
        await Expect(page.Locator("tbody tr th", new() { HasText = "15/06/2026" })).ToBeVisibleAsync();
        await page.Locator(".levels").GetByRole(AriaRole.Link, new() { Name = "8532.24", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(ParentOnDay());
        await Expect(page.GetByText("As alíquotas são dos códigos de 8 dígitos.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Words_and_digits_find_codes_and_what_is_none_says_so()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        await page.GotoAsync("/ncm");
        await page.GetByLabel("Buscar na nomenclatura").FillAsync("capacitor ceramico multicamada");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Códigos encontrados" })).ToContainTextAsync("8532.24");

        await page.GotoAsync("/ncm/85322410");
        await page.GetByLabel("Buscar na nomenclatura").FillAsync("8541.41");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "8541.41.21" }).ClickAsync();
        await Expect(page.Locator(".big")).ToHaveTextAsync("8541.41.21");

        await page.GotoAsync("/ncm/99999999");
        await Expect(page.GetByText("O código não consta da nomenclatura.")).ToBeVisibleAsync();
        await page.GotoAsync("/ncm/xyz");
        await Expect(page.GetByText("O código não consta da nomenclatura.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [GeneratedRegex("/ncm/85322410\\?em=2026-06-15$", RegexOptions.None, 1000)]
    private static partial Regex OnDay();

    [GeneratedRegex("/ncm/853224\\?em=2026-06-15$", RegexOptions.None, 1000)]
    private static partial Regex ParentOnDay();
}
