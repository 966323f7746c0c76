using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>A result and a document, in a browser, on the real system.</summary>
[Collection("Browser")]
public sealed partial class ResultPageTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_keeps_nothing_that_was_chosen_for_another_one_and_days_are_Brazilian()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        var sent = await nexa.Rest.ClassifyPartNumberAsync(new ClassifyPartNumber { Partnumber = "CL10C330JB8NNNC" }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        var first = (await nexa.Rest.ListHistoryAsync(cancellationToken: Ct)).Items.Single();
        await nexa.Rest.CorrectClassificationAsync(
            first.Id, new CorrectClassification { Description = "Capacitor cerâmico.", Reason = "Conferido." }, cancellationToken: Ct);
        var second = (await nexa.Rest.ListHistoryAsync(status: ClassificationStatus.ACTIVE, cancellationToken: Ct)).Items.Single();

        var known = (await nexa.Rest.GetPartNumberAsync("CL10C330JB8NNNC", Ct)).Parts.Single();
        await nexa.Rest.SavePartNumberAsync(known.Part.Id, new SavePart { Country_of_origin = "PH" }, cancellationToken: Ct);

        await page.GotoAsync($"/classificacoes/{second.Id}");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Fabricante" })).ToContainTextAsync("Coreia do Sul (KR)");
        var countries = page.GetByRole(AriaRole.Region, new() { Name = "Países da mercadoria" });
        await Expect(countries).ToContainTextAsync("Filipinas (PH)");
        await Expect(countries).ToContainTextAsync("não informado");
        var day = page.Locator("#on");
        await Expect(day).ToHaveValueAsync(BrazilianDay());
        var today = await day.InputValueAsync();
        await day.FillAsync("05/02/2026");
        await day.BlurAsync();
        await Expect(page.GetByText("Vigentes em 05/02/2026")).ToBeVisibleAsync();
        await day.FillAsync("31/02/2026");
        await day.BlurAsync();
        await Expect(page.GetByText("Informe a data no formato dd/mm/aaaa.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Capacitance() }).ClickAsync();
        await Expect(page.Locator(".pn .marked")).Not.ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Versão 1" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex(first.Id.ToString(), RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator(".versions strong")).ToHaveTextAsync("Versão 1");
        await Expect(day).ToHaveValueAsync(today);
        await Expect(page.Locator(".pn .marked")).ToHaveCountAsync(0);
        await Expect(page.Locator(".evidence")).ToContainTextAsync("em superfície (SMD)");
        Assert.True((await page.GetByRole(AriaRole.Link, new() { Name = "Baixar o certificado" }).BoundingBoxAsync())!.Y < 200);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_link_in_a_row_does_not_choose_the_row_and_no_column_is_cut()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await using var pdf = new MemoryStream(OrderPdf.Write());
        var sent = await nexa.Rest.UploadDocumentAsync(file: new FileParameter(pdf, "PO-4471.pdf", "application/pdf"), cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        await page.GotoAsync("/documentos");
        await page.GetByRole(AriaRole.Link, new() { Name = "PO-4471.pdf" }).ClickAsync();
        await Expect(page.Locator(".lines-card tbody tr")).ToHaveCountAsync(3);
        Assert.False(await page.Locator(".lines-card").EvaluateAsync<bool>("pane => pane.scrollWidth > pane.clientWidth"));

        await page.Locator(".lines-card tbody a").First.ClickAsync(new() { Modifiers = [KeyboardModifier.ControlOrMeta] });
        await page.GetByRole(AriaRole.Button, new() { Name = "2", Exact = true }).ClickAsync();
        await Expect(page.Locator(".lines-card tr.here")).ToContainTextAsync("IRLML6401TRPBF");
        await page.Locator(".lines-card tbody a").First.ClickAsync(new() { Modifiers = [KeyboardModifier.ControlOrMeta] });
        await page.GetByRole(AriaRole.Button, new() { Name = "Ampliar" }).ClickAsync();
        await Expect(page.GetByText("125%")).ToBeVisibleAsync();
        await Expect(page.Locator(".lines-card tr.here")).ToContainTextAsync("IRLML6401TRPBF");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Baixar" }).ClickAsync());
        Assert.Equal("PO-4471.pdf", download.SuggestedFilename);
        await page.Context.CloseAsync();
    }

    [GeneratedRegex(@"^\d\d/\d\d/\d{4}$", RegexOptions.None, 1000)]
    private static partial Regex BrazilianDay();

    [GeneratedRegex("^Capacitância", RegexOptions.None, 1000)]
    private static partial Regex Capacitance();
}
