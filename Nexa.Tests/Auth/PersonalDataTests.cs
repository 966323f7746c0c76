using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Features.Account;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Npgsql;

namespace Nexa.Tests.Auth;

public sealed class PersonalDataTests(Servers servers)
{
    private static readonly string[] ManageMembers = [Permissions.ManageMembers];
    private static readonly string[] Read = [Permissions.Read];
    private static readonly string[] Parts = ["SEGREDO-DA-ANA", "OUTRO-PN-DA-ANA"];

    /// <summary>Of everyone: part numbers and their makers say nothing of who asked for them.</summary>
    private static readonly string[] Shared = ["part_number", "manufacturer"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_of_a_user_can_be_had_and_then_erased_and_only_theirs()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(password: AccountTests.Password), await host.CreateUserAsync());
        var anas = await DoubledTests.FillAsync(host, ana, "SEGREDO-DA-ANA");
        await DoubledTests.FillAsync(host, bia, "SEGREDO-DA-BIA");
        await host.WithDbAsync(async db =>
        {
            db.Add(Job.For(new ExtractDocument((Guid)anas["task"], (Guid)anas["document"], "SEGREDO-DA-ANA", null), (Guid)anas["task"]));
            await db.SaveChangesAsync(Ct);
        });
        using var client = await host.ClientAsync(ana);
        await client.PostAsJsonAsync("/classify-batch", new { partnumbers = Parts }, Ct);
        var before = await TablesAsync(host, ana.Id, "SEGREDO-DA-ANA");

        var own = await client.GetStringAsync(new Uri("/me/data", UriKind.Relative), Ct);
        var data = await client.GetStringAsync(new Uri("/organisation/data", UriKind.Relative), Ct);
        using var erase =
            new HttpRequestMessage(HttpMethod.Delete,
                "/me") { Content = JsonContent.Create(new { current_password = AccountTests.Password }) };
        var erased = await client.SendAsync(erase, Ct);

