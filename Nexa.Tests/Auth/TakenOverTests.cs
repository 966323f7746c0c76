using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What someone who had the password, or a session, leaves behind: the owner hears of it, and ends it by a new password.</summary>
public sealed partial class TakenOverTests(Servers servers)
{
    private const string Better = "outra frase bem comprida";
    private static readonly string[] Read = [Permissions.Read];
    private static readonly string[] Finished = ["task.finished"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reset", false, false)]
    [InlineData("change", false, false)]
    [InlineData("change", true, true)]
    public async Task A_new_password_ends_keys_webhooks_and_invitations_of_the_person_unless_they_keep_them(string way, bool keeps, bool live)
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        var colleague = await host.CreateUserAsync(Roles.Admin, user.Id, AccountTests.Password);
        using var client = await host.ClientAsync(user);
        using var colleagues = await host.ClientAsync(colleague);
        var (key, webhook) = (await MakeKeyAsync(client), await MakeWebhookAsync(client));
        var (others, othersWebhook) = (await MakeKeyAsync(colleagues), await MakeWebhookAsync(colleagues));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(host, key));
        await InviteAsync(client, "intruso@example.com");
        await InviteAsync(colleagues, "novata@example.com");

        if (way == "change")
        {
            using var changed = await client.PostAsJsonAsync("/me/password",
                new { current_password = AccountTests.Password, new_password = Better, keep_keys = keeps }, Ct);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }
        else
        {
            await client.PostAsJsonAsync("/password-reset", new { email = user.Email }, Ct);
            var token = await Eventually.GetAsync(() => Task.FromResult(
                logs.Lines.Select(line => Link().Match(line)).FirstOrDefault(m => m.Success)?.Groups["token"].Value));
            using var reset = await client.PostAsJsonAsync("/password-reset/confirm", new { token, new_password = Better }, Ct);
            Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        }

        Assert.Equal(live ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, await UseAsync(host, key));
        Assert.Equal(HttpStatusCode.OK, await UseAsync(host, others));
        await host.WithDbAsync(async db =>
        {
            var enabled = await db.Webhooks.Where(w => w.Enabled).Select(w => w.Id).ToListAsync(Ct);
            Assert.Equal(live ? [webhook, othersWebhook] : [othersWebhook], enabled.Order());
            Assert.Equal(live ? ["intruso@example.com", "novata@example.com"] : ["novata@example.com"],
                await db.Invitations.Select(i => i.Email).Order().ToListAsync(Ct));
            Assert.Equal(live ? 0 : 3, await db.AuditLog.CountAsync(
                e => e.Action == "api-key.revoked" || e.Action == "webhook.disabled" || e.Action == "invitation.revoked", Ct));
        });
    }

    [Theory]
    [InlineData("/api-keys")]
    [InlineData("/webhooks")]
    public async Task A_session_alone_makes_nothing_that_outlives_it(string path)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync(password: AccountTests.Password));

        using var without = await PostAsync(null);
        using var wrong = await PostAsync("não é esta mesmo");
        var guesses = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PostAsync($"palpite número {i}")));

        Assert.True((await without.JsonAsync(400)).GetProperty("errors").TryGetProperty("current_password", out _));
        Assert.True((await wrong.JsonAsync(400)).GetProperty("errors").TryGetProperty("current_password", out _));
        Assert.Contains(HttpStatusCode.TooManyRequests, guesses.Select(answer => answer.StatusCode));

        Task<HttpResponseMessage> PostAsync(string? current_password) => path == "/webhooks"
            ? client.PostAsJsonAsync(path, new { url = "https://example.com/nexa", events = Finished, current_password }, Ct)
            : client.PostAsJsonAsync(path, new { name = "ERP", scope = Read, current_password }, Ct);
    }

    [Fact]
    public async Task The_owner_hears_of_a_new_key_a_new_webhook_and_a_sign_in_from_a_new_place()
    {
        await using var sink = new SmtpSink();
        await using var host = await ApiHost.StartAsync(servers, more:
            [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port), ("Mail:Security", "None")]);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var home = host.Client(from: "198.51.100.20");
        using var away = host.Client(from: "203.0.113.7");

        var (token, _) = await AccountTests.SignInAsync(home, user.Email, AccountTests.Password); // the first of all: nothing is new
        await AccountTests.SignInAsync(home, user.Email, AccountTests.Password);
        await AccountTests.SignInAsync(away, user.Email, AccountTests.Password);
        using var fromAway = await sink.NextAsync(Ct);
        using var client = host.Client(token);
        await MakeKeyAsync(client);
        using var ofKey = await sink.NextAsync(Ct);
        await MakeWebhookAsync(client);
        using var ofWebhook = await sink.NextAsync(Ct);

        Assert.Equal(["Nexa: entrada de um lugar novo", "Nexa: nova chave de API", "Nexa: novo webhook"],
            new[] { fromAway, ofKey, ofWebhook }.Select(letter => letter.Subject));
        Assert.Contains("203.0.113.7", fromAway.TextBody, StringComparison.Ordinal);
        Assert.Contains("example.com", ofWebhook.TextBody, StringComparison.Ordinal);
        Assert.All([fromAway, ofKey, ofWebhook], letter => Assert.Equal(user.Email, Assert.Single(letter.To.Mailboxes).Address));
    }

    private static async Task<string> MakeKeyAsync(HttpClient client) => (await ApiHost.JsonAsync(await client.PostAsJsonAsync("/api-keys",
        new { name = "ERP", scope = Read, current_password = AccountTests.Password }, Ct))).Text("key");

    private static async Task<Guid> MakeWebhookAsync(HttpClient client) => (await ApiHost.JsonAsync(await client.PostAsJsonAsync(
        "/webhooks", new { url = "https://example.com/nexa", events = Finished, current_password = AccountTests.Password }, Ct))).Id("id");

    private static async Task InviteAsync(HttpClient client, string email)
    {
        using var invited = await client.PostAsJsonAsync("/organisation/invitations", new { email, role = "READER" }, Ct);
        Assert.Equal(HttpStatusCode.Created, invited.StatusCode);
    }

    private static async Task<HttpStatusCode> UseAsync(ApiHost host, string key)
    {
        using var machine = host.Client(key);
        return (await machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode;
    }

    [GeneratedRegex(@"password-reset#token=(?<token>[\w-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
