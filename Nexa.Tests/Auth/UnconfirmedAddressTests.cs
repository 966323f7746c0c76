using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Tests.Auth;

/// <summary>An address that a stranger registered, and its owner.</summary>
public sealed partial class UnconfirmedAddressTests(Servers servers)
{
    private const string Owners = "ana@example.com";
    private const string Other = "a senha de quem veio antes";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_confirms_no_password_but_the_one_that_came_with_it()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        using var client = host.Client();
        await RegisterAsync(client, "Ana", AccountTests.Password);
        await SignInAsync(client, AccountTests.Password);
        var code = await CodeAsync(logs, Owners);
        var strangers = await host.Services.GetRequiredService<Passwords>().HashAsync(Other, Ct);

        var signsIn = await WhileHeldAsync(host, $"update app_user set password_hash = '{strangers}' where email = '{Owners}'",
            () => SignInAsync(client, AccountTests.Password, code));

        Assert.Equal(HttpStatusCode.Unauthorized, signsIn.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await SignInAsync(client, Other)).StatusCode); // asks for the code
        await host.WithDbAsync(async db => Assert.Null((await db.Users.SingleAsync(u => u.Email == Owners, Ct)).EmailVerifiedAt));
    }

    [Fact]
    public async Task A_registration_that_comes_with_the_confirmation_changes_nothing()
    {
        await using var host = await StartAsync(new CollectedLogs());
        using var client = host.Client();
        await RegisterAsync(client, "Ana", AccountTests.Password);

        var registers = await WhileHeldAsync(host, $"update app_user set email_verified_at = now() where email = '{Owners}'",
            () => RegisterAsync(client, "Eva", Other));

        Assert.Equal(HttpStatusCode.Conflict, registers.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized),
            ((await SignInAsync(client, AccountTests.Password)).StatusCode, (await SignInAsync(client, Other)).StatusCode));
    }

    [Fact]
    public async Task Who_takes_the_place_has_a_week_of_their_own()
    {
        await using var host = await StartAsync(new CollectedLogs());
        using var client = host.Client();
        await RegisterAsync(client, "Eva", Other);
        await using var database = NpgsqlDataSource.Create(host.Database);
        await database.Statement("update app_user set created_at = now() - interval '8 days' where email = $1", Owners).ExecuteAsync(Ct);

        await RegisterAsync(client, "Ana", AccountTests.Password);
        await ExpiredRows.DeleteAsync(
            host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), TimeSpan.FromDays(30), Ct);

        Assert.Equal(HttpStatusCode.Forbidden, (await SignInAsync(client, AccountTests.Password)).StatusCode); // asks for the code
    }

    [Fact]
    public async Task A_change_of_address_takes_the_place_with_its_code()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = await host.ClientAsync(user);
        await RegisterAsync(client, "Eva", Other);

        using var asks = await ChangeAsync(client, Owners);
        using var changed = await ChangeAsync(client, Owners, await CodeAsync(logs, Owners));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (asks.StatusCode, changed.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(client, Other)).StatusCode);
        await host.WithDbAsync(async db => Assert.False(await db.Organisations.AnyAsync(o => o.Name == "Eva", Ct)));
    }

    [Fact]
    public async Task The_operator_gives_an_address_to_its_owner_by_command()
    {
        await using var host = await StartAsync(new CollectedLogs());
        using var client = host.Client();
        await RegisterAsync(client, "Eva", Other);

        var made = await ServiceProcess.RunAsync("Nexa.Api", ["create-admin", Owners, "Ana"], ("ConnectionStrings__nexadb", host.Database),
            ("Nexa__SigningKey", new string('k', 48)), ("Nexa__EncryptionKey", new string('e', 48)),
            ("NEXA_ADMIN_PASSWORD", AccountTests.Password));

        Assert.Equal((0, $"ADMIN {Owners} created."), (made.ExitCode, made.Output.Trim()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized),
            ((await SignInAsync(client, AccountTests.Password)).StatusCode, (await SignInAsync(client, Other)).StatusCode));
    }

    [Fact]
    public async Task A_right_code_makes_no_room_for_more_letters()
    {
        var logs = new CollectedLogs();
        await using var host = await StartAsync(logs);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = await host.ClientAsync(user);

        var asked = new List<HttpStatusCode>();
        for (var i = 0; i < 8 && !asked.Contains(HttpStatusCode.TooManyRequests); i++)
        {
            var email = $"ana-{i}@example.com";
            using var asks = await ChangeAsync(client, email);
            asked.Add(asks.StatusCode);
            if (asks.StatusCode == HttpStatusCode.Forbidden)
            {
                using var changed = await ChangeAsync(client, email, await CodeAsync(logs, email));
                Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            }
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, asked[^1]);
    }

    [Fact]
    public async Task Where_no_mail_is_sent_nobody_is_told_that_one_was()
    {
        await using var host = await ApiHost.StartAsync(servers, more:
            [("environment", "Staging"), ("Nexa:SigningKey", new string('k', 48)), ("Nexa:PasswordIterations", "600000"),
                ("Nexa:EncryptionKey", new string('e', 48)), ("Transport:AllowPlain", "true")]);
        using var client = host.Client();
        await RegisterAsync(client, "Ana", AccountTests.Password);

        using var signsIn = await SignInAsync(client, AccountTests.Password);

        var problem = await signsIn.JsonAsync(403);
        Assert.DoesNotContain("Enviamos", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("não tem servidor de e-mail", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_place_stays_known_under_a_new_address()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs, more: [("Nexa:VerifyEmail", "false")]);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = host.Client();
        var (token, _) = await AccountTests.SignInAsync(client, user.Email, AccountTests.Password);
        using var person = host.Client(token);
        using var changed = await ChangeAsync(person, Owners);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, AccountTests.Password)).StatusCode);
        using var elsewhere = host.Client(from: "198.51.100.20");
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(elsewhere, AccountTests.Password)).StatusCode);

        await Eventually.HoldsAsync(() => logs.Lines.Any(line => line.Contains("a partir de 198.51.100.20", StringComparison.Ordinal)));
        Assert.Single(logs.Lines, line => line.Contains("entrada de um lugar novo", StringComparison.Ordinal)
            && line.Contains("a partir de", StringComparison.Ordinal));
    }

    /// <summary>Sends a request that has to wait for a change of the row it has read, and commits the change then.</summary>
    private static async Task<HttpResponseMessage> WhileHeldAsync(ApiHost host, string change, Func<Task<HttpResponseMessage>> send)
    {
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var held = await database.OpenConnectionAsync(Ct);
        await using var transaction = await held.BeginTransactionAsync(Ct);
        await held.Statement(change).ExecuteAsync(Ct);
        var sent = send();
        await Eventually.HoldsAsync(async () => await database.Statement(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
            .ScalarAsync<long>(Ct) == 1);
        await transaction.CommitAsync(Ct);
        return await sent;
    }

    private Task<ApiHost> StartAsync(CollectedLogs logs) => ApiHost.StartAsync(servers, logs: logs, more: [("Nexa:VerifyEmail", "true")]);

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient client, string name, string password) =>
        client.PostAsJsonAsync("/register", new { name, email = Owners, password }, Ct);

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string password, string? code = null) =>
        client.PostAsJsonAsync("/login", new { email = Owners, password, code }, Ct);

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient client, string email, string? code = null) =>
        client.PatchAsJsonAsync("/me", new { email, current_password = AccountTests.Password, code }, Ct);

    private static Task<string> CodeAsync(CollectedLogs logs, string email) => Eventually.GetAsync(() => Task.FromResult(
        logs.Lines.Where(line => line.Contains(email, StringComparison.Ordinal)).Select(line => Code().Match(line))
            .FirstOrDefault(m => m.Success)?.Groups["code"].Value));

    [GeneratedRegex(@"na Nexa é (?<code>\d{8})\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
