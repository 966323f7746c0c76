using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Nexa.Tests.Hosting;

namespace Nexa.Tests.Auth;

/// <summary>A <c>user_id</c> in query, body or form.</summary>
public sealed class ActingForTest(Servers servers)
{
    private static readonly string[] Lists = ["/tasks", "/history", "/export-json?include_undecided=true", "/review", "/partnumbers", "/manufacturers"];
    private static readonly (string, string)[] NoWaiting = [("Documents:WaitFor", "00:00:00")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_admin_submits_for_a_supervised_user_is_that_users_and_audited()
    {
        await using var host = await ApiHost.StartAsync(servers, more: NoWaiting);
        var admin = await host.CreateUserAsync(Roles.Admin);
        var user = await host.CreateUserAsync(adminId: admin.Id);
        using var client = await host.ClientAsync(admin);

        var submitted = await SubmitAllAsync(client, user.Id);

        Assert.All(submitted, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        await host.WithDbAsync(async db =>
        {
            Assert.Equal(submitted.Count, await db.Tasks.CountAsync(t => t.OwnerId == user.Id, Ct));
            Assert.Equal(submitted.Count, await db.Tasks.CountAsync(Ct));
            Assert.All(await db.Documents.ToListAsync(Ct), document => Assert.Equal(user.Id, document.OwnerId));
            Assert.Equal(submitted.Count, await db.AuditLog.CountAsync(e => e.UserId == admin.Id && e.Action == "user.acted-for" && e.Subject == $"user:{user.Id}", Ct));
        });
        using var own = await host.ClientAsync(user);
        Assert.Equal(submitted.Count, (await ApiHost.JsonAsync(await own.GetAsync(new Uri("/tasks", UriKind.Relative), Ct))).GetProperty("tasks").GetArrayLength());
    }

    [Fact]
    public async Task An_admin_lists_what_is_one_supervised_users()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var admin = await host.CreateUserAsync(Roles.Admin);
        var (ana, bia) = (await host.CreateUserAsync(adminId: admin.Id), await host.CreateUserAsync(adminId: admin.Id));
        var task = await OwnershipTest.FillAsync(host, ana, "SEGREDO-DA-ANA");
        await OwnershipTest.FillAsync(host, bia, "SEGREDO-DA-BIA");
        using var client = await host.ClientAsync(admin);

        foreach (var list in Lists.Where(list => list is not ("/review" or "/manufacturers")))
        {
            var body = await client.GetStringAsync(new Uri(Naming(list, ana.Id), UriKind.Relative), Ct);
            Assert.Contains("SEGREDO-DA-ANA", body, StringComparison.Ordinal);
            Assert.DoesNotContain("SEGREDO-DA-BIA", body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"/tasks/{task}?user_id={ana.Id}", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"/tasks/{task}?user_id={bia.Id}", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(admin.Email, (await ApiHost.JsonAsync(await client.GetAsync(new Uri($"/me?user_id={ana.Id}", UriKind.Relative), Ct))).GetProperty("email").GetString());
    }

    [Fact]
    public async Task Another_admins_user_and_nobody_are_not_found_and_nothing_is_submitted()
    {
        await using var host = await ApiHost.StartAsync(servers, more: NoWaiting);
        var other = await host.CreateUserAsync(Roles.Admin);
        var theirs = await host.CreateUserAsync(adminId: other.Id);
        await OwnershipTest.FillAsync(host, theirs, "SEGREDO-ALHEIO");
        using var client = await host.ClientAsync(await host.CreateUserAsync(Roles.Admin));

        foreach (var id in new object[] { theirs.Id, other.Id, Guid.NewGuid(), "123" })
        {
            Assert.All(await SubmitAllAsync(client, id), answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
            foreach (var list in Lists)
            {
                Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(Naming(list, id), UriKind.Relative), Ct)).StatusCode);
            }
        }

        await host.WithDbAsync(async db =>
        {
            Assert.Equal(1, await db.Tasks.CountAsync(Ct));
            Assert.False(await db.Documents.AnyAsync(Ct));
        });
    }

    [Theory]
    [InlineData(Roles.User)]
    [InlineData(null)]
    public async Task Of_anyone_else_the_sign_in_alone_says_who_they_are(string? role)
    {
        await using var host = await ApiHost.StartAsync(servers, more: [.. NoWaiting, ("Nexa:AllowAnonymous", "true")]);
        var victim = await host.CreateUserAsync();
        await OwnershipTest.FillAsync(host, victim, "SEGREDO-ALHEIO");
        var user = role is null ? null : await host.CreateUserAsync(role);
        using var client = user is null ? host.Client() : await host.ClientAsync(user);
        var submitted = 0;

        foreach (var id in new[] { victim.Id, user?.Id ?? User.Anonymous, (object)42, new { id = "x" } })
        {
            var answers = await SubmitAllAsync(client, id);
            submitted += answers.Count;
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        }

        foreach (var list in Lists)
        {
            Assert.DoesNotContain("SEGREDO-ALHEIO", await client.GetStringAsync(new Uri(Naming(list, victim.Id), UriKind.Relative), Ct), StringComparison.Ordinal);
        }

        await host.WithDbAsync(async db => Assert.Equal(submitted, await db.Tasks.CountAsync(t => t.OwnerId == (user == null ? User.Anonymous : user.Id), Ct)));
    }

    [Fact]
    public async Task What_an_admin_tries_again_stays_its_owners()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var admin = await host.CreateUserAsync(Roles.Admin);
        var user = await host.CreateUserAsync(adminId: admin.Id);
        var task = await OwnershipTest.FillAsync(host, user, "PN-COM-FALHA", TaskState.Failed);
        await host.WithDbAsync(db => db.TaskItems.ExecuteUpdateAsync(set => set.SetProperty(i => i.Status, ItemState.Failed), Ct));
        using var client = await host.ClientAsync(admin);

        var again = await client.PostAsync(new Uri($"/tasks/{task}/retry", UriKind.Relative), null, Ct);

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await host.WithDbAsync(async db => Assert.Equal(2, await db.Tasks.CountAsync(t => t.OwnerId == user.Id, Ct)));
    }

    /// <summary>In each way that there is to submit.</summary>
    private static async Task<List<HttpResponseMessage>> SubmitAllAsync(HttpClient client, object userId) =>
    [
        await client.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D", user_id = userId }, Ct),
        await client.PostAsJsonAsync("/classify-batch", new { partnumbers = new[] { "GRM1885C1H330JA01D" }, user_id = userId }, Ct),
        await client.PostAsJsonAsync(Naming("/classify-partnumber", userId), new { partnumber = "GRM1885C1H330JA01D" }, Ct),
        await client.PostAsync(new Uri("/upload-sheet", UriKind.Relative), Sheet(userId), Ct),
    ];

    private static MultipartFormDataContent Sheet(object userId) => new()
    {
        { new StringContent($"partnumber\nPN-{Guid.NewGuid():n}\n"), "planilha", "pedido.csv" },
        { new StringContent(userId.ToString()!), "user_id" },
    };

    private static string Naming(string path, object userId) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}user_id={Uri.EscapeDataString(userId.ToString()!)}";
}
