using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The palette leads to pages, part numbers, codes and documents, by keyboard alone.</summary>
[Collection("Browser")]
public sealed class PaletteTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_found_and_opened_by_keyboard()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await using var pdf = new MemoryStream(OrderPdf.Write());
        var file = new FileParameter(pdf, "PO-4471.pdf", "application/pdf");
        var sent = await nexa.Rest.UploadDocumentAsync(file: file, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Buscar em toda a Nexa" });

        await page.GetByLabel("Part number, lista ou tabela").FocusAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Expect(field).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Option).First).ToHaveTextAsync("Classificar");
        await page.Keyboard.PressAsync("Escape");
        await Expect(field).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Part number, lista ou tabela")).ToBeFocusedAsync();

        await OpenAsync("memb", "Membros");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Membros" })).ToBeFocusedAsync(); // its address is there before it
        await page.Keyboard.PressAsync("/"); // a page without a search of its own
        await Expect(field).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await OpenAsync("8532.24.10", "8532.24.10");
        await Expect(page.Locator(".big")).ToContainTextAsync("8532.24.10");
        await OpenAsync("PO-4471", "PO-4471.pdf");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "PO-4471.pdf" })).ToBeVisibleAsync();
        await OpenAsync("IRLML64", "IRLML6401TRPBF");
        await Expect(page.Locator(".big")).ToContainTextAsync("8541");
        await page.Context.CloseAsync();

        async Task OpenAsync(string typed, string wanted)
        {
            await page.Keyboard.PressAsync("Control+k");
            await Expect(field).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(typed);
            var last = page.GetByRole(AriaRole.Option, new() { Name = $"Buscar “{typed}” no histórico" });
            await Expect(last).ToBeVisibleAsync();
            var start = new Regex($"^{Regex.Escape(wanted)}", RegexOptions.None, TimeSpan.FromSeconds(1));
            var option = page.GetByRole(AriaRole.Option, new() { NameRegex = start });
            await Expect(option.First).ToBeVisibleAsync();
            for (var at = 0; at < 20 && await option.First.GetAttributeAsync("aria-selected") != "true"; at++)
            {
                var before = await field.GetAttributeAsync("aria-activedescendant");
                await page.Keyboard.PressAsync("ArrowDown");
                await Expect(field).Not.ToHaveAttributeAsync("aria-activedescendant", before!);
            }

            await page.Keyboard.PressAsync("Enter");
            await Expect(field).ToHaveCountAsync(0);
        }
    }

    /// <summary>All keys are pressed before the server hears of the first: so it is for whoever types fast over a slow line.</summary>
    [Fact]
    public async Task Keys_that_are_pressed_before_it_is_there_are_for_it()
    {
        var (page, _) = await console.SignUpAsync("Bruno");
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Buscar em toda a Nexa" });
        var typed = page.GetByLabel("Part number, lista ou tabela");
        await typed.FocusAsync();
        await PressAtOnceAsync("^k", "m", "e", "m", "b");
        await Expect(field).ToHaveValueAsync("memb");
        await Expect(field).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("Membros");

        await field.EvaluateAsync("field => { field.closest('.palette').id = 'first'; }");
        await PressAtOnceAsync("Escape", "^k", "n", "c", "m");
        await Expect(page.Locator("#first")).ToHaveCountAsync(0);
        await Expect(field).ToHaveValueAsync("ncm");
        await Expect(field).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(field).ToHaveCountAsync(0);
        await Expect(typed).ToHaveValueAsync("");
        await page.Context.CloseAsync();

        Task PressAtOnceAsync(params string[] keys) => page.EvaluateAsync(
            """
            keys => {
              for (const key of keys) {
                const pressed = { key: key.replace('^', ''), ctrlKey: key[0] === '^', bubbles: true, cancelable: true };
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', pressed));
              }
            }
            """,
            keys);
    }
}
