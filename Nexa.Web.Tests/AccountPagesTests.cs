using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

// One after the other: a small machine has the whole system and the browser.
[Collection("Browser")]
public sealed class AccountPagesTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_new_user_signs_up_out_and_in_and_the_browser_never_has_a_token()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/criar-conta");
        await page.GetByLabel("Nome").FillAsync("Ana Analista");
        await page.GetByLabel("E-mail").FillAsync("ana@example.com");
        await page.GetByLabel("Senha").FillAsync("um cavalo correto de bateria");
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta" }).ClickAsync();
        await Expect(page.GetByText("Ana Analista")).ToBeVisibleAsync();

        var cookie = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name == "nexa-session");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.DoesNotMatch(@"eyJ[\w-]+\.eyJ", await page.ContentAsync() + await page.EvaluateAsync<string>(
            "JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Sair" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Entrar" })).ToBeVisibleAsync();
        await page.GetByLabel("E-mail").FillAsync("ana@example.com");
        await page.GetByLabel("Senha").FillAsync("não é esta a senha");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("senha");
        await page.GetByLabel("Senha").FillAsync("um cavalo correto de bateria");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Ana Analista")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com")]
    [InlineData("/\\example.com")]
    [InlineData(null)]
    public void Sign_in_leads_to_no_other_host(string? wanted) => Assert.Equal("/", Account.SignInCookie.ChoosePage(wanted));
}
