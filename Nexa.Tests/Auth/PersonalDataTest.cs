using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Features.Account;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Tests.Hosting;
using Npgsql;

namespace Nexa.Tests.Auth;

public sealed class PersonalDataTest(Servers servers)
{
    private static readonly string[] ManageUsers = [Permissions.ManageUsers];
    private static readonly string[] Read = [Permissions.Read];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_of_a_user_can_be_had_and_then_erased_and_only_theirs()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(password: AccountTest.Password), await host.CreateUserAsync());
        await OwnershipTest.FillAsync(host, ana, "SEGREDO-DA-ANA");
        await OwnershipTest.FillAsync(host, bia, "SEGREDO-DA-BIA");
        using var client = await host.ClientAsync(ana);

        var data = await client.GetStringAsync(new Uri("/me/data", UriKind.Relative), Ct);
        using var erase = new HttpRequestMessage(HttpMethod.Delete, "/me") { Content = JsonContent.Create(new { current_password = AccountTest.Password }) };
        var erased = await client.SendAsync(erase, Ct);

        Assert.Contains("SEGREDO-DA-ANA", data, StringComparison.Ordinal);
        Assert.Contains(ana.Email, data, StringComparison.Ordinal);
        Assert.DoesNotContain("BIA", data, StringComparison.Ordinal);
        Assert.DoesNotContain(ana.PasswordHash!, data, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode);
        await host.WithDbAsync(async db =>
        {
            Assert.False(await db.Users.AnyAsync(u => u.Id == ana.Id, Ct));
            Assert.False(await db.Tasks.AnyAsync(t => t.OwnerId == ana.Id, Ct));
            Assert.True(await db.Tasks.AnyAsync(t => t.OwnerId == bia.Id, Ct));
            Assert.Contains("user.erased", await db.AuditLog.Where(e => e.UserId == ana.Id).Select(e => e.Action).ToListAsync(Ct));
        });
    }

    [Fact]
    public async Task No_table_keeps_a_user_from_being_erased()
    {
        await using var host = await ApiHost.StartAsync(servers);

        await host.WithDbAsync(db =>
        {
            var users = db.Model.FindEntityType(typeof(User))!;
            Assert.All(users.GetReferencingForeignKeys(), key => Assert.True(key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull, $"{key.DeclaringEntityType.DisplayName()} would keep its user from being erased"));
            Assert.Contains("task_event", PersonalData.Tables(db.Model).Select(t => t.Table.Name));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var admin = await host.CreateUserAsync(Roles.Admin, password: AccountTest.Password);
        using var client = await host.ClientAsync(admin);

        using var erase = new HttpRequestMessage(HttpMethod.Delete, "/me") { Content = JsonContent.Create(new { current_password = AccountTest.Password }) };

        Assert.Equal(HttpStatusCode.Conflict, (await client.SendAsync(erase, Ct)).StatusCode);
    }

    [Theory]
    [InlineData("update audit_log set action = 'nothing'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    public async Task The_audit_log_can_only_grow(string sql)
    {
        var database = await servers.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Ct);
        await using var insert = new NpgsqlCommand("insert into audit_log (action, subject) values ('a', 'b')", connection);
        await insert.ExecuteNonQueryAsync(Ct);

        await using var change = new NpgsqlCommand(sql, connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync(Ct));

        Assert.Contains("append-only", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_key_is_shown_once_scoped_noticed_and_revocable()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync());

        var tooMuch = await client.PostAsJsonAsync("/api-keys", new { name = "ERP", scope = ManageUsers }, Ct);
        var made = await ApiHost.JsonAsync(await client.PostAsJsonAsync("/api-keys", new { name = "ERP", scope = Read }, Ct));
        var (key, id) = (made.GetProperty("key").GetString()!, made.GetProperty("api_key").GetProperty("id").GetString());
        using var machine = host.Client();
        machine.DefaultRequestHeaders.Add("X-Api-Key", key);
        var reads = await machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        var submits = await machine.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct);
        var list = await client.GetStringAsync(new Uri("/api-keys", UriKind.Relative), Ct);
        await client.DeleteAsync(new Uri($"/api-keys/{id}", UriKind.Relative), Ct);
        var revoked = await machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, tooMuch.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (reads.StatusCode, submits.StatusCode, revoked.StatusCode));
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        Assert.DoesNotContain("\"last_used_at\":null", list, StringComparison.Ordinal);
        await host.WithDbAsync(async db => Assert.DoesNotContain(Encoding.UTF8.GetBytes(key), (await db.ApiKeys.ToListAsync(Ct)).Select(k => k.Hash)));
    }
}
