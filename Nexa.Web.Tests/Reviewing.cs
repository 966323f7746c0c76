using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>Items for the review, and what reviewers do with them.</summary>
internal static class Reviewing
{
    /// <summary>Known too little of to be certain: each waits for a person.</summary>
    public static readonly Dictionary<string, string> Doubtful = new(StringComparer.Ordinal)
    {
        ["ABC-0042"] = "capacitor", ["XR-7001"] = "capacitor cerâmico multicamadas", ["QW-100"] = "diodo emissor de luz LED vermelho",
        ["PSU-24V"] = "fonte de alimentação chaveada 24V", ["CBL-USB-1"] = "cabo USB tipo C com conectores 1 m",
        ["RL-5V"] = "relé 5V 10A", ["CON-12"] = "conector 12 vias",
        ["TR-2N"] = "transistor", ["IC-77"] = "circuito integrado", ["DISP-1"] = "display LCD",
        ["MOT-1"] = "motor elétrico DC 12V", ["SENS-1"] = "sensor de temperatura", ["XT-8M"] = "cristal oscilador 8 MHz",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task SeedAsync(NexaClient nexa, int count, int? atLeast = null)
    {
        var parts = new BatchPartNumbers();
        foreach (var (number, description) in Doubtful.Take(count))
        {
            parts[number] = new BatchPart { Description = description };
        }

        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        Assert.InRange((await nexa.Rest.GetReviewSummaryAsync(Ct)).Open, atLeast ?? count, count);
    }

    public static async Task<(IPage Page, NexaClient Nexa)> OpenReviewAsync(this ConsoleFixture console, int items, int? atLeast = null)
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa, items, atLeast);
        await page.GotoAsync("/revisao");
        await Expect(FindHeading(page)).ToBeVisibleAsync();
        return (page, nexa);
    }

    public static ILocator FindHeading(IPage page) => page.Locator(".case-head h2");

    /// <summary>Waits until the item in front has been on the screen for as long as a decision needs.</summary>
    public static Task LookAtItemAsync(IPage page) => page.WaitForFunctionAsync(
        "() => { const desk = document.querySelector('[data-item]'); return desk && desk.dataset.seen === desk.dataset.item; }");

    /// <summary>Presses a key that decides, and waits for the next item.</summary>
    public static async Task DecideAsync(IPage page, string key)
    {
        await LookAtItemAsync(page);
        var before = await FindHeading(page).InnerTextAsync();
        await page.Keyboard.PressAsync(key);
        await Expect(FindHeading(page)).Not.ToHaveTextAsync(before);
    }

    /// <summary>Presses keys faster than any answer comes.</summary>
    public static Task PressAtOnceAsync(IPage page, params string[] keys) => page.EvaluateAsync(
        "keys => keys.forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))", keys);
}
