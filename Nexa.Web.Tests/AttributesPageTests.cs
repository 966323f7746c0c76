using Microsoft.Playwright;
using Nexa.Client;
using Nexa.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>From the official file of attributes to a product that nothing blocks, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed class AttributesPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_takes_proposals_with_one_key_and_the_check_list_links_to_what_is_missing()
    {
        await ImportAsync(console);
        var (page, nexa) = await console.SignUpAsync("Ana");
        var parts = new BatchPartNumbers { ["CL10C330JB8NNNC"] = new BatchPart { Manufacturer = "Samsung" } };
        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);

        await page.GotoAsync("/ncm/85322410");
        var attributes = page.GetByRole(AriaRole.Region, new() { Name = "Atributos do Catálogo de Produtos" });
        await Expect(attributes).ToContainTextAsync("Tipo de montagem");
        await Expect(attributes).ToContainTextAsync("Somente se 'ATT_1' Igual '999'");
        await Expect(page.GetByText("pode exigir LPCO")).ToBeVisibleAsync();

        await page.GotoAsync("/catalogo/duimp");
        await page.GetByLabel("Raiz do CNPJ do importador").FillAsync("12abc345");
        await page.GetByRole(AriaRole.Button, new() { Name = "Conferir" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "0 produtos prontos de 1" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Informe o atributo obrigatório \"Finalidade\" (ATT_5)." }).ClickAsync();

        await Expect(page.GetByText("Proposta: SMD (montagem em superfície)")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aceitar a proposta de Tipo de montagem" }).ClickAsync();
        await Expect(page.GetByText("Atributos salvos; falta 1 obrigatório.")).ToBeVisibleAsync();
        await page.GetByLabel("Finalidade (obrigatório)").SelectOptionAsync("01");
        await page.GetByLabel("Automotiva").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Aceitar as propostas e salvar" }).ClickAsync();
        await Expect(page.GetByText("Atributos salvos; nada falta.")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Capacitância (pF)")).ToHaveValueAsync("33");
        await Expect(page.GetByLabel("Automotiva")).ToBeCheckedAsync();
        await Expect(page.GetByLabel("Tipo de montagem (obrigatório)")).ToHaveValueAsync("01");

        await page.GotoAsync("/catalogo/duimp?raiz=12ABC345");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "1 produto pronto de 1" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    internal static async Task ImportAsync(ConsoleFixture console)
    {
        var page = await console.SignInOperatorAsync();
        await page.GotoAsync("/administracao/tabelas");
        await page.GetByLabel("Escolher arquivo").SetInputFilesAsync(new FilePayload
        {
            Name = "atributos.zip", MimeType = "application/zip",
            Buffer = AttributesFile.Write(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-2), 32_000),
        });
        await Expect(page.Locator(".imported .note.ok")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }
}
