using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;
using static Nexa.Web.Tests.Reviewing;

namespace Nexa.Web.Tests;

/// <summary>People of one organisation who see the same things, each as far as their role goes.</summary>
[Collection("Browser")]
public sealed class ColleaguesTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_sees_results_and_no_review()
    {
        var (anas, ana) = await console.SignUpAsync("Ana");
        await SeedAsync(ana, 3);
        var email = $"{Guid.NewGuid():n}@example.com";
        await ana.Rest.InviteAsync(new Invite { Email = email, Role = AssignableRole.READER }, cancellationToken: Ct);
        var page = await console.AcceptInvitationAsync("Rita", email);

        await Expect(page.GetByText("Seu perfil permite somente consulta.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Revisão" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Classificar" })).ToHaveCountAsync(0);
        await page.GotoAsync("/revisao");
        await Expect(page.GetByText("A revisão não está disponível para o seu perfil.")).ToBeVisibleAsync();
        await Expect(page.Locator(".mud-snackbar")).ToHaveCountAsync(0);
        await page.GotoAsync("/historico");
        await page.Locator("tbody a").First.ClickAsync();
        await Expect(page.Locator(".big")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Classificar novamente" })).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        await anas.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_came_later_is_named_and_what_they_took_is_passed_without_a_word()
    {
        var (anas, ana) = await console.SignUpAsync("Ana");
        await SeedAsync(ana, 4);
        await anas.GotoAsync("/revisao");
        await LookAtItemAsync(anas);
        var email = $"{Guid.NewGuid():n}@example.com";
        await ana.Rest.InviteAsync(new Invite { Email = email, Role = AssignableRole.ANALYST }, cancellationToken: Ct);
        var betos = await console.AcceptInvitationAsync("Beto", email);
        using var beto = await console.ConnectAsync(email);

        // The third: Ana's page reads it ahead as soon as she goes on to the second.
        var taken = await anas.Locator(".queue-row .part").Nth(2).InnerTextAsync();
        var item = (await beto.Rest.ListReviewAsync(cancellationToken: Ct)).Items.Single(one => one.Classification.Partnumber == taken);
        await beto.Rest.ClaimReviewItemAsync(item.Id, cancellationToken: Ct);
        await DecideAsync(anas, "j");

        await Expect(anas.Locator(".queue-row", new() { HasText = taken })).ToContainTextAsync("em revisão por Beto");
        await DecideAsync(anas, "j");
        await LookAtItemAsync(anas);
        await Expect(FindHeading(anas)).Not.ToContainTextAsync(taken);
        await Expect(anas.Locator(".mud-snackbar")).ToHaveCountAsync(0);
        await anas.Context.CloseAsync();
        await betos.Context.CloseAsync();
    }
}
