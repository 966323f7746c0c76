using Microsoft.Playwright;
using Nexa.Client;
using Npgsql;
using static Microsoft.Playwright.Assertions;
using static Nexa.Web.Tests.Reviewing;

namespace Nexa.Web.Tests;

/// <summary>What reviewers do, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class ReviewPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_items_are_reviewed_by_keyboard_only()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa, Doubtful.Count, atLeast: 11);
        await page.GotoAsync("/revisao");
        var heading = FindHeading(page);
        await Expect(heading).ToBeVisibleAsync();

        for (var approved = 0; approved < 6; approved++)
        {
            await DecideAsync(page, "a");
        }

        await SeekAsync(page, alternative: true);
        await DecideAsync(page, "1");

        var edited = await heading.InnerTextAsync();
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "NCM" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("8536.41.00");
        await Expect(page.Locator("[role='option']").First).ToContainTextAsync("II");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Motivo da correção").FocusAsync();
        await page.Keyboard.TypeAsync("Conferido na ficha técnica.");
        await page.Keyboard.PressAsync("Enter");
        await Expect(heading).Not.ToHaveTextAsync(edited);

        var rejected = await heading.InnerTextAsync();
        await page.Keyboard.PressAsync("r");
        await page.Keyboard.TypeAsync("Part number de outro fabricante.");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(heading).Not.ToHaveTextAsync(rejected);

        var undone = await heading.InnerTextAsync();
        await DecideAsync(page, "a");
        await page.Keyboard.PressAsync("u");
        await Expect(heading).ToHaveTextAsync(undone);
        await DecideAsync(page, "a");
        await Expect(page.GetByText("10 decididos hoje")).ToBeVisibleAsync();

        var asked = await heading.InnerTextAsync();
        await page.Keyboard.PressAsync("q");
        await page.GetByLabel("Pergunta", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("De que material é?");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("pergunta em aberto")).ToBeVisibleAsync();
        Assert.Equal("De que material é?", (await nexa.Rest.ListReviewAsync(cancellationToken: Ct)).Items
            .Single(item => item.Classification.Partnumber == asked).Question);
        var history = (await nexa.Rest.ListHistoryAsync(approved: true, status: ClassificationStatus.ACTIVE, cancellationToken: Ct)).Items;
        Assert.Equal(9, history.Count);
        Assert.Equal("85364100", history.Single(one => one.Partnumber == edited).Ncm);
        Assert.DoesNotContain(history, one => one.Partnumber == rejected);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Several_are_selected_and_approved_at_once_and_taken_back()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa, 4);
        await page.GotoAsync("/revisao");
        await Expect(FindHeading(page)).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator(".queue-row.here")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("x");
        await Expect(page.GetByText("2 selecionados")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Shift+A");
        await Expect(page.GetByText("2 decididos hoje")).ToBeVisibleAsync();
        await Expect(page.Locator(".queue-row")).ToHaveCountAsync(2);

        await page.Keyboard.PressAsync("u");

        await Expect(page.GetByText("0 decididos hoje")).ToBeVisibleAsync();
        await Expect(page.Locator(".queue-row")).ToHaveCountAsync(4);
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("desfazer");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Two_reviewers_see_no_item_as_free_and_who_comes_second_reads_who_did_what()
    {
        var (anas, ana) = await console.SignUpAsync("Ana Prado");
        await SeedAsync(ana, 4);
        var email = $"{Guid.NewGuid():n}@example.com";
        await ana.Rest.InviteAsync(new Invite { Email = email, Role = AssignableRole.ANALYST }, cancellationToken: Ct);
        var betos = await console.AcceptInvitationAsync("Beto", email);
        using var beto = await console.ConnectAsync(email);

        await anas.GotoAsync("/revisao");
        await Expect(FindHeading(anas)).ToBeVisibleAsync();
        await Expect(anas.Locator(".queue-row.here")).ToHaveCountAsync(1);
        var first = await FindHeading(anas).InnerTextAsync();
        await betos.GotoAsync("/revisao");
        await Expect(FindHeading(betos)).ToBeVisibleAsync();
        await Expect(FindHeading(betos)).Not.ToHaveTextAsync(first);
        await Expect(betos.Locator(".queue-row", new() { HasText = first })).ToContainTextAsync("em revisão por Ana Prado");

        // Ana's claim runs out while she reads; Beto decides about her item.
        await using var database = NpgsqlDataSource.Create(console.Database);
        await using (var expire = database.CreateCommand("update review_item set claimed_until = now() - interval '1 s'"))
        {
            await expire.ExecuteNonQueryAsync(Ct);
        }

        var item = (await beto.Rest.ListReviewAsync(cancellationToken: Ct)).Items.Single(one => one.Classification.Partnumber == first);
        await beto.Rest.CorrectReviewItemAsync(
            item.Id, new CorrectClassification { Ncm = "85369090", Reason = "Conferido no catálogo." }, cancellationToken: Ct);
        await anas.Keyboard.PressAsync("a");

        var told = anas.GetByRole(AriaRole.Alert).Filter(new() { HasText = first });
        await Expect(told).ToContainTextAsync("Beto corrigiu este item");
        await Expect(told).ToContainTextAsync("8536.90.90");
        await told.GetByRole(AriaRole.Link, new() { Name = "Ver a versão atual" }).ClickAsync();
        await Expect(anas.Locator(".big")).ToContainTextAsync("8536.90.90");
        await anas.Context.CloseAsync();
        await betos.Context.CloseAsync();
    }

    [Fact]
    public async Task The_documents_page_stands_beside_the_item_with_its_line_marked()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await using var pdf = new MemoryStream(OrderPdf.Write("ABC-0042", "Capacitor"));
        var sent = await nexa.Rest.UploadDocumentAsync(file: new FileParameter(pdf, "PO-77.pdf", "application/pdf"), cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);

        await page.GotoAsync("/revisao");

        await Expect(FindHeading(page)).ToHaveTextAsync("ABC-0042");
        var image = page.GetByRole(AriaRole.Img, new() { Name = "Página 1 de PO-77.pdf" });
        await Expect(image).ToBeVisibleAsync();
        await Expect(image).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await image.EvaluateAsync<int>("image => image.naturalHeight") > 1000);
        await Expect(page.Locator(".boxes .current")).ToHaveCountAsync(1);
        var (box, sheet) = (await page.Locator(".boxes .current").BoundingBoxAsync(), await image.BoundingBoxAsync());
        // Where OrderPdf writes it.
        Assert.InRange((box!.Y - sheet!.Y) / sheet.Height, (842 - 710) / 842f - 0.03, (842 - 690) / 842f + 0.03);
        await page.Keyboard.PressAsync("+");
        await Expect(page.GetByText("125%")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    /// <summary>Goes on to an item that has an alternative.</summary>
    private static async Task SeekAsync(IPage page, bool alternative)
    {
        for (var tried = 0; tried < Doubtful.Count && await page.Locator("[data-key='1']").CountAsync() > 0 != alternative; tried++)
        {
            await DecideAsync(page, "j");
        }
    }
}
