using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>Importers, own rates, templates of exports and the fiscal tables, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class AdminTablesTests(ConsoleFixture console)
{
    private const string Header = "tributo;escopo;ncm;aliquota;inicio;fim;ato;nota\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Importers_own_rates_and_templates_are_kept()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await page.GotoAsync("/administracao/importadores");
        await page.GetByRole(AriaRole.Button, new() { Name = "Novo importador" }).ClickAsync();
        await page.GetByLabel("Razão social").FillAsync("Importadora Alfa");
        await page.GetByLabel("CNPJ").FillAsync("12.abc.345/01de-36");
        await page.GetByLabel("UF").SelectOptionAsync("SP");
        await page.GetByLabel("Alíquota do ICMS (%)").FillAsync("12,5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cnpj");
        await page.GetByLabel("CNPJ").FillAsync("12.abc.345/01de-35");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("12.ABC.345/01DE-35");
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("12,5%");

        await page.GotoAsync("/administracao/aliquotas");
        await Expect(page.GetByLabel("Escolher arquivo CSV")).ToBeEnabledAsync();
        await page.GetByLabel("Escolher arquivo CSV").SetInputFilesAsync(ToFile("errado.csv", Header + "icms;XX;;18;2026-01-01;;RICMS\n"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("XX");
        await page.GetByLabel("Escolher arquivo CSV").SetInputFilesAsync(ToFile("icms.csv", Header + "icms;SP;;18;2026-01-01;;RICMS\n"));
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("1 linha");
        await page.GetByRole(AriaRole.Button, new() { Name = "Excluir ICMS SP" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Excluir" }).ClickAsync();
        await Expect(page.GetByText("Nenhuma alíquota própria.")).ToBeVisibleAsync();

        await page.GotoAsync("/administracao/modelos");
        await page.GetByRole(AriaRole.Button, new() { Name = "Novo modelo" }).ClickAsync();
        await page.GetByLabel("Nome").FillAsync("ERP");
        await page.GetByLabel("Formato da coluna 2").SelectOptionAsync("dotted");
        await page.GetByLabel("Título da coluna 1").FillAsync("Código");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mover a coluna 2 para cima" }).ClickAsync();
        await Expect(page.GetByLabel("Campo da coluna 1")).ToHaveValueAsync("ncm");
        await page.GetByRole(AriaRole.Button, new() { Name = "Salvar" }).ClickAsync();
        await Expect(page.GetByText("O modelo ERP foi salvo.")).ToBeVisibleAsync();
        var template = (await nexa.Rest.ListExportTemplatesAsync(cancellationToken: Ct)).Items.Single();
        Assert.Equal([("ncm", null, "dotted"), ("partnumber", "Código", null), ("description", null, null)],
            template.Columns.Select(column => (column.Field, column.Title, column.Format)));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_operator_imports_a_table_sees_its_difference_and_restores_the_edition_before()
    {
        var page = await console.SignInOperatorAsync();
        await page.GotoAsync("/administracao/tabelas");
        var field = page.GetByLabel("Escolher arquivo");
        await Expect(field).ToBeEnabledAsync();
        await field.SetInputFilesAsync(ToFile("errado.csv", Header + "icms;XX;;17;2026-01-01;;RICMS\n"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nenhuma alteração foi feita.");
        await field.SetInputFilesAsync(ToFile("icms-ac.csv", Header + "icms;AC;;17;2026-01-01;;RICMS/AC, art. 17\n"));
        await Expect(page.GetByText("icms-ac.csv está em vigor desde agora.")).ToBeVisibleAsync();
        await Expect(page.Locator(".diff")).ToContainTextAsync("ICMS AC desde 01/01/2026");
        var edition = await page.Locator("#editions + ul li").First.InnerTextAsync();
        await field.SetInputFilesAsync(ToFile("icms-ac-2.csv", Header + "icms;AC;;19,5;2026-01-01;;RICMS/AC, art. 18\n"));
        await Expect(page.GetByText("icms-ac-2.csv está em vigor desde agora.")).ToBeVisibleAsync();
        await Expect(page.Locator(".imported .diff")).ToContainTextAsync("17% → 19,5%");

        await page.GetByRole(AriaRole.Link, new() { Name = "icms-ac-2.csv" }).ClickAsync();
        await Expect(page.Locator(".facts")).ToContainTextAsync("em vigor");
        await Expect(page.Locator(".diff")).ToContainTextAsync("17% → 19,5%");
        await page.GoBackAsync();
        var number = edition.Split(' ')[1];
        await page.GetByRole(AriaRole.Button, new() { Name = $"Restaurar a edição {number}", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Restaurar" }).ClickAsync();
        await Expect(page.GetByText($"A edição {number} está em vigor novamente.")).ToBeVisibleAsync();
        await Expect(page.Locator("tr", new() { HasText = "icms-ac.csv" })).ToContainTextAsync("em vigor");

        await page.GotoAsync("/ncm");
        await page.GetByRole(AriaRole.Link, new() { Name = "O que mudou entre duas edições" }).ClickAsync();
        var rates = page.GetByRole(AriaRole.Region, new() { Name = "Alíquotas importadas" });
        await Expect(rates.Locator(".diff")).ToContainTextAsync("19,5% → 17%");
        var editions = page.GetByLabel("Da edição");
        var newest = await page.GetByLabel("Até a edição").InputValueAsync();
        await editions.SelectOptionAsync(newest);
        await Expect(page.GetByText("As duas edições são a mesma")).ToBeVisibleAsync();
        await editions.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Expect(page.GetByText("são as mesmas nas duas edições")).ToBeVisibleAsync();
        Assert.Matches($"de=.+&ate={newest}", page.Url);

        await page.GotoAsync("/operacao");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Fila" })).ToBeVisibleAsync();
        await Expect(page.Locator("#health + ul li").First).ToContainTextAsync("responde");
        await Expect(page.Locator("#sizes ~ .scroll tbody tr").First).ToBeVisibleAsync();
        await Expect(page.Locator("#editions + ul li").First).ToContainTextAsync("em vigor");
        await page.Context.CloseAsync();
    }

    private static FilePayload ToFile(string name, string text) =>
        new() { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) };
}
