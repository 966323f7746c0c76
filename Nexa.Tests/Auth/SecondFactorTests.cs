using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>An authenticator app and recovery codes beside the password.</summary>
public sealed class SecondFactorTests(Servers servers)
{
    private const string Password = AccountTests.Password;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_an_app_signs_in_with_password_and_code_and_a_code_works_once()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        using var stranger = host.Client();
        var (app, _) = await Authenticator.EnrolAsync(client, Password);

        using var without = await Authenticator.SignInAsync(stranger, user, Password);
        using var enrolled = await Authenticator.SignInAsync(stranger, user, Password, app.Show());
        using var wrong = await Authenticator.SignInAsync(stranger, user, "não é esta mesmo", app.Show(later: 1));
        using var right = await Authenticator.SignInAsync(stranger, user, Password, app.Show(later: 1));
        using var again = await Authenticator.SignInAsync(stranger, user, Password, app.Show(later: 1));
        using var old = await Authenticator.SignInAsync(stranger, user, Password, app.Show(later: -1));

        Assert.True(await Authenticator.IsAskedForAsync(without));
        Assert.True(await Authenticator.IsAskedForAsync(enrolled)); // the code that enrolled the app
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        var tokens = await right.JsonAsync(200);
        Assert.Contains("mfa", new JsonWebToken(tokens.Text("access_token")).GetPayloadValue<string[]>("amr"), StringComparer.Ordinal);
        Assert.True(await Authenticator.IsAskedForAsync(again));
        Assert.True(await Authenticator.IsAskedForAsync(old));
        using var refreshed = await stranger.PostAsJsonAsync("/refresh", new { refresh_token = tokens.Text("refresh_token") }, Ct);
        var next = (await refreshed.JsonAsync(200)).Text("access_token");
        Assert.Contains("mfa", new JsonWebToken(next).GetPayloadValue<string[]>("amr"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Of_many_sign_ins_with_one_code_at_once_one_succeeds()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        var (app, codes) = await Authenticator.EnrolAsync(client, Password);

        foreach (var code in new[] { app.Show(later: 1), codes[0] })
        {
            var clients = Enumerable.Range(0, 8).Select(i => host.Client(from: $"203.0.113.{i}")).ToList();
            var answers = await Task.WhenAll(clients.Select(one => Authenticator.SignInAsync(one, user, Password, code)));
            Assert.Single(answers, answer => answer.IsSuccessStatusCode);
            clients.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_the_owner_hears_of_it()
    {
        await using var sink = new SmtpSink();
        await using var host = await ApiHost.StartAsync(servers, more:
            [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port), ("Mail:Security", "None")]);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        var (_, codes) = await Authenticator.EnrolAsync(client, Password);
        using var ofEnrolment = await sink.NextAsync(Ct);

        using var right = await Authenticator.SignInAsync(client, user, Password, codes[3].ToUpperInvariant().Replace('-', ' '));
        using var again = await Authenticator.SignInAsync(client, user, Password, codes[3]);
        using var ofCode = await sink.NextAsync(Ct);
        using var view = await client.GetAsync(new Uri("/me/second-factor", UriKind.Relative), Ct);

        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.True(await Authenticator.IsAskedForAsync(again));
        Assert.Equal(9, (await view.JsonAsync(200)).GetProperty("recovery_codes").GetInt32());
        Assert.Equal("Nexa: segundo fator da sua conta", ofEnrolment.Subject);
        Assert.Contains("código de recuperação", ofCode.TextBody, StringComparison.Ordinal);
        await host.WithDbAsync(async db => Assert.Equal(
            ["second-factor.enrolled", "second-factor.recovery-code-used", "second-factor.wrong"],
            await db.AuditLog.Where(e => e.Subject == $"user:{user.Id}" && e.Action.StartsWith("second-factor")).OrderBy(e => e.Id)
                .Select(e => e.Action).ToListAsync(Ct)));
    }

    [Fact]
    public async Task Enrolling_asks_for_the_password_and_a_first_code_and_ends_sessions_of_a_password_alone()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        using var other = await host.ClientAsync(user);

        using var unasked = await client.PostAsJsonAsync("/me/second-factor", new { current_password = "não é esta mesmo" }, Ct);
        using var begun = await client.PostAsJsonAsync("/me/second-factor", new { current_password = Password }, Ct);
        var app = new Authenticator((await begun.JsonAsync(200)).Text("secret"));
        using var elsewhere = await other.PostAsJsonAsync("/me/second-factor/confirm", new { code = app.Show() }, Ct);
        using var wrong = await client.PostAsJsonAsync("/me/second-factor/confirm", new { code = "000000" }, Ct);
        using var notYet = await Authenticator.SignInAsync(client, user, Password);
        using var right = await client.PostAsJsonAsync("/me/second-factor/confirm", new { code = app.Show() }, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, unasked.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.OK, notYet.StatusCode);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode);
        Assert.True((await GetAsync(client, "/me/second-factor")).GetProperty("used_by_session").GetBoolean());
    }

    [Fact]
    public async Task Codes_are_guessed_no_faster_than_passwords()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        await Authenticator.EnrolAsync(client, Password);
        using var thief = host.Client(from: "203.0.113.9");

        var guesses = new List<HttpStatusCode>();
        for (var code = 0; code < 10; code++)
        {
            using var answer = await Authenticator.SignInAsync(thief, user, Password, $"11111{code}");
            guesses.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, guesses[^1]);
        Assert.InRange(guesses.Count(code => code == HttpStatusCode.Forbidden), 1, 7);
    }

    [Fact]
    public async Task Removing_or_renewing_asks_for_password_and_code()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        var (app, codes) = await Authenticator.EnrolAsync(client, Password);

        foreach (var (method, path) in new[] { ("POST", "/me/second-factor"), ("POST", "/me/second-factor/recovery-codes"),
            ("DELETE", "/me/second-factor"), ("POST", "/me/passkeys/options") })
        {
            await host.WithDbAsync(db => db.Database.ExecuteSqlAsync($"delete from sign_in_throttle", Ct));
            using var without = await SendAsync(method, path, Password, null);
            using var wrong = await SendAsync(method, path, "não é esta mesmo", codes[9]);
            Assert.True(await Authenticator.IsAskedForAsync(without), path);
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        }

        using var renewed = await SendAsync("POST", "/me/second-factor/recovery-codes", Password, codes[0]);
        using var gone = await SendAsync("DELETE", "/me/second-factor", Password, codes[1]);
        var fresh = (await renewed.JsonAsync(200)).GetProperty("recovery_codes")[0].GetString();
        using var removed = await SendAsync("DELETE", "/me/second-factor", Password, fresh);
        using var signedIn = await Authenticator.SignInAsync(client, user, Password);

        Assert.Equal(HttpStatusCode.Forbidden, gone.StatusCode); // a code of before
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.False((await GetAsync(client, "/me/second-factor")).GetProperty("used_by_session").GetBoolean());
        await host.WithDbAsync(async db => Assert.False(await db.Set<RecoveryCode>().AnyAsync(Ct)));

        Task<HttpResponseMessage> SendAsync(string method, string path, string current_password, string? second_factor) =>
            client.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative))
            {
                Content = JsonContent.Create(new { current_password, second_factor }),
            }, Ct);
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return await answer.JsonAsync(200);
    }
}
