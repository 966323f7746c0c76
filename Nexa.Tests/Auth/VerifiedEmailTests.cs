using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Tests.Auth;

/// <summary>Where e-mail addresses are verified, as everywhere but in development.</summary>
public sealed partial class VerifiedEmailTests(Servers servers)
{
    private const string Other = "a senha de quem veio antes";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_of_no_use_before_the_code_that_was_mailed_to_its_address()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        using var client = host.Client();

        await client.PostAsJsonAsync("/register", new { name = "Ana", email = "ana@example.com", password = AccountTests.Password }, Ct);
        using var without = await SignInAsync(client, AccountTests.Password);
        using var wrong = await SignInAsync(client, AccountTests.Password, "00000000");
        var code = await CodeAsync(logs, "ana@example.com");
        using var guessed = await SignInAsync(client, Other, code);
        using var right = await SignInAsync(client, AccountTests.Password, $" {code} ");
        using var later = await SignInAsync(client, AccountTests.Password);

        Assert.True((await without.JsonAsync(403)).GetProperty("code_required").GetBoolean());
        Assert.Contains("não está certo", (await wrong.JsonAsync(403)).Text("detail"), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK),
            (guessed.StatusCode, right.StatusCode, later.StatusCode));
    }

    [Fact]
    public async Task Who_registered_an_address_before_its_owner_gets_nothing_by_it()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        using var client = host.Client();

        await client.PostAsJsonAsync(
            "/register", new { name = "Eva", email = "ana@example.com", password = Other, organisation = "Isca" }, Ct);
        using var first = await client.PostAsJsonAsync(
            "/register", new { name = "Ana", email = "ana@example.com", password = AccountTests.Password, organisation = "Da Ana" }, Ct);
        using var asks = await SignInAsync(client, AccountTests.Password);
        var code = await CodeAsync(logs, "ana@example.com");
        using var squatter = await SignInAsync(client, Other, code);
        using var owner = await SignInAsync(client, AccountTests.Password, code);
        using var signedIn = host.Client((await ApiHost.JsonAsync(owner)).Text("access_token"));
        var me = await signedIn.GetJsonAsync("/me");
        using var again = await client.PostAsJsonAsync("/register", new { name = "Eva", email = "ana@example.com", password = Other }, Ct);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Unauthorized), (first.StatusCode, squatter.StatusCode));
        Assert.Equal(("Ana", "Da Ana"), (me.Text("name"), Assert.Single(me.GetProperty("organisations").EnumerateArray()).Text("name")));
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_new_address_takes_the_place_of_the_old_one_with_its_own_code()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = await host.ClientAsync(user);

        using var asks = await ChangeAsync("nova@example.com");
        using var elsewhere = await ChangeAsync("outra@example.com");
        var code = await CodeAsync(logs, "nova@example.com");
        using var ofAnother = await ChangeAsync("outra@example.com", code);
        using var right = await ChangeAsync("nova@example.com", code);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            (asks.StatusCode, elsewhere.StatusCode, ofAnother.StatusCode, right.StatusCode));
        Assert.Equal("nova@example.com", (await client.GetJsonAsync("/me")).Text("email"));

        Task<HttpResponseMessage> ChangeAsync(string email, string? code = null) =>
            client.PatchAsJsonAsync("/me", new { email, current_password = AccountTests.Password, code }, Ct);
    }

    [Fact]
    public async Task Codes_are_neither_guessed_nor_mailed_in_numbers()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = await host.ClientAsync(user);

        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await client.PatchAsJsonAsync(
                "/me",
                new { email = $"vitima-{i}@example.com", current_password = AccountTests.Password, code = i % 2 == 0 ? null : "1" }, Ct);
            codes.Add(answer.StatusCode);
        }

        Assert.InRange(codes.Count(code => code == HttpStatusCode.Forbidden), 5, 8);
        Assert.Equal(20, codes.Count(code => code is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_link_of_a_reset_verifies_too_and_the_address_of_the_system_cannot_be_had()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        using var client = host.Client();
        await client.PostAsJsonAsync("/register", new { name = "Ana", email = "ana@example.com", password = Other }, Ct);
        await client.PostAsJsonAsync("/password-reset", new { email = "ana@example.com" }, Ct);
        var token = await Eventually.GetAsync(() => Task.FromResult(
            logs.Lines.Select(line => Link().Match(line)).FirstOrDefault(m => m.Success)?.Groups["token"].Value));

        await client.PostAsJsonAsync("/password-reset/confirm", new { token, new_password = AccountTests.Password }, Ct);
        using var signedIn = await SignInAsync(client, AccountTests.Password);
        using var system = await client.PostAsJsonAsync(
            "/register", new { name = "Eva", email = "anonymous@nexa.invalid", password = Other }, Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (signedIn.StatusCode, system.StatusCode));
    }

    [Fact]
    public async Task An_account_that_nobody_confirmed_is_gone_after_a_week_and_only_such_a_one()
    {
        await using var host = await StartAsync(new CollectedLogs());
        var kept = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = host.Client();
        foreach (var email in (string[])["old@example.com", "young@example.com"])
        {
            await client.PostAsJsonAsync("/register", new { name = "Eva", email, password = Other }, Ct);
        }

        await using var database = NpgsqlDataSource.Create(host.Database);
        await database.Statement("update app_user set created_at = now() - interval '8 days' where email <> 'young@example.com'")
            .ExecuteAsync(Ct);
        await ExpiredRows.DeleteAsync(
            host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), TimeSpan.FromDays(30), Ct);

        await host.WithDbAsync(async db =>
        {
            Assert.Equivalent(new[] { "anonymous@nexa.invalid", kept.Email, "young@example.com" },
                await db.Users.Select(u => u.Email).ToListAsync(Ct), strict: true);
            Assert.Equal(3, await db.Organisations.CountAsync(Ct)); // the anonymous one's, and of the two
        });
    }

    private Task<ApiHost> StartAsync(CollectedLogs logs) => ApiHost.StartAsync(servers, logs: logs, more: [("Nexa:VerifyEmail", "true")]);

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string password, string? code = null) =>
        client.PostAsJsonAsync("/login", new { email = "ana@example.com", password, code }, Ct);

    /// <summary>In development the letter stands in the log.</summary>
    private static Task<string> CodeAsync(CollectedLogs logs, string email) => Eventually.GetAsync(() => Task.FromResult(
        logs.Lines.Where(line => line.Contains(email, StringComparison.Ordinal)).Select(line => Code().Match(line))
            .FirstOrDefault(m => m.Success)?.Groups["code"].Value));

    [GeneratedRegex(@"na Nexa é (?<code>\d{8})\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"password-reset#token=(?<token>[\w-]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
