using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>Segundo fator, from the first code to the sign-in with it; passkeys by a device that Chromium plays.</summary>
[Collection("Browser")]
public sealed partial class SecondFactorPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task A_person_enrols_an_app_signs_in_with_its_code_and_with_a_recovery_code(int width, ColorScheme theme)
    {
        var (page, _) = await console.SignUpAsync("Ana Souza", width, 900, theme);
        List<string> found = [];
        await page.GotoAsync("/conta");
        var email = await page.GetByLabel("E-mail").First.InputValueAsync();
        var panel = page.Locator("[aria-labelledby=second-factor]");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Cadastrar o aplicativo" }).ClickAsync();
        await panel.GetByLabel("Sua senha atual").FillAsync(ConsoleFixture.Password);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Img, new() { Name = "Código QR" })).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "segundo-fator-cadastro", width, theme));
        var app = new Totp(Base32Encoding.ToBytes(Space().Replace(await panel.Locator(".secret-text code").InnerTextAsync(), "")));
        await panel.GetByLabel("Código que o aplicativo mostra").FillAsync(app.ComputeTotp());
        await panel.GetByRole(AriaRole.Button, new() { Name = "Confirmar" }).ClickAsync();
        await Expect(panel.Locator(".recovery-codes li")).ToHaveCountAsync(10);
        (await console.Mails.NextAsync(Ct)).Dispose(); // the person is told, here and below
        found.AddRange(await Appearance.LookAsync(page, "segundo-fator-codigos", width, theme));
        var paper = await panel.Locator(".recovery-codes li").First.InnerTextAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Já guardei" }).ClickAsync();
        await Expect(panel.GetByText("Restam 10 códigos")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "segundo-fator", width, theme));

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/entrar?voltar=/conta");
        await FillPasswordAsync(page, email);
        await page.GetByLabel("Código do aplicativo autenticador").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("incorreto");
        found.AddRange(await Appearance.LookAsync(page, "entrar-segundo-fator", width, theme));
        Assert.DoesNotContain(ConsoleFixture.Password, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByLabel("Código do aplicativo autenticador").FillAsync(app.ComputeTotp(DateTime.UtcNow.AddSeconds(30)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        await Expect(panel.GetByText("Restam 10 códigos")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/entrar?voltar=/conta");
        await FillPasswordAsync(page, email);
        await page.GetByLabel("Código do aplicativo autenticador").FillAsync(paper);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        await Expect(panel.GetByText("Restam 9 códigos")).ToBeVisibleAsync();
        (await console.Mails.NextAsync(Ct)).Dispose();
        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_person_adds_a_passkey_signs_in_with_it_and_removes_it()
    {
        var (page, _) = await console.SignUpAsync("Bia Lima");
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("WebAuthn.enable");
        await cdp.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new
            {
                protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        });
        List<string> found = [];
        await page.GotoAsync("/conta");
        var panel = page.Locator("[aria-labelledby=second-factor]");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Adicionar chave de acesso" }).ClickAsync();
        await panel.GetByLabel("Nome do dispositivo").FillAsync("Notebook da Bia");
        await panel.GetByLabel("Sua senha atual").FillAsync(ConsoleFixture.Password);
        found.AddRange(await Appearance.LookAsync(page, "chave-de-acesso", 1440, ColorScheme.Light));
        await panel.GetByRole(AriaRole.Button, new() { Name = "Criar a chave" }).ClickAsync();
        await Expect(panel.Locator(".recovery-codes li")).ToHaveCountAsync(10);
        (await console.Mails.NextAsync(Ct)).Dispose();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Já guardei" }).ClickAsync();
        await Expect(panel.GetByText("Notebook da Bia")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/entrar?voltar=/conta");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar com chave de acesso" }).ClickAsync();
        await Expect(panel.GetByText("usada em")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "chaves-de-acesso", 1440, ColorScheme.Light));
        await panel.GetByRole(AriaRole.Button, new() { Name = "Remover a chave Notebook da Bia" }).ClickAsync();
        await panel.GetByLabel("Sua senha atual").FillAsync(ConsoleFixture.Password);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Remover a chave", Exact = true }).ClickAsync();
        await Expect(panel.GetByText("Notebook da Bia")).ToHaveCountAsync(0);
        (await console.Mails.NextAsync(Ct)).Dispose();
        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    private static async Task FillPasswordAsync(IPage page, string email)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
    }

    [GeneratedRegex(@"\s", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
