using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

public sealed partial class AccountTests(Servers servers)
{
    internal const string Password = "cavalo grampo bateria certa";
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_registers_becomes_the_admin_of_an_organisation_of_one_and_nothing_more()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = host.Client();

        var asAdmin = await client.PostAsJsonAsync(
            "/register", new { name = "Ana", email = "ana@example.com", password = Password, role = "ADMIN" }, Ct);
        var registered = await client.PostAsJsonAsync(
            "/register", new { name = "Ana", email = " Ana@Example.com ", password = Password }, Ct);
        var again = await client.PostAsJsonAsync("/register", new { name = "Ana", email = "ana@example.com", password = Password }, Ct);
        var session = await SignInAsync(client, "ana@example.com", Password);

        Assert.Equal(HttpStatusCode.BadRequest, asAdmin.StatusCode);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        Assert.Equal("ana@example.com", (await ApiHost.JsonAsync(registered)).GetProperty("user").GetProperty("email").GetString());
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var signedIn = host.Client(session.Access);
        var me = await signedIn.GetFromJsonAsync<JsonElement>("/me", Ct);
        Assert.Equal("ADMIN", me.GetProperty("role").GetString());
        var organisation = Assert.Single(me.GetProperty("organisations").EnumerateArray());
        Assert.Equal((me.GetProperty("organisation_id").GetString(), "Ana", "ADMIN"),
            (organisation.GetProperty("id").GetString(), organisation.GetProperty("name").GetString(), organisation.GetProperty("role")
                .GetString()));
        Assert.DoesNotContain(Permissions.ImportTables, me.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
    }

    [Theory]
    [InlineData("curta")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabc")]
    [InlineData("123456789012")]
    [InlineData("qwertyuiop12")]
    [InlineData("Password1234!")]
    [InlineData("P@ssw0rd12345")]
    [InlineData("flamengo2024!!")]
    [InlineData("corinthians123")]
    [InlineData("brasilbrasil")]
    [InlineData("ana.souza.2024")]
    [InlineData("1qaz2wsx3edc4rfv")]
    [InlineData("philadelphia1")]
    [InlineData("Dragon Monkey!")]
    [InlineData("Nexa@importador")]
    public void Passwords_that_are_guessed_first_are_refused(string password) =>
        Assert.NotNull(Api.Auth.PasswordRules.FindObjection(password, "ana.souza@example.com", "Ana Souza"));

    [Theory]
    [InlineData("Mailcreated5240")]
    [InlineData("TrustNoOneButYourself")]
    [InlineData("1Corínthians29")]
    public async Task Passwords_of_leaked_lists_are_refused_wherever_one_is_chosen(string leaked)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = host.Client();
        using var signedIn = await host.ClientAsync(await host.CreateUserAsync(password: Password));

        using var registered = await client.PostAsJsonAsync("/register", new { name = "Bia", email = "bia@example.com", password = leaked }, Ct);
        using var invited = await client.PostAsJsonAsync("/register",
            new { name = "Bia", email = "bia@example.com", password = leaked, invitation = "nenhum" }, Ct);
        using var changed = await signedIn.PostAsJsonAsync("/me/password", new { current_password = Password, new_password = leaked }, Ct);

        Assert.Contains("vazadas", await SayAsync(registered, "password"), StringComparison.Ordinal);
        Assert.Contains("vazadas", await SayAsync(invited, "password"), StringComparison.Ordinal);
        Assert.Contains("vazadas", await SayAsync(changed, "new_password"), StringComparison.Ordinal);

        static async Task<string> SayAsync(HttpResponseMessage answer, string field) =>
            (await answer.JsonAsync(400)).GetProperty("errors").GetProperty(field)[0].GetString()!;
    }

    [Theory]
    [InlineData(Password)]
    [InlineData("o rato roeu a roupa")]
    [InlineData("8Kd!pWz2qLmT")]
    [InlineData("ação não é reação")]
    public void A_phrase_or_a_random_password_is_taken(string password) =>
        Assert.Null(Api.Auth.PasswordRules.FindObjection(password, "ana.souza@example.com", "Ana Souza"));

    [Fact]
    public async Task An_unknown_email_and_a_wrong_password_answer_alike()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = host.Client();

