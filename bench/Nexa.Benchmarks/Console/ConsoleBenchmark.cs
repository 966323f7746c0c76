using System.Globalization;
using Microsoft.Playwright;
using Nexa.Client;
using Nexa.Web.Tests;

namespace Nexa.Benchmarks;

/// <summary>What the analysts feel: the console as shipped, in the Chromium of this machine, before a whole system.</summary>
internal static class ConsoleBenchmark
{
    /// <summary>Of these somewhat more than 10,000 are the one organisation's and ACTIVE.</summary>
    private const int Seeded = 105 * 420;

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 5;
        if (Chromium.Find() is not { } program)
        {
            await Console.Error.WriteLineAsync("Chromium is not installed: apt install chromium.");
            return 2;
        }

        var figures = new Dictionary<string, object>(StringComparer.Ordinal) { ["load_before"] = await ReadLoadAsync() };
        await using var system = await Measure.StartAsync(agents: null);
        await using var console = await ShippedConsole.StartAsync(system.Api);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright, program);
        var pages = new ConsolePages(browser, console);
        using var nexa = new NexaClient(system.Api);

        await (await pages.OpenAsync("/")).Context.CloseAsync(); // compiles what a first visitor needs
        await PageMeasures.MeasureLoadsAsync(pages, 2 * rounds, figures);
        await ReviewMeasures.SeedAsync(nexa);
        await ReviewMeasures.MeasureDecisionsAsync(pages, figures);
        await HistorySeed.WriteAsync(system.Database, Seeded);
        await PageMeasures.MeasureShiftsAsync(pages, figures);
        await ScrollMeasures.MeasureAsync(pages, rounds, figures);
        await PageMeasures.MeasureCircuitsAsync(pages, console, figures);
        figures["load_after"] = await ReadLoadAsync();
        Measure.PrintJson(figures);
        return 0;
    }

    /// <summary>Of the machine: one minute's average of processes that want to run.</summary>
    private static async Task<string> ReadLoadAsync() =>
        File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0] : "unknown";
}
