using Microsoft.Playwright;
using Nexa.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>What a developer does first in <c>/docs</c> and in the example page, in a browser, on the real system, without a token.</summary>
[Collection("Browser")]
public sealed class DescriptionPageTests(ConsoleFixture console)
{
    [Theory]
    [InlineData("", "get /", 200, "Nexa backend está rodando.")]
    [InlineData("#tag/classify/POST/classify-partnumber", "post /classify-partnumber", 202, "Classificação")]
    [InlineData("#tag/taxes/POST/taxes/estimate", "post /taxes/estimate", 200, "customs_value")]
    public async Task A_request_is_sent_with_its_example_and_answered_and_nothing_comes_from_elsewhere(
        string place, string operation, int status, string answered)
    {
        var page = await console.OpenAsync();
        var elsewhere = new List<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } address && address.Authority != console.Api.Authority)
            {
                elsewhere.Add(request.Url);
            }
        };
        await page.GotoAsync(new Uri(console.Api, $"docs/{place}").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = $"Test Request ({operation})", Exact = true }).ClickAsync();

        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = $"Send {operation.Split(' ')[0]} request" }).ClickAsync(),
            response => response.Url == new Uri(console.Api, operation.Split(' ')[1]).ToString());

        Assert.Equal(status, answer.Status);
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(answered);
        Assert.Empty(elsewhere);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_example_page_of_the_TypeScript_client_classifies_live_from_the_origin_that_development_allows()
    {
        const string origin = "http://localhost:5173";
        var page = await console.OpenAsync();
        await page.RouteAsync($"{origin}/**", route => route.FulfillAsync(new()
        {
            Path = Repository.Find($"clients/typescript{new Uri(route.Request.Url).AbsolutePath}"),
        }));
        await page.GotoAsync($"{origin}/index.html?api={console.Api}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Classificar" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("NCM 85322410");
        await page.Context.CloseAsync();
    }
}