        var wrong = await client.PostAsJsonAsync("/login", new { email = user.Email, password = "outra frase qualquer" }, Ct);
        var unknown = await client.PostAsJsonAsync("/login", new { email = "ninguem@example.com", password = "outra frase qualquer" }, Ct);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.StatusCode, unknown.StatusCode));
        Assert.Equal((await ApiHost.JsonAsync(wrong)).GetProperty("detail")
            .GetString(), (await ApiHost.JsonAsync(unknown)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Signing_out_ends_one_session_or_all()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var tokens = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            tokens.Add(await host.TokenAsync(user));
        }

        using var first = host.Client(tokens[0]);
        await first.PostAsJsonAsync("/logout", new { }, Ct);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK],
            await Task.WhenAll(tokens.Select(t => StatusAsync(host, t))));

        using var second = host.Client(tokens[1]);
        await second.PostAsJsonAsync("/logout", new { all = true }, Ct);
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized],
            await Task.WhenAll(tokens.Select(t => StatusAsync(host, t))));
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_mail_once_and_ends_every_session()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var user = await host.CreateUserAsync(password: Password);
        var old = await host.TokenAsync(user);
        using var client = host.Client();

        var known = await client.PostAsJsonAsync("/password-reset", new { email = user.Email }, Ct);
        var unknown = await client.PostAsJsonAsync("/password-reset", new { email = "ninguem@example.com" }, Ct);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (known.StatusCode, unknown.StatusCode));
        var token = await LinkAsync(logs);

        const string better = "outra frase bem comprida";
        var changed = await client.PostAsJsonAsync("/password-reset/confirm", new { token, new_password = better }, Ct);
        var again = await client.PostAsJsonAsync("/password-reset/confirm", new { token, new_password = better }, Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (changed.StatusCode, again.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, old));
        Assert.NotEmpty((await SignInAsync(client, user.Email, better)).Access);
    }

    [Fact]
    public async Task A_changed_password_needs_the_old_one_and_ends_the_other_sessions()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        var (here, there) = (await host.TokenAsync(user), await host.TokenAsync(user));
        using var client = host.Client(here);

        var wrong =
            await client.PostAsJsonAsync("/me/password",
                new { current_password = "não é esta mesmo", new_password = "outra frase bem comprida" }, Ct);
        var right =
            await client.PostAsJsonAsync("/me/password", new { current_password = Password, new_password = "outra frase bem comprida" },
                Ct);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (wrong.StatusCode, right.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await StatusAsync(host, here), await StatusAsync(host, there)));
    }

    [Fact]
    public async Task A_link_by_mail_does_not_outlive_the_password_or_address_it_was_made_for()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        foreach (var change in (string[])["password", "email"])
        {
            var user = await host.CreateUserAsync(password: Password);
            using var client = await host.ClientAsync(user);
            logs.Lines.Clear();
            await client.PostAsJsonAsync("/password-reset", new { email = user.Email }, Ct);
            var token = await LinkAsync(logs);

            var changed = change == "password"
                ? await client.PostAsJsonAsync("/me/password",
                    new { current_password = Password, new_password = "outra frase bem comprida" }, Ct)
                : await client.PatchAsJsonAsync("/me", new { email = $"{Guid.NewGuid():n}@example.com", current_password = Password }, Ct);
            var late = await client.PostAsJsonAsync("/password-reset/confirm", new { token, new_password = "mais uma frase comprida" }, Ct);

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (changed.StatusCode, late.StatusCode));
        }
    }

    [Fact]
    public async Task A_user_whose_account_is_under_attack_comes_in_by_a_link_in_the_mail()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var user = await host.CreateUserAsync(password: Password);
        await Task.WhenAll(Enumerable.Range(1, 120).Select(async i =>
        {
            using var attacker = host.Client(from: $"203.0.113.{i}");
            await attacker.PostAsJsonAsync("/login", new { email = user.Email, password = "um palpite qualquer" }, Ct);
        }));
        using var client = host.Client(from: "198.51.100.20");
        var locked = await client.PostAsJsonAsync("/login", new { email = user.Email, password = Password }, Ct);

        await client.PostAsJsonAsync("/password-reset", new { email = user.Email }, Ct);
        await client.PostAsJsonAsync("/password-reset/confirm",
            new { token = await LinkAsync(logs), new_password = "outra frase bem comprida" }, Ct);

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.NotEmpty((await SignInAsync(client, user.Email, "outra frase bem comprida")).Access);
    }

    [Fact]
    public async Task Tokens_of_the_previous_signing_key_hold_while_it_is_named_and_no_longer()
    {
        (string, string)[] Keys(string signs, string? previous) =>
            previous is null ? [("Nexa:SigningKey", signs)] : [("Nexa:SigningKey", signs), ("Nexa:PreviousSigningKeys:0", previous)];
        var (old, next) = (new string('a', 40), new string('b', 40));
        // The next one is known everywhere before it signs.
        await using var before = await ApiHost.StartAsync(servers, more: Keys(old, next));
        await using var after = await ApiHost.StartAsync(servers, before.Database, Keys(next, old));
        await using var later = await ApiHost.StartAsync(servers, before.Database, Keys(next, null));
        var user = await before.CreateUserAsync();
        var (oldToken, newToken) = (await before.TokenAsync(user), await after.TokenAsync(user));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(before, newToken), await StatusAsync(after, oldToken)));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await StatusAsync(later, oldToken), await StatusAsync(later, newToken)));
    }

    [Fact]
    public async Task A_weaker_hash_is_replaced_at_the_next_sign_in()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        await using var stronger = await ApiHost.StartAsync(servers, host.Database, [("Nexa:PasswordIterations", "2000")]);
        using var client = stronger.Client();

        await SignInAsync(client, user.Email, Password);

        await host.WithDbAsync(async db =>
            Assert.NotEqual(user.PasswordHash, (await db.Users.FirstAsync(u => u.Id == user.Id, Ct)).PasswordHash));
    }

    internal static async Task<(string Access, string Refresh)> SignInAsync(HttpClient client, string email, string password)
    {
        var response = await client.PostAsJsonAsync("/login", new { email, password }, Ct);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Pair(await ApiHost.JsonAsync(response));
    }

    internal static async Task<HttpStatusCode> StatusAsync(ApiHost host, string token)
    {
        using var client = host.Client(token);
        return (await client.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode;
    }

    internal static async Task<(string Access, string Refresh)?> RefreshAsync(HttpClient client, string token)
    {
        var response = await client.PostAsJsonAsync("/refresh", new { refresh_token = token }, Ct);
        return response.StatusCode == HttpStatusCode.OK ? Pair(await ApiHost.JsonAsync(response)) : null;
    }

    private static Task<string> LinkAsync(CollectedLogs logs) =>
        Eventually.GetAsync(() =>
            Task.FromResult(logs.Lines.Select(l => Link().Match(l)).FirstOrDefault(m => m.Success)?.Groups["token"].Value));

    private static (string, string) Pair(JsonElement json) =>
        (json.GetProperty("access_token").GetString()!, json.GetProperty("refresh_token").GetString()!);

    [GeneratedRegex(@"password-reset#token=(?<token>[\w-]+)", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