        Assert.DoesNotContain("BIA", own + data, StringComparison.Ordinal);
        Assert.DoesNotContain(ana.PasswordHash!, own + data, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower("%PDF"u8), data, StringComparison.Ordinal); // files are downloaded as files
        var exported = JsonElement.Parse(data).EnumerateObject().Concat(JsonElement.Parse(own).EnumerateObject())
            .Where(table => table.Value.GetArrayLength() > 0).Select(table => table.Name).ToList();
        Assert.Empty(before.Except([.. exported, "job", .. Shared], StringComparer.Ordinal));
        Assert.Contains("webhook_delivery", exported);
        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        await EraseAsync(host, ana.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode);
        Assert.Empty((await TablesAsync(host, ana.Id, "SEGREDO-DA-ANA")).Except(["audit_log", .. Shared], StringComparer.Ordinal));
        await host.WithDbAsync(async db =>
        {
            Assert.True(await db.Tasks.AnyAsync(t => t.OrganisationId == bia.Id, Ct));
            Assert.Contains("user.erased", await db.AuditLog.Where(e => e.UserId == ana.Id).Select(e => e.Action).ToListAsync(Ct));
        });
    }

    [Fact]
    public async Task An_erased_organisation_is_closed_at_once_and_gone_when_the_worker_has_run_however_often_it_is_cut_off()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(password: AccountTests.Password), await host.CreateUserAsync());
        var member = await host.CreateUserAsync(Roles.Analyst, ana.Id);
        await DoubledTests.FillAsync(host, ana, "SEGREDO-DA-ANA");
        await DoubledTests.FillAsync(host, bia, "SEGREDO-DA-BIA");
        for (var i = 0; i < 3; i++)
        {
            await OwnershipTests.FillAsync(host, ana, $"SEGREDO-DA-ANA-{i}");
        }

        using var client = await host.ClientAsync(ana);
        using var members = await host.ClientAsync(member);
        var name = $"Empresa {ana.Id:n}";

        var archive = await client.GetByteArrayAsync(new Uri("/organisation/archive", UriKind.Relative), Ct);
        var wrong = await DeleteAsync("Outra", AccountTests.Password);
        var guessed = await DeleteAsync(name, "não é esta mesmo");
        var erased = await DeleteAsync(name, AccountTests.Password);
        var database = host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System);
        Assert.False(await OrganisationErasure.RunAsync(database, ana.Id, TimeSpan.Zero, Ct)); // cut off before it began
        await EraseAsync(host, ana.Id);
        Assert.True(await OrganisationErasure.RunAsync(database, ana.Id, TimeSpan.FromMinutes(1), Ct)); // again after its end

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Accepted),
            (wrong.StatusCode, guessed.StatusCode, erased.StatusCode));
        await using (var zip = new ZipArchive(new MemoryStream(archive)))
        {
            Assert.Contains(zip.Entries, entry => entry.FullName.EndsWith("/SEGREDO-DA-ANA.pdf", StringComparison.Ordinal));
            using var reader = new StreamReader(await zip.GetEntry("dados.json")!.OpenAsync(Ct));
            var data = await reader.ReadToEndAsync(Ct);
            Assert.Contains("SEGREDO-DA-ANA-2", data, StringComparison.Ordinal);
            Assert.DoesNotContain("BIA", data, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await members.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode);
        Assert.Empty((await TablesAsync(host, Guid.NewGuid(), "SEGREDO-DA-ANA")).Except(Shared, StringComparer.Ordinal));
        await host.WithDbAsync(async db =>
        {
            Assert.False(await db.Organisations.AnyAsync(o => o.Id == ana.Id, Ct));
            Assert.True(await db.Users.AnyAsync(u => u.Id == ana.Id, Ct)); // the people stay
            Assert.Equal(1, await db.Tasks.CountAsync(Ct));
        });

        Task<HttpResponseMessage> DeleteAsync(string named, string current_password) => client.SendAsync(
            new HttpRequestMessage(HttpMethod.Delete,
                "/organisation") { Content = JsonContent.Create(new { name = named, current_password }) }, Ct);
    }

    /// <summary>As the worker does.</summary>
    private static async Task EraseAsync(ApiHost host, Guid organisation)
    {
        Assert.True(
            await OrganisationErasure.RunAsync(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), organisation,
                TimeSpan.FromMinutes(1),
                Ct));
        await host.WithDbAsync(db => db.Jobs.Where(j => j.Kind == EraseOrganisation.Kind).ExecuteDeleteAsync(Ct));
    }

    /// <summary>Those in which the user, or a word of theirs, stands anywhere.</summary>
    private static async Task<List<string>> TablesAsync(ApiHost host, Guid user, string word)
    {
        await using var connection = new NpgsqlConnection(host.Database);
        await connection.OpenAsync(Ct);
        var tables = await connection.Statement(
            "select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")
            .ListAsync(row => row.Text("table_name"), Ct);
        var found = new List<string>();
        foreach (var table in tables)
        {
            var search = connection.Statement(
                $"select exists(select from \"{table}\" t where t::text like '%' || $1 || '%' or t::text like '%' || $2 || '%')",
                user.ToString(), word);
            if (await search.ScalarAsync<bool>(Ct))
            {
                found.Add(table);
            }
        }

        return found;
    }

    [Fact]
    public async Task No_table_keeps_a_person_or_an_organisation_from_being_erased()
    {
        await using var host = await ApiHost.StartAsync(servers);

        await host.WithDbAsync(db =>
        {
            var roots = new[] { typeof(User), typeof(Organisation) }.Select(root => db.Model.FindEntityType(root)!);
            Assert.All(roots.SelectMany(root => root.GetReferencingForeignKeys()),
                key => Assert.True(key.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull,
                    $"{key.DeclaringEntityType.DisplayName()} would keep its root from being erased"));
            Assert.Contains("task_event", PersonalData.ListTables<Organisation>(db.Model).Select(t => t.Table.Name));
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task What_is_over_is_deleted_and_what_is_not_stays()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = host.Client();
        var now = DateTimeOffset.UtcNow;
        UserSession Session(DateTimeOffset expires, DateTimeOffset? revoked) =>
            new() { Id = Guid.CreateVersion7(), UserId = user.Id, ExpiresAt = expires, RevokedAt = revoked };
        var (live, ended) = (Session(now.AddDays(1), null), Session(now.AddDays(60), now.AddDays(-3)));
        await AccountTests.SignInAsync(client, user.Email, AccountTests.Password);
        await host.WithDbAsync(async db =>
        {
            db.AddRange(live, ended, Session(now.AddDays(-31), null), Session(now.AddDays(60), now.AddDays(-31)));
            db.AddRange(new RefreshToken { Hash = [1], SessionId = live.Id, ExpiresAt = now.AddDays(-2) },
                new RefreshToken { Hash = [2], SessionId = live.Id, ExpiresAt = now.AddDays(2), UsedAt = now });
            db.AddRange(new PasswordReset { Hash = [1], UserId = user.Id, ExpiresAt = now.AddDays(-2) },
                new PasswordReset { Hash = [2], UserId = user.Id, ExpiresAt = now.AddMinutes(5) });
            db.Add(new SignInThrottle { Key = [1], BlockedUntil = now, UpdatedAt = now.AddDays(-91) });
            await db.SaveChangesAsync(Ct);
        });

        await ExpiredRows.DeleteAsync(host.Services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseRoles.System), TimeSpan.FromDays(30),
            Ct);

        await host.WithDbAsync(async db =>
        {
            var sessions = await db.Sessions.Select(s => s.Id).ToListAsync(Ct);
            Assert.Equal(3, sessions.Count); // with that of the sign-in
            Assert.Contains(live.Id, sessions);
            Assert.Contains(ended.Id, sessions);
            Assert.Equal([2],
                (await db.Set<RefreshToken>().Where(t => t.SessionId == live.Id).ToListAsync(Ct)).Select(t => (int)t.Hash[0]));
            Assert.Equal([2], (await db.Set<PasswordReset>().ToListAsync(Ct)).Select(r => (int)r.Hash[0]));
            Assert.DoesNotContain(await db.Set<SignInThrottle>().Select(t => t.Key).ToListAsync(Ct), key => key.Length == 1);
            Assert.NotEmpty(await db.Set<SignInThrottle>().ToListAsync(Ct));
        });
    }

    [Fact]
    public async Task The_last_admin_of_others_stays()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var admin = await host.CreateUserAsync(password: AccountTests.Password);
        await host.CreateUserAsync(Roles.Analyst, admin.Id);
        using var client = await host.ClientAsync(admin);

        using var erase =
            new HttpRequestMessage(HttpMethod.Delete,
                "/me") { Content = JsonContent.Create(new { current_password = AccountTests.Password }) };

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
        using var client = await host.ClientAsync(await host.CreateUserAsync(password: AccountTests.Password));
        const string current_password = AccountTests.Password;

        var tooMuch = await client.PostAsJsonAsync("/api-keys", new { name = "ERP", scope = ManageMembers, current_password }, Ct);
        var made = await ApiHost.JsonAsync(
            await client.PostAsJsonAsync("/api-keys", new { name = "ERP", scope = Read, current_password }, Ct));
        var (key, id) = (made.GetProperty("key").GetString()!, made.GetProperty("api_key").GetProperty("id").GetString());
        using var machine = host.Client();
        machine.DefaultRequestHeaders.Add("X-Api-Key", key);
        var reads = await machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        var submits = await machine.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct);
        var list = await client.GetStringAsync(new Uri("/api-keys", UriKind.Relative), Ct);
        await client.DeleteAsync(new Uri($"/api-keys/{id}", UriKind.Relative), Ct);
        var revoked = await machine.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, tooMuch.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized),
            (reads.StatusCode, submits.StatusCode, revoked.StatusCode));
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        Assert.DoesNotContain("\"last_used_at\":null", list, StringComparison.Ordinal);
        await host.WithDbAsync(async db =>
            Assert.DoesNotContain(Encoding.UTF8.GetBytes(key), (await db.ApiKeys.ToListAsync(Ct)).Select(k => k.Hash)));
    }
}
