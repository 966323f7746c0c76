using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The pages that mails link to. Accepting an invitation stands in ReviewPageTests.</summary>
[Collection("Browser")]
public sealed class MailedLinkTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_forgotten_password_is_replaced_by_the_mailed_link_once()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/criar-conta");
        await page.GetByLabel("Nome").FillAsync("Caio");
        await page.GetByLabel("E-mail").FillAsync("caio@example.com");
        await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sair" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Esqueci a senha" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("caio@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enviar o link" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("link");
        using var letter = await console.Mails.NextAsync(TestContext.Current.CancellationToken);
        var link = letter.TextBody!.Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)).Trim();

        await page.GotoAsync(link);
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Nova senha").FillAsync("outra frase bem comprida");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a senha" }).ClickAsync();
        await Expect(page.GetByText("Senha alterada")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Entrar" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("caio@example.com");
        await page.GetByLabel("Senha").FillAsync("outra frase bem comprida");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar" }).ClickAsync();
        await Expect(page.GetByText("Caio")).ToBeVisibleAsync();

        await page.GotoAsync("about:blank");
        await page.GotoAsync(link);
        await page.GetByLabel("Nova senha").FillAsync("mais uma frase bem comprida");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a senha" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.GotoAsync("/password-reset");
        await page.GetByLabel("Nova senha").FillAsync("sem link nenhum");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a senha" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("e-mail");
        await page.Context.CloseAsync();
    }
}
