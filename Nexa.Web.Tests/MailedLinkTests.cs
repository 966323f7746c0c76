using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexa.Core.Data;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The pages that mails link to. Accepting an invitation stands in ReviewPageTests.</summary>
[Collection("Browser")]
public sealed partial class MailedLinkTests(ConsoleFixture console)
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
        var send = page.GetByRole(AriaRole.Button, new() { Name = "Enviar o link" });
        await Expect(send).ToBeVisibleAsync(); // the page before has a field for the e-mail too
        await page.GetByLabel("E-mail").FillAsync("caio@example.com");
        await send.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("link");
        using var letter = await console.Mails.NextAsync("caio@example.com", TestContext.Current.CancellationToken);
        var link = letter.TextBody!.Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)).Trim();

        await page.GotoAsync(link);
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Nova senha").FillAsync("outra frase bem comprida");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar a senha" }).ClickAsync();
        await Expect(page.GetByText("Senha alterada")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Entrar" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("caio@example.com");
        await page.GetByLabel("Senha").FillAsync("outra frase bem comprida");
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
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

    [Fact]
    public async Task An_address_that_is_not_confirmed_yet_asks_for_the_mailed_code()
    {
        var page = await console.OpenAsync();
        await page.GotoAsync("/criar-conta");
        await page.GetByLabel("Nome").FillAsync("Dora");
        await page.GetByLabel("E-mail").FillAsync("dora@example.com");
        await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sair" }).ClickAsync();
        await using (var database = NpgsqlDataSource.Create(console.Database)) // as registration leaves it outside development
        {
            await database.Statement("update app_user set email_verified_at = null where email = 'dora@example.com'")
                .ExecuteAsync(TestContext.Current.CancellationToken);
        }

        await FillAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("código");
        using var letter = await console.Mails.NextAsync("dora@example.com", TestContext.Current.CancellationToken);
        await FillAsync();
        await page.GetByLabel("Código recebido por e-mail").FillAsync(Code().Match(letter.TextBody!).Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Dora")).ToBeVisibleAsync();
        await page.Context.CloseAsync();

        async Task FillAsync()
        {
            await page.GetByLabel("E-mail", new() { Exact = true }).FillAsync("dora@example.com");
            await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
            if (await page.GetByLabel("Código recebido por e-mail").CountAsync() == 0)
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
            }
        }
    }

    [Fact]
    public async Task A_new_account_that_waits_for_its_code_is_asked_for_it_at_once()
    {
        var page = await console.OpenAsync();
        await using (var database = NpgsqlDataSource.Create(console.Database)) // as registration leaves it outside development
        {
            await database.Statement(
                """
                create function leave_unconfirmed() returns trigger language plpgsql as
                  $$ begin new.email_verified_at := null; return new; end $$
                """).ExecuteAsync(TestContext.Current.CancellationToken);
            await database.Statement(
                """
                create trigger leave_unconfirmed before insert on app_user for each row
                  when (new.email = 'eva@example.com') execute function leave_unconfirmed()
                """).ExecuteAsync(TestContext.Current.CancellationToken);
        }

        await page.GotoAsync("/criar-conta");
        await page.GetByLabel("Nome").FillAsync("Eva");
        await page.GetByLabel("E-mail").FillAsync("eva@example.com");
        await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta" }).ClickAsync();
        using var letter = await console.Mails.NextAsync("eva@example.com", TestContext.Current.CancellationToken);
        await Expect(page.GetByLabel("E-mail", new() { Exact = true })).ToHaveValueAsync("eva@example.com");
        await page.GetByLabel("Senha").FillAsync(ConsoleFixture.Password);
        await page.GetByLabel("Código recebido por e-mail").FillAsync(Code().Match(letter.TextBody!).Value);
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();

        await Expect(page.GetByText("Eva")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [GeneratedRegex(@"\b\d{8}\b", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
