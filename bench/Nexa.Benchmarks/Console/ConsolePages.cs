using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Benchmarks;

/// <summary>Windows of the console, each as a new visitor's: no cache, no cookies.</summary>
internal sealed class ConsolePages(IBrowser browser, ShippedConsole console)
{
    private const int Width = 1440;
    private const int Height = 900;

    public async Task<IPage> OpenAsync(string path, string? ready = null)
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync(path);
        await Expect(page.Locator(ready ?? "[data-draft]:not(:disabled)").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        return page;
    }

    /// <summary>A page that no server has anything to do with.</summary>
    public async Task<IPage> OpenPlainAsync(string html)
    {
        var page = await OpenWindowAsync();
        await page.GotoAsync("about:blank");
        await page.SetContentAsync(html);
        return page;
    }

    private async Task<IPage> OpenWindowAsync()
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = console.Address.ToString(), Locale = "pt-BR", ViewportSize = new() { Width = Width, Height = Height },
        });
        await using var stream = typeof(ConsolePages).Assembly.GetManifestResourceStream("probe.js")!;
        using var reader = new StreamReader(stream);
        await context.AddInitScriptAsync(await reader.ReadToEndAsync());
        return await context.NewPageAsync();
    }
}
