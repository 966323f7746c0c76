using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using Nexa.Core.Data;
using Nexa.Tests.Support;
using Npgsql;
using OtpNet;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>Entrar com a conta da empresa: a browser, the console and a provider, and what the console refuses between them.</summary>
[Collection("Browser")]
public sealed class ProviderSignInTests(ConsoleFixture console)
{
    private const string Button = "Entrar com a conta da Acme";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task A_person_signs_in_with_the_account_of_the_company_and_comes_to_the_page_that_was_wanted(int width, ColorScheme theme)
    {
        var page = await console.OpenAsync(width, 900, theme);
        await AddAcmeAsync();
        console.Provider.Person = new ProviderPerson($"{Guid.NewGuid():n}@acme.example", "nexa-analyst") { Name = "Célia Prado" };
        await page.GotoAsync("/entrar?voltar=/conta");
        var found = await Appearance.LookAsync(page, "entrar-provedor", width, theme);

        await page.GetByRole(AriaRole.Link, new() { Name = Button }).ClickAsync();

        await Expect(page.GetByLabel("E-mail").First).ToHaveValueAsync(console.Provider.Person.Email);
        Assert.EndsWith("/conta", page.Url, StringComparison.Ordinal);
        await page.GotoAsync("/historico");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Histórico" })).ToBeVisibleAsync();
        Assert.Empty(found);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_has_an_app_is_asked_for_its_code_once_the_provider_has_answered()
    {
        var (page, nexa) = await console.SignUpAsync("Dora Lins");
        await AddAcmeAsync();
        var me = await nexa.Rest.GetMeAsync(Ct);
        var begun = await nexa.Rest.BeginSecondFactorAsync(
            new() { Current_password = ConsoleFixture.Password }, cancellationToken: Ct);
        var app = new Totp(Base32Encoding.ToBytes(begun.Secret));
        await nexa.Rest.ConfirmSecondFactorAsync(new() { Code = app.ComputeTotp() }, cancellationToken: Ct);
        (await console.Mails.NextAsync(Ct)).Dispose();
        await RunSqlAsync("update app_user set email = replace(email, '@example.com', '@acme.example') where id = $1", me.Id);
        console.Provider.Person = new ProviderPerson(me.Email.Replace("@example.com", "@acme.example", StringComparison.Ordinal), "nexa-reader");
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/entrar?voltar=/conta");

        await page.GetByRole(AriaRole.Link, new() { Name = Button }).ClickAsync();
        await page.GetByLabel("Código do aplicativo autenticador").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("incorreto");
        Assert.DoesNotContain("espera", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Código do aplicativo autenticador").FillAsync(app.ComputeTotp(DateTime.UtcNow.AddSeconds(30)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continuar" }).ClickAsync();

        await Expect(page.GetByLabel("E-mail").First).ToHaveValueAsync(console.Provider.Person.Email);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_has_no_role_reads_why_and_can_sign_in_with_a_password()
    {
        var page = await console.OpenAsync();
        await AddAcmeAsync();
        console.Provider.Person = new ProviderPerson($"{Guid.NewGuid():n}@acme.example");
        await page.GotoAsync("/entrar");

        await page.GetByRole(AriaRole.Link, new() { Name = Button }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("não tem um perfil na Nexa");
        await Expect(page.GetByLabel("Senha")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("nothing wrong", "/entrar/provedor/pronto?voltar=%2Fconta")]
    [InlineData("another browser", "/entrar?recusa=provider")]
    [InlineData("another state", "/entrar?recusa=provider")]
    [InlineData("no state", "/entrar?recusa=provider")]
    [InlineData("another code", "/entrar?recusa=provider")]
    [InlineData("the code once more", "/entrar?recusa=provider")]
    [InlineData("another nonce", "/entrar?recusa=provider")]
    [InlineData("a refusal of the provider", "/entrar?recusa=provider")]
    public async Task What_comes_back_from_the_provider_belongs_to_the_browser_that_went_there_and_counts_once(string fault, string leadsTo)
    {
        await (await console.OpenAsync()).Context.CloseAsync(); // starts everything
        await AddAcmeAsync();
        console.Provider.Person = new ProviderPerson($"{Guid.NewGuid():n}@acme.example", "nexa-reader");
        console.Provider.Nonce = fault == "another nonce" ? "another" : null;
        using var browser = Browse();
        using var other = Browse();

        var back = await GoAsync(browser, await GoAsync(browser, new Uri(console.Address, "/entrar/provedor?voltar=/conta")));
        console.Provider.Nonce = null;
        if (fault == "the code once more")
        {
            await GoAsync(browser, back);
        }

        var ended = await GoAsync(fault == "another browser" ? other : browser, Change(back, fault));

        Assert.StartsWith(leadsTo, ended.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("//example.com/")]
    [InlineData("/\\example.com/")]
    [InlineData("/\t/example.com/")]
    public async Task Nobody_is_led_to_another_host(string wanted)
    {
        await (await console.OpenAsync()).Context.CloseAsync();
        using var browser = Browse();

        var page = await browser.GetStringAsync(new Uri(console.Address,
            QueryHelpers.AddQueryString("/entrar/provedor/pronto", "voltar", wanted)), Ct);

        Assert.Contains("content=\"0;url=/\"", page, StringComparison.Ordinal);
    }

    private static Uri Change(Uri back, string fault)
    {
        var query = QueryHelpers.ParseQuery(back.Query).ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal);
        switch (fault)
        {
            case "another state":
                query["state"] += "x";
                break;
            case "no state":
                query.Remove("state");
                break;
            case "another code":
                query["code"] += "x";
                break;
            case "a refusal of the provider":
                query.Remove("code");
                query["error"] = "access_denied";
                break;
            default:
                break;
        }

        return new Uri(QueryHelpers.AddQueryString(back.GetLeftPart(UriPartial.Path), query));
    }

    private static HttpClient Browse() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    private static async Task<Uri> GoAsync(HttpClient browser, Uri to)
    {
        using var answer = await browser.GetAsync(to, Ct);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return new Uri(to, answer.Headers.Location!);
    }

    private Task AddAcmeAsync() => RunSqlAsync("insert into organisation (id, name) values ($1, 'Acme') on conflict do nothing", console.Acme);

    private async Task RunSqlAsync(string sql, Guid id)
    {
        await using var database = NpgsqlDataSource.Create(console.Database);
        await database.Statement(sql, id).ExecuteAsync(Ct);
    }
}
