using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>Members, invitations, organisations and the own account, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class MembersPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_invites_changes_roles_and_removes_and_the_last_one_stays()
    {
        var (page, ana) = await console.SignUpAsync("Ana Administradora");
        await page.GetByRole(AriaRole.Link, new() { Name = "Administração" }).ClickAsync();
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Membros" }).ClickAsync();
        await Expect(page.GetByText("A organização tem um único administrador")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Perfil de Ana Administradora")).ToHaveCountAsync(0);

        var email = $"{Guid.NewGuid():n}@example.com";
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Perfil").SelectOptionAsync("ANALYST");
        await page.GetByRole(AriaRole.Button, new() { Name = "Convidar" }).ClickAsync();
        await Expect(page.GetByText($"Convite enviado para {email}.")).ToBeVisibleAsync();
        var betos = await console.AcceptInvitationAsync("Beto Analista", email);
        await page.GetByLabel("E-mail").FillAsync("ninguem@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Convidar" }).ClickAsync();
        (await console.Mails.NextAsync(Ct)).Dispose();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revogar o convite de ninguem@example.com" }).ClickAsync();
        await Expect(page.GetByText("Nenhum convite em aberto.")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await page.GetByLabel("Perfil de Beto Analista").SelectOptionAsync("READER");
        await Expect(page.GetByText("Beto Analista: perfil Leitor.")).ToBeVisibleAsync();
        await betos.GotoAsync("/administracao");
        await Expect(betos.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Membros" })).ToBeVisibleAsync();
        await Expect(betos.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Chaves de API" })).ToHaveCountAsync(0);
        await betos.GotoAsync("/administracao/auditoria");
        await Expect(betos.Locator(".note")).ToContainTextAsync("Seu perfil não permite");
        await betos.GotoAsync("/administracao/membros");
        await Expect(betos.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(betos.GetByRole(AriaRole.Button, new() { Name = "Remover Ana Administradora" })).ToHaveCountAsync(0);

        await page.GotoAsync("/administracao/auditoria?sobre=member");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("mudou o perfil de um membro");
        await page.GetByLabel("Quem").SelectOptionAsync(new SelectOptionValue { Label = "Beto Analista" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Filtrar" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("entrou na organização");

        await page.GotoAsync("/administracao/membros");
        await page.GetByRole(AriaRole.Button, new() { Name = "Desvincular Beto Analista do provedor" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Desvincular" }).ClickAsync();
        await Expect(page.GetByText("Beto Analista não está mais vinculado ao provedor.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remover Beto Analista" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remover" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.Single((await ana.Rest.ListMembersAsync(cancellationToken: Ct)).Items);
        await page.GotoAsync("/administracao/organizacao");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sair de Ana Administradora" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sair" }).ClickAsync();
        await Expect(page.Locator(".mud-snackbar")).ToContainTextAsync("último ADMIN");
        await page.Context.CloseAsync();
        await betos.Context.CloseAsync();
    }

    [Fact]
    public async Task A_person_ends_other_sessions_changes_organisation_and_password_and_takes_their_data()
    {
        var (page, ana) = await console.SignUpAsync("Ana");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ana", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Encerrar as outras" }).ClickAsync();
        await Expect(page.GetByText("Sessão encerrada.")).ToBeVisibleAsync();
        var ended = await Assert.ThrowsAsync<NexaProblemException>(() => ana.Rest.ListSessionsAsync(cancellationToken: Ct));
        Assert.Equal(401, ended.Status);

        var data = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Baixar os meus dados" }).ClickAsync());
        Assert.Equal("meus-dados.json", data.SuggestedFilename);
        await page.GetByText("Criar outra organização").ClickAsync();
        await page.Locator("#new-organisation").FillAsync("Filial Manaus");
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar", Exact = true }).ClickAsync();
        await Expect(page.GetByLabel("Part number, lista ou tabela")).ToBeEnabledAsync();
        await page.GotoAsync("/conta");
        await Expect(page.Locator("li", new() { HasText = "Filial Manaus" })).ToContainTextAsync("em uso");
        var archive = await DownloadArchiveAsync(page);
        Assert.Equal("nexa.zip", archive.SuggestedFilename);

        await page.GotoAsync("/conta");
        await page.GetByRole(AriaRole.Button, new() { Name = "Trabalhar em Ana" }).ClickAsync();
        await Expect(page.GetByLabel("Part number, lista ou tabela")).ToBeEnabledAsync();
        await page.GotoAsync("/conta");
        await page.GetByLabel("Senha atual", new() { Exact = true }).FillAsync("não é esta a senha");
        await page.GetByLabel("Nova senha").FillAsync("outra frase bem comprida");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mudar a senha" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Senha atual incorreta.");
        await page.GetByLabel("Senha atual", new() { Exact = true }).FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Mudar a senha" }).ClickAsync();
        await Expect(page.GetByText("Senha alterada")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    private static async Task<IDownload> DownloadArchiveAsync(IPage page)
    {
        await page.GotoAsync("/administracao/organizacao");
        return await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Baixar os dados" }).ClickAsync());
    }
}
