using Microsoft.Playwright;

namespace Nexa.Web.Tests;

/// <summary>The Chromium of this machine; the benchmark of the console uses it too.</summary>
internal static class Chromium
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    public static string? Find() => (
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        from name in Programs
        let program = Path.Combine(folder, name)
        where File.Exists(program)
        select program).FirstOrDefault();

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string program) => playwright.Chromium.LaunchAsync(new()
    {
        // A page that a test serves itself has no address, and such a page may not speak to this machine.
        ExecutablePath = program, ChromiumSandbox = false, Args = ["--disable-features=LocalNetworkAccessChecks"],
    });
}
