using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;
using static Nexa.Web.Tests.Reviewing;

namespace Nexa.Web.Tests;

/// <summary>What was typed outlives a page; notices and swipes are the browser's own.</summary>
[Collection("Browser")]
public sealed class KeptTextTests(ConsoleFixture console)
{
    [Fact]
    public async Task What_was_typed_for_an_item_is_there_again_after_a_reload_until_it_is_given_up()
    {
        var (page, nexa) = await console.OpenReviewAsync(2);
        await LookAtItemAsync(page);
        var first = await FindHeading(page).InnerTextAsync();
        await page.Keyboard.PressAsync("e");
        await page.GetByLabel("Motivo da correção").FillAsync("Conferido na ficha técnica.");
        await page.Locator("#descricao").FillAsync("Capacitor cerâmico, 33 pF.");

        await page.ReloadAsync();
        await LookAtItemAsync(page);
        await Expect(FindHeading(page)).ToHaveTextAsync(first);
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Motivo da correção")).ToHaveValueAsync("Conferido na ficha técnica.");
        await Expect(page.Locator("#descricao")).ToHaveValueAsync("Capacitor cerâmico, 33 pF.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancelar" }).ClickAsync();
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Motivo da correção")).ToHaveValueAsync("");

        // Another item has none of it, and what is brought back is also what is sent.
        await page.GetByLabel("Motivo da correção").FillAsync("Conferido de novo.");
        await page.Locator("#descricao").FillAsync("Capacitor cerâmico, 47 pF.");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await Expect(FindHeading(page)).Not.ToHaveTextAsync(first);
        await LookAtItemAsync(page);
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Motivo da correção")).ToHaveValueAsync("");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("k");
        await Expect(FindHeading(page)).ToHaveTextAsync(first);
        await LookAtItemAsync(page);
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Motivo da correção")).ToHaveValueAsync("Conferido de novo.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar e aprovar" }).ClickAsync();
        await Expect(page.GetByText("1 decidido hoje")).ToBeVisibleAsync();
        var corrected = await nexa.Rest.ListHistoryAsync(
            approved: true, status: ClassificationStatus.ACTIVE, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((first, "Capacitor cerâmico, 47 pF."), (corrected.Items.Single().Partnumber, corrected.Items.Single().Description));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_swipe_to_the_left_shows_the_next_item_and_one_down_does_not()
    {
        var (page, _) = await console.OpenReviewAsync(2);
        await LookAtItemAsync(page);
        var first = await FindHeading(page).InnerTextAsync();

        await SwipeAsync(page, right: -60, down: 0);
        await SwipeAsync(page, right: -200, down: 150);
        await SwipeAsync(page, right: 0, down: 300);
        await SwipeAsync(page, right: -200, down: 10);
        await Expect(FindHeading(page)).Not.ToHaveTextAsync(first);
        await SwipeAsync(page, right: 200, down: -10);
        await Expect(FindHeading(page)).ToHaveTextAsync(first);
        await page.Context.CloseAsync();

        static Task SwipeAsync(IPage page, int right, int down) => page.EvaluateAsync(
            """
            ([right, down]) => {
              const pane = document.querySelector('.pane.case h2');
              const send = (kind, x, y) => {
                const touch = new Touch({ identifier: 1, target: pane, clientX: x, clientY: y });
                const touches = kind === 'touchend' ? [] : [touch];
                pane.dispatchEvent(new TouchEvent(kind, { bubbles: true, touches, changedTouches: [touch] }));
              };
              send('touchstart', 300, 300);
              send('touchend', 300 + right, 300 + down);
            }
            """,
            new[] { right, down });
    }

    [Fact]
    public async Task The_end_of_a_task_is_told_by_the_browser_where_that_was_allowed_and_the_page_is_out_of_sight()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        await page.EvaluateAsync(
            """
            () => {
              window.told = [];
              window.Notification = class { constructor(title) { window.told.push(title); } };
              window.Notification.permission = 'default';
              window.Notification.requestPermission = async () => window.Notification.permission = 'granted';
              document.documentElement.dataset.notices = 'default';
            }
            """);
        await ClassifyAsync("CL10C330JB8NNNC");
        await page.GetByRole(AriaRole.Button, new() { Name = "Avisar quando uma tarefa terminar" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Avisar quando uma tarefa terminar" })).ToBeHiddenAsync();
        await ClassifyAsync("IRLML6401TRPBF"); // in sight: the page itself tells it
        await page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true })");
        await ClassifyAsync("RC0603FR-0710KL");

        var told = await page.EvaluateAsync<string[]>("window.told");
        Assert.StartsWith("RC0603FR-0710KL", Assert.Single(told), StringComparison.Ordinal);
        await page.Context.CloseAsync();

        async Task ClassifyAsync(string number)
        {
            await page.GetByLabel("Part number, lista ou tabela").FillAsync(number);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator(".mud-snackbar").Filter(new() { HasText = number })).ToBeVisibleAsync();
        }
    }
}
