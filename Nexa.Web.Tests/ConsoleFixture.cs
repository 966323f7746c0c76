using Microsoft.Playwright;
using Nexa.Tests.Support;

[assembly: AssemblyFixture(typeof(Nexa.Web.Tests.ConsoleFixture))]

namespace Nexa.Web.Tests;

/// <summary>One Nexa and one Chromium for all browser tests; both start with the first test that needs them.</summary>
public sealed class ConsoleFixture : IAsyncDisposable
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Milliseconds: the first classification after a start compiles most of Nexa.</summary>
    private const float SlowestStep = 45_000;

    private readonly SemaphoreSlim starting = new(1);
    private NexaSystem? nexa;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public Uri Address => nexa!.Web;

    /// <summary>A window of its own: no cookies, no storage.</summary>
    public async Task<IPage> OpenAsync(int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light)
    {
        await StartAsync();
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = Address.ToString(), Locale = "pt-BR", ColorScheme = theme, ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(SlowestStep);
        Assertions.SetDefaultExpectTimeout(SlowestStep);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        if (nexa is not null)
        {
            await nexa.DisposeAsync();
        }

        starting.Dispose();
    }

    private async Task StartAsync()
    {
        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (browser is not null)
            {
                return;
            }

            var program = FindChromium();
            Assert.SkipWhen(program is null, "Chromium is not installed: apt install chromium.");
            nexa ??= await NexaSystem.StartAsync([], ct: TestContext.Current.CancellationToken);
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, ChromiumSandbox = false });
        }
        finally
        {
            starting.Release();
        }
    }

    private static string? FindChromium() => (
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        from name in Programs
        let program = Path.Combine(folder, name)
        where File.Exists(program)
        select program).FirstOrDefault();
}
