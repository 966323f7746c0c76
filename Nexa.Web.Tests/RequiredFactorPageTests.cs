using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexa.Tests.Support;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>A Nexa that asks everyone for a second factor: the console leads to it, and goes on from there.</summary>
[Collection("Browser")]
public sealed partial class RequiredFactorPageTests(ConsoleFixture console)
{
    [Fact]
    public async Task Who_must_have_a_second_factor_is_led_to_it_and_goes_on()
    {
        await using var strict = await NexaSystem.StartAsync([], environment: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Nexa__RequireSecondFactor"] = "everyone",
        }, ct: TestContext.Current.CancellationToken);
        var page = await console.OpenAsync(at: strict.Web);
        await page.GotoAsync("/criar-conta");
        await page.GetByLabel("Nome").FillAsync("Ana Souza");
        await page.GetByLabel("E-mail").FillAsync("ana@example.com");
        await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta" }).ClickAsync();

        await Expect(page.GetByText("Para continuar, cadastre um segundo fator.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Perfil" })).ToHaveCountAsync(0);
        var found = await Appearance.LookAsync(page, "segundo-fator-obrigatorio", 1440, ColorScheme.Light);
        var panel = page.Locator("[aria-labelledby=second-factor]");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Cadastrar o aplicativo" }).ClickAsync();
        await panel.GetByLabel("Sua senha atual").FillAsync(ConsoleFixture.Password);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        var secret = Space().Replace(await panel.Locator(".secret-text code").InnerTextAsync(), "");
        await panel.GetByLabel("Código que o aplicativo mostra").FillAsync(new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp());
        await panel.GetByRole(AriaRole.Button, new() { Name = "Confirmar" }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Já guardei" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Perfil" })).ToBeVisibleAsync();
        await page.GotoAsync("/");
        await Expect(page.GetByLabel("Part number, lista ou tabela")).ToBeEnabledAsync();
        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    [GeneratedRegex(@"\s", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
