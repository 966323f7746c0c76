using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;
using static Nexa.Web.Tests.Appearance;

namespace Nexa.Web.Tests;

/// <summary>Every page in both themes and both sizes: axe finds nothing serious; with NEXA_PICTURES=1 a picture of it goes to artifacts/console.</summary>
[Collection("Browser")]
public sealed class AppearanceTests(ConsoleFixture console)
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_can_be_used_by_everyone(int width, ColorScheme theme)
    {
        var page = await console.OpenAsync(width, width > 1000 ? 900 : 844, theme);
        List<string> found = [];
        await console.SendOrderAsync();
        await AttributesPageTests.ImportAsync(console);
        await page.GotoAsync("/entrar");
        found.AddRange(await LookAsync(page, "entrar", width, theme));
        await page.GotoAsync("/criar-conta");
        found.AddRange(await LookAsync(page, "criar-conta", width, theme));
        await page.GotoAsync("/");
        var field = page.GetByLabel("Part number, lista ou tabela");
        await Expect(field).ToBeEnabledAsync();
        await field.FillAsync("CL10C330JB8NNNC\nIRLML6401TRPBF\nQZ-UNKNOWN-77");
        await page.GetByRole(AriaRole.Button, new() { Name = "Classificar 3" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Article).First;
        await Expect(card.Locator(".item .ncm")).ToHaveCountAsync(3);
        await field.FillAsync("Part number\tDescrição\tFabricante\nLM358DR\tAmplificador operacional duplo\tTexas Instruments");
        await Expect(page.GetByText("1 part number reconhecido.")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "classificar", width, theme));
        await card.GetByRole(AriaRole.Link, new() { Name = "CL10C330JB8NNNC" }).First.ClickAsync();
        await Expect(page.Locator(".big")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "resultado", width, theme));
        await page.GotoAsync("/classificacoes?partnumber=QZ-UNKNOWN-77");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Perguntas em aberto" })).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "resultado-com-pergunta", width, theme));
        await page.GotoAsync("/historico");
        await Expect(page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "historico", width, theme));
        foreach (var (panel, picture) in HistoryPanels)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = panel }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = panel })).ToHaveAttributeAsync("aria-expanded", "true");
            found.AddRange(await LookAsync(page, $"historico-{picture}", width, theme));
        }

        await page.GotoAsync("/historico?busca=nada+disso");
        await Expect(page.GetByText("Nenhuma classificação encontrada.")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "historico-vazio", width, theme));
        await page.GotoAsync("/revisao");
        await Expect(page.Locator(".case-head h2")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "revisao", width, theme));
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Motivo da correção")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "revisao-editar", width, theme));
        await page.GotoAsync("/documentos");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("até ");
        await page.GetByRole(AriaRole.Link, new() { Name = "PO-4471.pdf" }).First.ClickAsync();
        await Expect(page.Locator(".document-facts")).ToContainTextAsync("Arquivo guardado até");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Página 1 de PO-4471.pdf" })).ToHaveJSPropertyAsync("naturalHeight", 1684);
        found.AddRange(await LookAsync(page, "documento", width, theme));
        await page.GetByRole(AriaRole.Button, new() { Name = "Editar a linha 2" }).ClickAsync();
        await Expect(page.GetByLabel("Quantidade")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "documento-editar", width, theme));
        await page.GotoAsync("/documentos");
        await Expect(page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "documentos", width, theme));
        await page.GotoAsync("/catalogo");
        await Expect(page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "catalogo", width, theme));
        await page.GetByRole(AriaRole.Link, new() { Name = "CL10C330JB8NNNC" }).First.ClickAsync();
        await Expect(page.GetByLabel("Origem").First).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "catalogo-part-number", width, theme));
        await page.GotoAsync("/catalogo/duimp?raiz=12ABC345");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "prontos de" })).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "catalogo-duimp", width, theme));
        await page.GotoAsync("/catalogo/fabricantes");
        await page.Locator("tbody a").First.ClickAsync();
        await Expect(page.GetByLabel("Razão social")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "fabricante", width, theme));
        await page.GotoAsync("/ncm/85322410");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mostrar" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Períodos" })).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "ncm-codigo", width, theme));
        await page.GotoAsync("/ncm/8532");
        await Expect(page.Locator(".big")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "ncm-posicao", width, theme));
        await page.GotoAsync("/ncm/mudancas");
        // Which tables the two newest editions differ in, if any, depends on what other tests imported.
        await Expect(page.Locator("[aria-labelledby^=table-], .note.info").First).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "ncm-mudancas", width, theme));
        foreach (var name in (string[])["catalogo/fabricantes", "ncm", "mais"])
        {
            await page.GotoAsync($"/{name}");
            await Expect(page.Locator("tbody tr, .codes li, .more-links a").First).ToBeVisibleAsync();
            found.AddRange(await LookAsync(page, name.Replace('/', '-'), width, theme));
        }

        foreach (var name in (string[])["esqueci-a-senha", "password-reset", "invitation", "certificado/0123abc"])
        {
            await page.GotoAsync($"/{name}");
            found.AddRange(await LookAsync(page, name.Replace('/', '-'), width, theme));
        }

        await page.GotoAsync("/nao-existe");
        found.AddRange(await LookAsync(page, "nao-encontrada", width, theme));

        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Pages_of_figures_can_be_used_by_everyone(int width, ColorScheme theme)
    {
        var (page, nexa) = await console.SignUpAsync("Ana", width, theme: theme);
        List<string> found = [];
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Classificar o exemplo" })).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "primeiro-uso", width, theme));
        await page.GotoAsync("/impostos");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Calcular", Exact = true })).ToBeEnabledAsync();
        found.AddRange(await LookAsync(page, "impostos-vazio", width, theme));
        await page.GotoAsync("/impostos?ncm=85322410");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Calcular", Exact = true })).ToBeEnabledAsync();
        await page.GetByLabel("Valor aduaneiro").FillAsync("10.000,00");
        await page.GetByRole(AriaRole.Button, new() { Name = "Calcular", Exact = true }).ClickAsync();
        await Expect(page.Locator(".taxes")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "impostos", width, theme));
        await page.GotoAsync("/painel");
        await Expect(page.GetByText("Nada neste período.")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "painel-vazio", width, theme));
        await SeedPanelAsync(nexa);
        await page.ReloadAsync();
        await Expect(page.Locator(".figures")).ToBeVisibleAsync();
        await page.GetByText("Ver como tabela").First.ClickAsync();
        found.AddRange(await LookAsync(page, "painel", width, theme));
        await page.Locator(".bars a[href]").First.ClickAsync();
        await Expect(page.Locator("table.rows")).ToBeVisibleAsync();
        found.AddRange(await LookAsync(page, "historico-filtrado", width, theme));

        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    private static readonly (string Button, string Picture)[] HistoryPanels =
        [("Filtrar", "filtros"), ("Colunas", "colunas"), ("Visões", "visoes"), ("Exportar", "exportar")];

    /// <summary>Classifications of which one was approved, and one is uncertain.</summary>
    private static async Task SeedPanelAsync(NexaClient nexa)
    {
        var ct = TestContext.Current.CancellationToken;
        string[] numbers = ["CL10C330JB8NNNC", "IRLML6401TRPBF", "RC0603FR-0710KL", "LM358DR", "NE555P", "QZ-UNKNOWN-77"];
        var sent = await nexa.Rest.ClassifyBatchAsync(
            new ClassifyBatch { Partnumbers = new BatchPartNumbers(numbers) }, cancellationToken: ct);
        await nexa.WaitAsync(sent.Task_id, ct);
        var made = await nexa.Rest.ListHistoryAsync(ncm: "85322410", cancellationToken: ct);
        await nexa.Rest.ApproveClassificationAsync(made.Items.First().Id, cancellationToken: ct);
    }
}
