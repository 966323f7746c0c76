using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>How long sessions and keys last where settings say so, who makes an ADMIN, and what stands in the log of a refusal.</summary>
public sealed class AccessLimitsTests(Servers servers)
{
    private const string Password = AccountTests.Password;
    private static readonly string[] Read = [Permissions.Read];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5, true)]
    [InlineData(39, true)]
    [InlineData(41, false)]
    [InlineData(600, false)]
    public async Task A_session_ends_when_it_is_idle_for_longer_than_the_setting_allows(int minutes, bool lives)
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:IdleMinutes", "30")]);
        var user = await host.CreateUserAsync(password: Password);
        using var client = host.Client();
        var (access, refresh) = await AccountTests.SignInAsync(client, user.Email, Password);
        await host.WithDbAsync(db => db.Database.ExecuteSqlAsync(
            $"update user_session set refreshed_at = now() - make_interval(mins => {minutes})", Ct));
        using var signedIn = host.Client(access);

        using var me = await signedIn.GetAsync(new Uri("/me", UriKind.Relative), Ct);
        using var refreshed = await client.PostAsJsonAsync("/refresh", new { refresh_token = refresh }, Ct);

        var expected = lives ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
        Assert.Equal((expected, expected), (me.StatusCode, refreshed.StatusCode));
    }

    [Fact]
    public async Task A_key_ends_after_so_many_days_as_the_setting_says_also_one_that_was_made_before()
    {
        await using var before = await ApiHost.StartAsync(servers);
        var user = await before.CreateUserAsync(password: Password);
        var (old, oldId) = await before.CreateKeyAsync(user.Id, user.Id, Read);
        var (young, _) = await before.CreateKeyAsync(user.Id, user.Id, Read);
        await before.WithDbAsync(db => db.Database.ExecuteSqlAsync(
            $"update api_key set created_at = now() - interval '91 days' where id = {oldId}", Ct));
        await using var host = await ApiHost.StartAsync(servers, before.Database, [("Nexa:ApiKeyDays", "90")]);
        using var client = await host.ClientAsync(user);

        using var made = await MakeAsync(null);
        using var tooLong = await MakeAsync(DateTimeOffset.UtcNow.AddDays(91).AddMinutes(1));
        using var lastDay = await MakeAsync(DateTimeOffset.UtcNow.AddDays(90).AddHours(3)); // a day in São Paulo, included whole
        using var shorter = await MakeAsync(DateTimeOffset.UtcNow.AddDays(7));

        var expires = (await made.JsonAsync(201)).GetProperty("api_key").GetProperty("expires_at").GetDateTimeOffset();
        Assert.InRange(expires, DateTimeOffset.UtcNow.AddDays(89), DateTimeOffset.UtcNow.AddDays(90));
        Assert.InRange((await lastDay.JsonAsync(201)).GetProperty("api_key").GetProperty("expires_at").GetDateTimeOffset(),
            DateTimeOffset.UtcNow.AddDays(89), DateTimeOffset.UtcNow.AddDays(90));
        Assert.True((await tooLong.JsonAsync(400)).GetProperty("errors").TryGetProperty("expires_at", out _));
        Assert.Equal(HttpStatusCode.Created, shorter.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(host, old)); // at once, not when rows are pruned
        Assert.Equal(90, (await ApiHost.JsonAsync(await client.GetAsync(new Uri("/api-keys", UriKind.Relative), Ct)))
            .GetProperty("longest_days").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await UseAsync(host, young));

        Task<HttpResponseMessage> MakeAsync(DateTimeOffset? expires_at) => client.PostAsJsonAsync("/api-keys",
            new { name = "ERP", scope = Read, expires_at, current_password = Password }, Ct);
    }

    [Fact]
    public async Task Inviting_an_admin_asks_for_the_password_and_inviting_a_reader_does_not()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync(password: Password));

        using var without = await InviteAsync("ADMIN", null);
        using var wrong = await InviteAsync("admin", "não é esta mesmo");
        using var right = await InviteAsync("ADMIN", Password);
        using var reader = await InviteAsync("READER", null);

        Assert.True((await without.JsonAsync(400)).GetProperty("errors").TryGetProperty("current_password", out _));
        Assert.True((await wrong.JsonAsync(400)).GetProperty("errors").TryGetProperty("current_password", out _));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (right.StatusCode, reader.StatusCode));

        Task<HttpResponseMessage> InviteAsync(string role, string? current_password) => client.PostAsJsonAsync(
            "/organisation/invitations", new { email = $"{Guid.NewGuid():n}@example.com", role, current_password }, Ct);
    }

    [Fact]
    public async Task What_a_known_account_is_refused_stands_in_the_log_and_nobody_floods_it()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var (reader, other) = (await host.CreateUserAsync(Roles.Reader), await host.CreateUserAsync());
        var things = await DoubledTests.FillAsync(host, other, "OUTRA");
        using var readers = await host.ClientAsync(reader);
        using var others = await host.ClientAsync(other);
        using var stranger = host.Client("nenhum.token.mesmo");
        var ended = await host.TokenAsync(other);
        await host.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update user_session set revoked_at = now() where user_id = {other.Id}", Ct));
        using var endeds = host.Client(ended);

        await readers.GetAsync(new Uri($"/classifications/{things["classification"]}", UriKind.Relative), Ct);
        await endeds.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        await stranger.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        await readers.GetAsync(new Uri("/nenhuma-pagina", UriKind.Relative), Ct);
        for (var i = 0; i < 30; i++)
        {
            using var refused = await readers.PostAsJsonAsync("/webhooks", new { }, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        var lines = logs.Lines.Where(line => line.StartsWith("Access refused", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.StartsWith($"Access refused: 404 GET /classifications/{{id:guid}} user {reader.Id}",
            StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("Access refused: 401 GET /tasks", StringComparison.Ordinal));
        Assert.InRange(lines.Count(line => line.StartsWith("Access refused: 403", StringComparison.Ordinal)), 9, 11);
    }

    private static async Task<HttpStatusCode> UseAsync(ApiHost host, string key)
    {
        using var machine = host.Client(key);
        return (await machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode;
    }
}
