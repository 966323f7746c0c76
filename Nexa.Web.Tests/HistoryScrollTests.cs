using System.Globalization;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>A history of many pages under a wheel.</summary>
[Collection("Browser")]
public sealed class HistoryScrollTests(ConsoleFixture console)
{
    private const int Rows = 700;

    /// <summary>Those in sight and a few on either side; more would be drawn, laid out and painted for nothing.</summary>
    private const int MostDrawn = 48;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wheel_comes_to_the_last_row_and_few_rows_are_drawn_on_the_way()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        var oldest = await SeedAsync(nexa);
        await page.GotoAsync("/historico");
        var rows = page.Locator("[data-reads-ahead] tbody tr:has(a)");
        await Expect(rows.First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Region, new() { Name = "Classificações" }).HoverAsync();
        await page.EvaluateAsync(
            """
            () => {
              const body = document.querySelector('[data-reads-ahead] tbody');
              window.mostDrawn = 0;
              new MutationObserver(() => {
                window.mostDrawn = Math.max(window.mostDrawn, body.querySelectorAll('a').length);
                window.isUneven ||= [...body.querySelectorAll('tr:has(a)')].some(row => row.offsetHeight !== 36);
              }).observe(body, { childList: true, subtree: true });
            }
            """);

        var last = rows.Filter(new() { HasText = oldest });
        for (var turn = 0; turn < 2_000 && await last.CountAsync() == 0; turn++)
        {
            await page.Mouse.WheelAsync(0, 360);
            await page.EvaluateAsync("new Promise(requestAnimationFrame)");
        }

        await page.Mouse.WheelAsync(0, Rows * 36); // it may be drawn below what is in sight
        await Expect(last).ToBeInViewportAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Carregar mais" })).ToHaveCountAsync(0);
        Assert.InRange(await page.EvaluateAsync<int>("mostDrawn"), 20, MostDrawn);
        Assert.False(await page.EvaluateAsync<bool>("isUneven === true"));

        // And back: the first row is drawn again, and the pages are not read a second time.
        await page.Keyboard.PressAsync("Home");
        await page.Mouse.WheelAsync(0, -Rows * 36);
        await Expect(rows.First).ToBeInViewportAsync();
        await Expect(last).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    /// <returns>The part number that stands last.</returns>
    private static async Task<string> SeedAsync(NexaClient nexa)
    {
        var parts = new BatchPartNumbers();
        for (var row = 0; row < Rows; row++)
        {
            parts[$"SCR-{row.ToString("0000", CultureInfo.InvariantCulture)}"] = new BatchPart { Description = "capacitor cerâmico multicamadas" };
        }

        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        for (string? cursor = null; ;)
        {
            var page = await nexa.Rest.ListHistoryAsync(status: ClassificationStatus.ACTIVE, limit: 200, cursor: cursor, cancellationToken: Ct);
            if (page.Next_cursor is null)
            {
                return page.Items.Last().Partnumber;
            }

            cursor = page.Next_cursor;
        }
    }
}
