using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Nexa.Tests.Support;

namespace Nexa.Web.Tests;

internal static class Appearance
{
    /// <summary>Run by the page itself: driven call by call from here, one look takes several times as long.</summary>
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Pixels; below them nothing scrolls sideways: tables are cards, but for a pasted one, which is shown as it was pasted.</summary>
    private const int Narrow = 720;

    /// <summary>For whoever wants to look at them; painting two hundred takes minutes.</summary>
    private static readonly bool KeepsPictures = Environment.GetEnvironmentVariable("NEXA_PICTURES") == "1";

    /// <summary>A page must fit into the window; a picture of it is kept with NEXA_PICTURES=1.</summary>
    /// <returns>What axe finds serious or critical.</returns>
    public static async Task<IEnumerable<string>> LookAsync(IPage page, string name, int width, ColorScheme theme)
    {
        Assert.Equal(theme is ColorScheme.Dark ? "dark" : "light", await page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), $"{name} is wider than {width} px.");
        if (width < Narrow)
        {
            Assert.Equal("", await page.EvaluateAsync<string>(
                """
                [...document.querySelectorAll(':not(.preview) > .scroll')]
                  .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth).map(one => one.ariaLabel).join()
                """));
        }

        if (KeepsPictures)
        {
            await page.ScreenshotAsync(new()
            {
                Path = Repository.Find($"artifacts/console/{name}-{width}-{theme.ToString().ToLowerInvariant()}.png"), FullPage = true,
            });
        }

        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        var found = await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run({ resultTypes: ['violations'] })).violations
              .filter(one => ['serious', 'critical'].includes(one.impact))
              .flatMap(one => one.nodes.map(node => `${one.id} ${node.target} ${node.html}`))
            """);
        return found.Select(one => $"{name}: {one}");
    }
}
