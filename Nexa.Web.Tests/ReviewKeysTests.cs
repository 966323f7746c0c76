using Microsoft.Playwright;
using Nexa.Client;
using Nexa.Tests.Support;
using Npgsql;
using static Microsoft.Playwright.Assertions;
using static Nexa.Web.Tests.Reviewing;

namespace Nexa.Web.Tests;

/// <summary>Keys of the review: each decides what the reviewer has read, once, and leaves the focus where they expect it.</summary>
[Collection("Browser")]
public sealed class ReviewKeysTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_held_or_doubled_key_decides_only_what_was_read()
    {
        var (page, nexa) = await console.OpenReviewAsync(6, atLeast: 4);

        await LookAtItemAsync(page);
        var first = await FindHeading(page).InnerTextAsync();
        await page.Keyboard.DownAsync("a");
        await Expect(FindHeading(page)).Not.ToHaveTextAsync(first);
        await LookAtItemAsync(page);
        await page.Keyboard.DownAsync("a"); // the browser repeats a key that is held
        await page.Keyboard.UpAsync("a");
        await Expect(page.GetByText("1 decidido hoje")).ToBeVisibleAsync();

        await LookAtItemAsync(page);
        await PressAtOnceAsync(page, "a", "a", "a");
        await Expect(page.GetByText("2 decididos hoje")).ToBeVisibleAsync();

        await LookAtItemAsync(page);
        await PressAtOnceAsync(page, "j", "a");
        await PressAtOnceAsync(page, "x");
        await Expect(page.GetByText("1 selecionado")).ToBeVisibleAsync(); // all keys before it were handled
        Assert.Equal(2, (await nexa.Rest.GetReviewSummaryAsync(Ct)).Decided_today);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Two_undos_at_once_undo_two_decisions_and_a_doubled_bulk_is_sent_once()
    {
        var (page, nexa) = await console.OpenReviewAsync(4);
        await DecideAsync(page, "a");
        await DecideAsync(page, "a");
        await LookAtItemAsync(page);
        await PressAtOnceAsync(page, "u", "u");
        await Expect(page.Locator(".queue-row")).ToHaveCountAsync(4);
        await Expect(page.GetByText("0 decididos hoje")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Checkbox).Nth(0).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await Expect(page.GetByText("2 selecionados")).ToBeVisibleAsync();
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.EvaluateAsync("""
            () => { for (let time = 0; time < 2; time++)
              document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'A', shiftKey: true, bubbles: true, cancelable: true })); }
            """);
        await Expect(page.GetByText("2 decididos hoje")).ToBeVisibleAsync();
        await Expect(page.Locator(".refused")).ToHaveCountAsync(0);

        // One of the two was decided about again meanwhile: only the other one can be undone.
        var approved = (await nexa.Rest.ListHistoryAsync(approved: true, status: ClassificationStatus.ACTIVE, cancellationToken: Ct)).Items.First();
        await nexa.Rest.CorrectClassificationAsync(
            approved.Id, new CorrectClassification { Description = "Outra descrição.", Reason = "Conferido." }, cancellationToken: Ct);
        await page.Keyboard.PressAsync("u");
        await Expect(page.GetByText("1 de 2 decisões desfeitas").First).ToBeVisibleAsync();
        await Expect(page.Locator(".queue-row")).ToHaveCountAsync(3);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_question_belongs_to_its_item_also_where_the_reviewer_has_gone_on()
    {
        var (page, nexa) = await console.OpenReviewAsync(4);
        var queued = (await nexa.Rest.ListReviewAsync(cancellationToken: Ct)).Items
            .ToDictionary(item => item.Classification.Partnumber, item => item.Id, StringComparer.Ordinal);
        await LookAtItemAsync(page);
        var asked = await FindHeading(page).InnerTextAsync();
        await page.Keyboard.PressAsync("q");
        await page.GetByLabel("Pergunta", new() { Exact = true }).FillAsync("De que material é?");
        await page.GetByLabel("Resposta (opcional)").FillAsync("De cerâmica.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Responder" })).ToBeEnabledAsync();

        await page.EvaluateAsync("""
            () => {
              document.querySelector('.case form').requestSubmit();
              document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
            }
            """);

        await Expect(page.Locator(".mud-snackbar")).ToContainTextAsync($"{asked}: classificada novamente com a resposta");
        await Expect(FindHeading(page)).Not.ToHaveTextAsync(asked);
        // The answer may leave a doubt: then the part number waits again, as an item of its own.
        var open = (await nexa.Rest.ListReviewAsync(cancellationToken: Ct)).Items.Select(item => item.Id).ToHashSet();
        Assert.Equal(queued.Values.Where(id => id != queued[asked]).Order(), queued.Values.Where(open.Contains).Order());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_focus_stays_where_one_types_and_Escape_closes_the_innermost()
    {
        var (page, _) = await console.OpenReviewAsync(4);
        await LookAtItemAsync(page);
        await page.Keyboard.PressAsync("e");
        var code = page.GetByRole(AriaRole.Combobox, new() { Name = "NCM" });
        await Expect(code).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("8541");
        await Expect(page.Locator("[role='option']").First).ToContainTextAsync("8541");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("85322410");
        await page.Keyboard.PressAsync("Enter"); // the list is still that of 8541
        await Expect(code).ToHaveValueAsync("85322410");
        await Expect(page.Locator("[role='option']").First).ToContainTextAsync("8532.24.10");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[role='option']")).ToHaveCountAsync(0);
        await Expect(code).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(code).ToHaveCountAsync(0);

        var help = page.Locator("button.keys");
        await help.FocusAsync();
        await page.Keyboard.PressAsync("?");
        var close = page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Fechar" });
        await Expect(close).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(close).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(help).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_empty_question_is_typed_through_whatever_changes_on_the_page()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await nexa.WaitAsync((await nexa.Rest.ClassifyPartNumberAsync(
            new ClassifyPartNumber { Partnumber = "XR-7001", Description = "capacitor cerâmico multicamadas" }, cancellationToken: Ct)).Task_id, Ct);
        await page.GotoAsync("/revisao");
        await LookAtItemAsync(page);
        await page.Keyboard.PressAsync("q");
        var question = page.GetByLabel("Pergunta", new() { Exact = true });
        await Expect(question).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(question).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("q");
        await question.FillAsync("");
        await page.Keyboard.TypeAsync("De que ");
        await page.EvaluateAsync("document.body.append(document.createElement('i'))");
        await page.Keyboard.TypeAsync("material?");

        await Expect(question).ToHaveValueAsync("De que material?");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_claimed_is_free_after_the_reviewer_has_left()
    {
        var (page, nexa) = await console.OpenReviewAsync(6, atLeast: 4);
        await LookAtItemAsync(page);

        await page.EvaluateAsync("""
            () => {
              document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }));
              document.querySelector('a[href="/historico"]').click();
            }
            """);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Histórico" })).ToBeVisibleAsync();

        await Eventually.HoldsAsync(async () => (await nexa.Rest.ListReviewAsync(cancellationToken: Ct)).Items.All(item => item.Claimed_by is null));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Only_the_item_in_front_is_claimed_and_what_is_read_ahead_is_free()
    {
        var (page, nexa) = await console.OpenReviewAsync(6, atLeast: 4);
        for (var turn = 0; turn < 3; turn++)
        {
            await LookAtItemAsync(page);
            var seen = await FindHeading(page).InnerTextAsync();
            await Eventually.HoldsAsync(async () => (await nexa.Rest.ListReviewAsync(cancellationToken: Ct)).Items
                .Where(item => item.Claimed_by is not null).Select(item => item.Classification.Partnumber).SequenceEqual([seen]));
            await DecideAsync(page, turn == 1 ? "s" : "a");
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_has_no_full_code_cannot_be_approved()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa, 2, atLeast: 1);
        await using var database = NpgsqlDataSource.Create(console.Database);
        await using (var reject = database.CreateCommand("update review_item set reasons = array['GATE'] where organisation_id = @organisation"))
        {
            reject.Parameters.AddWithValue("organisation", (await nexa.Rest.GetMeAsync(Ct)).Organisation_id!.Value);
            await reject.ExecuteNonQueryAsync(Ct);
        }

        await page.GotoAsync("/revisao");
        await LookAtItemAsync(page);

        await Expect(page.Locator("[data-key='a']")).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("a");
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByText("1 selecionado")).ToBeVisibleAsync();
        Assert.Equal(0, (await nexa.Rest.GetReviewSummaryAsync(Ct)).Decided_today);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("85322410", null, null)]
    [InlineData("853224", null, "8 dígitos")]
    [InlineData(null, null, "8 dígitos")]
    [InlineData("85322410", ReviewReason.GATE, "não está vigente")]
    [InlineData("85322410", ReviewReason.DOUBT, null)]
    public void An_item_says_why_it_cannot_be_approved(string? ncm, ReviewReason? reason, string? expected)
    {
        var item = new ReviewItemView { Classification = new ClassificationView { Ncm = ncm }, Reasons = reason is { } one ? [one] : [] };

        var obstacle = new Review.ReviewCase(item, new ClassificationDetail(), Ncm: null, Line: null).ApprovalObstacle;

        Assert.Equal(expected is null, obstacle is null);
        Assert.Contains(expected ?? "", obstacle ?? "", StringComparison.Ordinal);
    }
}
