using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>What other systems get: API keys and webhooks, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class MachineAccessTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_with_the_password_shown_once_and_revoked()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        await page.GotoAsync("/administracao/chaves");
        await page.GetByLabel("Nome").FillAsync("ERP");
        await page.GetByLabel("exportar").CheckAsync();
        await page.GetByLabel("Sua senha atual").FillAsync("não é esta a senha");
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar a chave" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Senha atual incorreta.");
        await page.GetByLabel("Sua senha atual").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar a chave" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Chave criada" })).ToBeFocusedAsync();
        var secret = await page.Locator(".secret-text code").InnerTextAsync();
        (await console.Mails.NextAsync(Ct)).Dispose(); // its maker is told

        using var erp = new NexaClient(new NexaClientOptions { Address = console.Api, ApiKey = secret });
        Assert.Equal(["classify", "export", "read"], (await erp.Rest.GetMeAsync(Ct)).Permissions);
        await page.GetByRole(AriaRole.Button, new() { Name = "Já guardei" }).ClickAsync();
        await Expect(page.Locator(".secret")).ToHaveCountAsync(0);
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("consultar, classificar, exportar");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revogar ERP" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancelar" })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revogar" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("revogada em");
        var refused = await Assert.ThrowsAsync<NexaProblemException>(() => erp.Rest.GetMeAsync(Ct));
        Assert.Equal(401, refused.Status);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_webhook_is_made_tested_and_enabled_again()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var receiver = builder.Build();
        receiver.MapPost("/nexa", () => TypedResults.NoContent());
        await receiver.StartAsync(Ct);
        await page.GotoAsync("/administracao/webhooks");
        await page.GetByLabel("Endereço").FillAsync($"{receiver.Urls.Single()}/nexa");
        await page.GetByLabel("Sua senha atual").FillAsync(ConsoleFixture.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar o webhook" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Webhook criado" })).ToBeVisibleAsync();
        (await console.Mails.NextAsync(Ct)).Dispose(); // its maker is told

        await page.GetByRole(AriaRole.Button, new() { Name = "Testar" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Entregas" })).ToBeVisibleAsync();
        var webhook = (await nexa.Rest.ListWebhooksAsync(Ct)).Single();
        await Nexa.Tests.Support.Eventually.HoldsAsync(
            async () => (await nexa.Rest.ListWebhookDeliveriesAsync(webhook.Id, cancellationToken: Ct)).Items.Single().State
                is DeliveryStatus.DELIVERED, TimeSpan.FromMinutes(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Atualizar" }).ClickAsync();
        await Expect(page.Locator(".admin-rows li")).ToContainTextAsync("entregue");
        await Expect(page.Locator(".admin-rows li")).ToContainTextAsync("resposta 204");
        var repeat = new Regex("^Repetir", RegexOptions.None, TimeSpan.FromSeconds(1));
        await page.GetByRole(AriaRole.Button, new() { NameRegex = repeat }).ClickAsync();
        await Expect(page.Locator(".admin-rows li")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Desativar" }).ClickAsync();
        await Expect(page.GetByText("Nenhum evento é enviado.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Ativar", Exact = true }).ClickAsync();
        await Expect(page.Locator(".panel-head .chip")).ToHaveTextAsync("ativo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Excluir" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Excluir" }).ClickAsync();
        await Expect(page.GetByText("Nenhum webhook.")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
