using Microsoft.Playwright;
using Nexa.Client;
using static Microsoft.Playwright.Assertions;
using static Nexa.Web.Tests.Reviewing;

namespace Nexa.Web.Tests;

/// <summary>Nexa does not answer for a while: what is on the page stays, nothing is lost, and the page goes on by itself.</summary>
[Collection("Browser")]
public sealed class ConsoleAwayTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_review_keeps_its_queue_and_its_decision_while_the_API_is_away()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await SeedAsync(nexa, 4);
        await page.GotoAsync("/revisao");
        await LookAtItemAsync(page);
        var decided = await FindHeading(page).InnerTextAsync();

        await console.RunWithoutAsync("api", async () =>
        {
            await page.Keyboard.PressAsync("a");
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = decided }))
                .ToContainTextAsync("não foi possível confirmar a decisão");
            await Expect(page.Locator(".queue-row")).ToHaveCountAsync(4);
            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("j");
            await Expect(page.Locator(".case").GetByText("A Nexa não está respondendo.")).ToBeVisibleAsync();
            await Expect(page.Locator(".queue-row")).ToHaveCountAsync(4);
        });

        await Expect(FindHeading(page)).ToBeVisibleAsync(); // by itself
        await page.GetByRole(AriaRole.Button, new() { Name = "Abrir o item" }).ClickAsync();
        await Expect(FindHeading(page)).ToHaveTextAsync(decided);
        await DecideAsync(page, "a");
        await Expect(page.GetByText("1 decidido hoje")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_list_goes_on_where_its_next_page_failed()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        var parts = new BatchPartNumbers();
        foreach (var number in Enumerable.Range(10, 60))
        {
            parts[$"RC0603FR-07{number}KL"] = new BatchPart { Description = $"Resistor {number} kΩ 1% 0603", Manufacturer = "Yageo" };
        }

        var sent = await nexa.Rest.ClassifyBatchAsync(new ClassifyBatch { Partnumbers = parts }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        var last = (await nexa.Rest.ListHistoryAsync(limit: 200, cancellationToken: Ct)).Items.Last().Partnumber;
        await page.GotoAsync("/historico");
        var list = page.GetByRole(AriaRole.Region, new() { Name = "Classificações" });
        var rows = page.Locator("tbody tr:has(td)");
        await Expect(rows.First).ToBeVisibleAsync();
        var result = await page.Context.NewPageAsync();

        await console.RunWithoutAsync("api", async () =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Carregar mais" }).ClickAsync();
            await Expect(page.GetByText("A Nexa não está respondendo.")).ToBeVisibleAsync();
            await Expect(rows.First).ToBeVisibleAsync();
            await result.GotoAsync("/classificacoes?partnumber=RC0603FR-0710KL");
            await Expect(result.GetByText("A Nexa não está respondendo.").First).ToBeVisibleAsync();
        });

        await page.GetByRole(AriaRole.Button, new() { Name = "Tentar novamente" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Carregar mais" })).ToHaveCountAsync(0);
        await list.EvaluateAsync("list => list.scrollTo(0, list.scrollHeight)");
        await Expect(page.Locator("tbody .part").Last).ToHaveTextAsync(last);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_connection_that_was_cut_for_ten_seconds_comes_back_with_what_was_typed()
    {
        var (page, _) = await console.SignUpAsync("Ana");
        var isCut = false;
        List<IWebSocketRoute> circuits = [];
        await page.RouteWebSocketAsync(url => url.Contains("_blazor", StringComparison.Ordinal), circuit =>
        {
            if (isCut)
            {
                _ = circuit.CloseAsync();
                return;
            }

            circuit.ConnectToServer();
            circuits.Add(circuit);
        });
        await page.ReloadAsync();
        var field = page.GetByLabel("Part number, lista ou tabela");
        await Expect(field).ToBeEnabledAsync();
        await field.FillAsync("LM358DR\nNE555P");
        await Expect(page.GetByText("2 part numbers reconhecidos.")).ToBeVisibleAsync();

        isCut = true;
        await page.Context.SetOfflineAsync(true);
        foreach (var circuit in circuits)
        {
            await circuit.CloseAsync();
        }

        await Expect(page.GetByText("Reconectando")).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("began => performance.now() - began > 10_000", await page.EvaluateAsync<double>("performance.now()"));
        isCut = false;
        await page.Context.SetOfflineAsync(false);

        await Expect(page.GetByText("Reconectando")).ToBeHiddenAsync();
        await Expect(field).ToHaveValueAsync("LM358DR\nNE555P");
        await page.GetByRole(AriaRole.Button, new() { Name = "Classificar 2" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article)).ToContainTextAsync("2 itens");
        await page.Context.CloseAsync();
    }
}
