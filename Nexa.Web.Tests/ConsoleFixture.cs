using Aspire.Hosting.ApplicationModel;
using Microsoft.Playwright;
using Nexa.Client;
using Nexa.Tests.Support;

[assembly: AssemblyFixture(typeof(Nexa.Web.Tests.ConsoleFixture))]

namespace Nexa.Web.Tests;

/// <summary>One Nexa and one Chromium for all browser tests; both start with the first test that needs them.</summary>
public sealed class ConsoleFixture : IAsyncDisposable
{
    /// <summary>Milliseconds: the first classification after a start compiles most of Nexa.</summary>
    private const float SlowestStep = 45_000;

    internal const string Password = "um cavalo correto de bateria";

    private readonly SemaphoreSlim starting = new(1);
    private NexaSystem? nexa;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public Uri Address => nexa!.Web;

    internal Uri Api => nexa!.Api;

    /// <summary>Takes the mails that Nexa sends.</summary>
    internal SmtpSink Mails { get; } = new();

    /// <summary>The provider whose people work in <see cref="Acme"/>; its button stands on the sign-in page.</summary>
    internal OpenIdProvider Provider { get; private set; } = null!;

    /// <summary>Id of the provider's organisation.</summary>
    internal Guid Acme { get; } = Guid.CreateVersion7();

    internal string Database => nexa!.Database;

    /// <summary>A window of its own: no cookies, no storage; on another console where one is named.</summary>
    public async Task<IPage> OpenAsync(int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light, Uri? at = null)
    {
        await StartAsync();
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = (at ?? Address).ToString(), Locale = "pt-BR", ColorScheme = theme, ViewportSize = new() { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(SlowestStep);
        Assertions.SetDefaultExpectTimeout(SlowestStep);
        return await context.NewPageAsync();
    }

    /// <summary>A person with an account, in a window of their own; and the same person as a program.</summary>
    internal async Task<(IPage Page, NexaClient Nexa)> SignUpAsync(
        string name, int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light)
    {
        var page = await OpenAsync(width, height, theme);
        var email = $"{Guid.NewGuid():n}@example.com";
        await page.GotoAsync("/criar-conta");
        await page.GetByLabel("Nome").FillAsync(name);
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Senha").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Part number, lista ou tabela")).ToBeEnabledAsync();
        return (page, await ConnectAsync(email));
    }

    /// <summary>A person who runs the installation and has no organisation, in a window of their own.</summary>
    internal async Task<IPage> SignInOperatorAsync(int width = 1440, int height = 900, ColorScheme theme = ColorScheme.Light)
    {
        var page = await OpenAsync(width, height, theme);
        var email = $"{Guid.NewGuid():n}@example.com";
        Assert.True((await nexa!.ExecuteAsync("api", "create-operator", ("email", email), ("password", Password))).Success);
        await SignInAsync(page, email);
        await Assertions.Expect(page.Locator("a[href='/operacao']")).ToBeAttachedAsync(); // a phone has it on another page
        return page;
    }

    internal static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/entrar");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Senha").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Entrar", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Classificar" })).ToBeVisibleAsync();
    }

    /// <summary>A document of nobody in particular, read and classified.</summary>
    internal async Task SendOrderAsync()
    {
        using var client = new NexaClient(nexa!.Api);
        await using var pdf = new MemoryStream(OrderPdf.Write());
        var sent = await client.Rest.UploadDocumentAsync(
            file: new FileParameter(pdf, "PO-4471.pdf", "application/pdf"), cancellationToken: TestContext.Current.CancellationToken);
        await client.WaitAsync(sent.Task_id, TestContext.Current.CancellationToken);
    }

    /// <summary>Accepts the invitation in the next mail as a new user, in a window of their own.</summary>
    internal async Task<IPage> AcceptInvitationAsync(string name, string email)
    {
        using var letter = await Mails.NextAsync(email, TestContext.Current.CancellationToken);
        var page = await OpenAsync();
        await page.GotoAsync(letter.TextBody!.Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)).Trim());
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("Nome").FillAsync(name);
        await page.GetByLabel("E-mail que recebeu o convite").FillAsync(email);
        await page.GetByLabel("Senha").First.FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Criar conta e aceitar" }).ClickAsync();
        await Assertions.Expect(page.GetByText(name)).ToBeVisibleAsync();
        return page;
    }

    /// <summary>Stops a service while something is done, and starts it again; Nexa answers afterwards.</summary>
    internal async Task RunWithoutAsync(string service, Func<Task> act)
    {
        Assert.True((await nexa!.ExecuteAsync(service, KnownResourceCommands.StopCommand)).Success);
        try
        {
            await act();
        }
        finally
        {
            Assert.True((await nexa.ExecuteAsync(service, KnownResourceCommands.StartCommand)).Success);
            await Eventually.HoldsAsync(IsHealthyAsync, TimeSpan.FromMinutes(1));
        }
    }

    private async Task<bool> IsHealthyAsync()
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri(nexa!.Api, "health"), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not there yet
        }
    }

    internal async Task<NexaClient> ConnectAsync(string email)
    {
        var client = new NexaClient(nexa!.Api);
        await client.SignInAsync(email, Password, TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        await Mails.DisposeAsync();
        if (nexa is not null)
        {
            await nexa.DisposeAsync();
        }

        if (Provider is not null)
        {
            await Provider.DisposeAsync();
        }

        starting.Dispose();
    }

    private async Task StartAsync()
    {
        await starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (browser is not null)
            {
                return;
            }

            var program = Chromium.Find();
            Assert.SkipWhen(program is null, "Chromium is not installed: apt install chromium.");
            Provider ??= await OpenIdProvider.StartAsync();
            nexa ??= await NexaSystem.StartAsync([], environment: new Dictionary<string, string>(
                Provider.SettingsFor(Acme).Select(one => KeyValuePair.Create(one.Key.Replace(":", "__", StringComparison.Ordinal), one.Value)),
                StringComparer.Ordinal)
            {
                ["Oidc__Authority"] = Provider.Address.AbsoluteUri, ["Oidc__ClientId"] = OpenIdProvider.ClientId,
                ["Oidc__ClientSecret"] = OpenIdProvider.ClientSecret, ["Oidc__Name"] = "a conta da Acme",
                ["Mail__Host"] = "127.0.0.1", ["Mail__Port"] = Mails.Port, ["Mail__From"] = "nexa@example.com", ["Mail__Security"] = "None",
                ["Webhooks__AllowPrivate"] = "true", // to receivers of the tests
            }, ct: TestContext.Current.CancellationToken);
            playwright = await Playwright.CreateAsync();
            browser = await Chromium.LaunchAsync(playwright, program);
        }
        finally
        {
            starting.Release();
        }
    }
}
