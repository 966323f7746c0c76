using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>What an analyst does in Classificar, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed partial class ClassifyPageTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_part_number_is_classified_live_and_its_result_opens()
    {
        var page = await console.OpenAsync();
        List<string> elsewhere = [];
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(console.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };
        await page.GotoAsync("/");

        await WriteAsync(page, "CL10C330JB8NNNC");
        await page.Keyboard.PressAsync("Enter");

        var card = FindCard(page, "CL10C330JB8NNNC");
        await Expect(card).ToContainTextAsync("8532.24.10");
        await Expect(card).ToContainTextAsync("concluída");
        await Expect(page.GetByLabel("Part number, lista ou tabela")).ToHaveValueAsync("");

        await card.GetByRole(AriaRole.Link, new() { Name = "Abrir" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(ResultAddress());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "CL10C330JB8NNNC" })).ToBeVisibleAsync();
        await Expect(page.Locator(".big")).ToContainTextAsync("8532.24.10");
        await Expect(page.Locator(".levels li")).Not.ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Alíquotas" })).ToBeVisibleAsync();
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Copiar NCM sem pontos" }).ClickAsync();
        Assert.Equal("85322410", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Empty(elsewhere);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_pasted_table_of_30_is_followed_through_a_reload()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/");
        var lines = Enumerable.Range(1, 30)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}\tRC0603FR-07{number}KL\tResistor {number} kΩ 1% 0603\tYageo"));

        await WriteAsync(page, $"Item\tPart number\tDescrição\tFabricante\n{string.Join('\n', lines)}\n");
        await Expect(page.GetByText("30 part numbers reconhecidos.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Coluna 3")).ToHaveValueAsync("Description");
        await page.GetByRole(AriaRole.Button, new() { Name = "Classificar 30" }).ClickAsync();
        await Expect(FindCard(page, "Lista")).ToContainTextAsync("30 itens");
        await page.ReloadAsync();

        var card = FindCard(page, "Lista");
        await Expect(card).ToContainTextAsync("concluída");
        await card.GetByRole(AriaRole.Button, new() { Name = "Mostrar os 30 itens" }).ClickAsync();
        await Expect(card.Locator(".item .ncm")).ToHaveCountAsync(30);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_dropped_pdf_becomes_a_card_with_its_lines()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/");
        await WaitForCircuitAsync(page);

        await page.EvaluateAsync("""
            content => {
              const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
              const files = new DataTransfer();
              files.items.add(new File([bytes], 'PO-4471.pdf', { type: 'application/pdf' }));
              document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
            }
            """, Convert.ToBase64String(OrderPdf.Write()));

        var card = FindCard(page, "PO-4471.pdf");
        await Expect(card).ToContainTextAsync("concluída");
        await Expect(card.Locator(".item")).ToHaveCountAsync(3);
        await Expect(card).ToContainTextAsync("IRLML6401TRPBF");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_typed_is_there_after_a_reload()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/");
        await WriteAsync(page, "LM358\nNE555P");
        await Expect(page.GetByText("2 part numbers reconhecidos.")).ToBeVisibleAsync();

        await page.ReloadAsync();

        await Expect(page.GetByLabel("Part number, lista ou tabela")).ToHaveValueAsync("LM358\nNE555P");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Classificar 2" })).ToBeEnabledAsync();
        await page.Context.CloseAsync();
    }

    private static ILocator FindCard(IPage page, string title) =>
        page.GetByRole(AriaRole.Article).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) }).First;

    private static async Task WriteAsync(IPage page, string text)
    {
        await WaitForCircuitAsync(page);
        await page.GetByLabel("Part number, lista ou tabela").FillAsync(text);
    }

    /// <summary>The field is locked until the circuit is there.</summary>
    private static Task WaitForCircuitAsync(IPage page) => Expect(page.GetByLabel("Part number, lista ou tabela")).ToBeEnabledAsync();

    [GeneratedRegex("/classificacoes/[0-9a-f-]{36}$", RegexOptions.None, 1000)]
    private static partial Regex ResultAddress();
}
