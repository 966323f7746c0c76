using System.Text;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The pages of administrators and operators in both themes and both sizes, as AppearanceTests has the others.</summary>
[Collection("Browser")]
public sealed class AdminAppearanceTests(ConsoleFixture console)
{
    private static readonly (string Path, string Shown)[] Pages =
    [
        ("/administracao", ".admin-pages a"), ("/administracao/membros", "tbody tr"), ("/administracao/chaves", "tbody tr"),
        ("/administracao/webhooks", ".panel-head .chip"), ("/administracao/importadores", "tbody tr"),
        ("/administracao/aliquotas", "tbody tr"),
        ("/administracao/modelos", ".panel-head h2"), ("/administracao/auditoria", "tbody tr"), ("/administracao/organizacao", "#erase"),
        ("/conta", "[aria-labelledby=sessions] li"),
    ];

    private const string Header = "tributo;escopo;ncm;aliquota;inicio;fim;ato;nota\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_of_the_administration_can_be_used_by_everyone(int width, ColorScheme theme)
    {
        var height = width > 1000 ? 900 : 844;
        var (page, nexa) = await console.SignUpAsync("Ana Souza", width, height, theme);
        await SeedAsync(nexa);
        List<string> found = [];
        foreach (var (path, shown) in Pages)
        {
            await page.GotoAsync(path);
            await Expect(page.Locator(shown).First).ToBeVisibleAsync();
            found.AddRange(await Appearance.LookAsync(page, path[1..].Replace('/', '-'), width, theme));
        }

        await page.GotoAsync("/administracao/modelos");
        await page.GetByRole(AriaRole.Button, new() { Name = "Editar ERP" }).ClickAsync();
        await Expect(page.GetByLabel("Campo da coluna 1")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "administracao-modelos-editar", width, theme));
        await page.GotoAsync("/administracao/importadores");
        await page.GetByRole(AriaRole.Button, new() { Name = "Editar Importadora Alfa Ltda." }).ClickAsync();
        await Expect(page.GetByLabel("CNPJ")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "administracao-importadores-editar", width, theme));
        await page.GetByRole(AriaRole.Button, new() { Name = "Excluir Importadora Alfa Ltda." }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "confirmacao", width, theme));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Buscar em toda a Nexa" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("8532");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "NCM" })).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "paleta", width, theme));
        await page.Context.CloseAsync();

        page = await console.SignInOperatorAsync(width, height, theme);
        await page.GotoAsync("/administracao/tabelas");
        await Expect(page.GetByLabel("Escolher arquivo")).ToBeEnabledAsync();
        await page.GetByLabel("Escolher arquivo").SetInputFilesAsync(new FilePayload
        {
            Name = "icms-ro.csv", MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(Header + "icms;RO;;19,5;2026-01-01;;RICMS/RO, art. 12\n"),
        });
        await Expect(page.Locator(".imported")).ToBeVisibleAsync();
        await Expect(page.Locator("#editions")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "administracao-tabelas", width, theme));
        await page.Locator("tbody a").First.ClickAsync();
        await Expect(page.Locator("#diff")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "administracao-tabela", width, theme));
        await page.GotoAsync("/operacao");
        await Expect(page.Locator("#sizes ~ .scroll tbody tr").First).ToBeVisibleAsync();
        await Expect(page.Locator("#editions")).ToBeVisibleAsync();
        found.AddRange(await Appearance.LookAsync(page, "operacao", width, theme));

        Assert.True(found.Count == 0, string.Join('\n', found));
        await page.Context.CloseAsync();
    }

    private async Task SeedAsync(NexaClient nexa)
    {
        foreach (var email in (string[])["bia@example.com", "caio.ferreira.de.albuquerque@importadora-alfa.example.com"])
        {
            await nexa.Rest.InviteAsync(new Invite { Email = email, Role = AssignableRole.ANALYST }, cancellationToken: Ct);
            (await console.Mails.NextAsync(Ct)).Dispose();
        }

        await nexa.Rest.CreateApiKeyAsync(
            new NewApiKey { Name = "ERP", Scope = ["read", "classify", "review"], Current_password = ConsoleFixture.Password }, Ct);
        (await console.Mails.NextAsync(Ct)).Dispose();
        var webhook = await nexa.Rest.CreateWebhookAsync(new CreateWebhook
        {
            Url = "https://erp.example.com/integracoes/nexa/eventos", Events = ["task.finished", "review.needed"],
            Current_password = ConsoleFixture.Password,
        }, Ct);
        (await console.Mails.NextAsync(Ct)).Dispose();
        await nexa.Rest.UpdateWebhookAsync(webhook.Id, new EnableWebhook { Enabled = false }, Ct);
        await nexa.Rest.AddImporterAsync(new SaveImporter
        {
            Name = "Importadora Alfa Ltda.", Cnpj = "12.ABC.345/01DE-35", Uf = "SP", City = "São José dos Campos", Icms_rate = 18m,
        }, cancellationToken: Ct);
        using var rates = new MemoryStream(
            Encoding.UTF8.GetBytes(Header + "icms;SP;;18;2026-01-01;;RICMS/SP, art. 52\n"));
        await nexa.Rest.LoadOwnRatesAsync(file: new FileParameter(rates, "icms-2026.csv", "text/csv"), cancellationToken: Ct);
        await nexa.Rest.CreateExportTemplateAsync(new SaveExportTemplate
        {
            Name = "ERP",
            Columns =
            [
                new() { Field = "partnumber", Title = "Código" }, new() { Field = "ncm", Format = "dotted" },
                new() { Field = "description" },
            ],
        }, cancellationToken: Ct);
    }
}
