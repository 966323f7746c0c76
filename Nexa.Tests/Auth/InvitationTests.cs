using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>How people come into an organisation and go, and that its last ADMIN stays.</summary>
public sealed partial class InvitationTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitation_is_accepted_once_by_the_invited_person_alone()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var (ana, bia, other) = (await host.CreateUserAsync(), await host.CreateUserAsync(), await host.CreateUserAsync());
        using var anas = await host.ClientAsync(ana);
        using var bias = await host.ClientAsync(bia);
        using var others = await host.ClientAsync(other);

        var invited = await anas.PostAsJsonAsync("/organisation/invitations", new { email = bia.Email, role = "reader" }, Ct);
        var token = await TokenAsync(logs);
        var stolen = await others.PostAsJsonAsync("/invitations/accept", new { token }, Ct);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => bias.PostAsJsonAsync("/invitations/accept", new { token }, Ct)));
        var again = await anas.PostAsJsonAsync("/organisation/invitations", new { email = bia.Email }, Ct);

        Assert.Equal(HttpStatusCode.Created, invited.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadRequest], both.Select(answer => answer.StatusCode).Order());
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        var me = await bias.GetFromJsonAsync<JsonElement>("/me", Ct);
        Assert.Equal(["ADMIN", "READER"], me.GetProperty("organisations").EnumerateArray().Select(o => o.GetProperty("role").GetString()!)
            .Order(StringComparer.Ordinal));
        var members = await anas.GetFromJsonAsync<JsonElement>("/organisation/members", Ct);
        Assert.Equal([ana.Email, bia.Email], members.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("email").GetString()));
        await host.WithDbAsync(async db => Assert.Equal(["member.invited", "member.joined"],
            await db.AuditLog.Where(e => e.OrganisationId == ana.Id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Ct)));
    }

    [Fact]
    public async Task Who_registers_with_an_invitation_joins_and_makes_no_organisation_also_where_registration_is_closed()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:AllowRegistration", "false")], logs: logs);
        var ana = await host.CreateUserAsync();
        using var anas = await host.ClientAsync(ana);
        await anas.PostAsJsonAsync("/organisation/invitations", new { email = " Bia@Example.com" }, Ct);
        var invitation = await TokenAsync(logs);
        using var anyone = host.Client();

        var (name, password) = ("Bia", AccountTests.Password);
        var closed = await anyone.PostAsJsonAsync("/register", new { name, email = "bia@example.com", password }, Ct);
        var another = await anyone.PostAsJsonAsync("/register", new { name, email = "outra@example.com", password, invitation }, Ct);
        var joined = await anyone.PostAsJsonAsync("/register", new { name, email = "bia@example.com", password, invitation }, Ct);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.Created),
            (closed.StatusCode, another.StatusCode, joined.StatusCode));
        using var bias = host.Client((await AccountTests.SignInAsync(anyone, "bia@example.com", AccountTests.Password)).Access);
        var me = await bias.GetFromJsonAsync<JsonElement>("/me", Ct);
        Assert.Equal((ana.Id, "ANALYST"), (me.GetProperty("organisation_id").GetGuid(), me.GetProperty("role").GetString()));
        Assert.Single(me.GetProperty("organisations").EnumerateArray());
        await host.WithDbAsync(async db => Assert.False(await db.Users.AnyAsync(u => u.Email == "outra@example.com", Ct)));
    }

    [Fact]
    public async Task An_invitation_that_is_revoked_replaced_or_expired_opens_nothing()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var (ana, bia) = (await host.CreateUserAsync(), await host.CreateUserAsync());
        using var anas = await host.ClientAsync(ana);
        using var bias = await host.ClientAsync(bia);
        var tokens = new List<string>();
        foreach (var end in new Func<Guid, Task>[]
        {
            id => anas.DeleteAsync(new Uri($"/organisation/invitations/{id}", UriKind.Relative), Ct),
            _ => anas.PostAsJsonAsync("/organisation/invitations", new { email = bia.Email }, Ct),
            _ => host.WithDbAsync(db =>
                db.Invitations.ExecuteUpdateAsync(set => set.SetProperty(i => i.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(-1)), Ct)),
        })
        {
            logs.Lines.Clear();
            var made = await ApiHost.JsonAsync(await anas.PostAsJsonAsync("/organisation/invitations", new { email = bia.Email }, Ct));
            tokens.Add(await TokenAsync(logs));
            await end(made.GetProperty("id").GetGuid());
        }

        foreach (var token in tokens)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await bias.PostAsJsonAsync("/invitations/accept", new { token }, Ct)).StatusCode);
        }

        await host.WithDbAsync(async db =>
        {
            Assert.Equal(1, await db.Memberships.CountAsync(m => m.UserId == bia.Id, Ct));
            Assert.All(await db.Invitations.ToListAsync(Ct), i => Assert.Equal(32, i.Hash.Length));
        });
    }

    [Theory]
    [InlineData("leave")]
    [InlineData("demote each other")]
    [InlineData("erase themselves")]
    public async Task Of_two_admins_who_go_at_once_one_stays(string how)
    {
        await using var host = await ApiHost.StartAsync(servers);
        for (var round = 0; round < 5; round++)
        {
            var ana = await host.CreateUserAsync(password: AccountTests.Password);
            var bia = await host.CreateUserAsync(Roles.Admin, ana.Id, AccountTests.Password);
            await host.CreateUserAsync(Roles.Reader, ana.Id);
            using var anas = await host.ClientAsync(ana);
            using var bias = await host.ClientAsync(bia);

            var answers = await Task.WhenAll(GoAsync(anas, bia), GoAsync(bias, ana));

            Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
            await host.WithDbAsync(async db =>
                Assert.Equal(1, await db.Memberships.CountAsync(m => m.OrganisationId == ana.Id && m.Role == Roles.Admin, Ct)));
        }

        Task<HttpResponseMessage> GoAsync(HttpClient client, User other) => how switch
        {
            "leave" => client.PostAsync(new Uri("/organisation/leave", UriKind.Relative), null, Ct),
            "demote each other" => client.PatchAsJsonAsync($"/organisation/members/{other.Id}", new { role = "ANALYST" }, Ct),
            _ => client.SendAsync(
                new HttpRequestMessage(HttpMethod.Delete,
                    "/me") { Content = JsonContent.Create(new { current_password = AccountTests.Password }) }, Ct),
        };
    }

    [Fact]
    public async Task A_removed_member_is_out_at_once_and_what_they_did_stays()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var ana = await host.CreateUserAsync();
        var bia = await host.CreateUserAsync(Roles.Analyst, ana.Id, AccountTests.Password);
        using var anas = await host.ClientAsync(ana);
        using var bias = await host.ClientAsync(bia);
        var task = (await ApiHost.JsonAsync(await bias.PostAsJsonAsync("/classify-partnumber", new { partnumber = "DA-BIA" }, Ct)))
            .GetProperty("task_id").GetGuid();

        var last = await anas.PostAsync(new Uri("/organisation/leave", UriKind.Relative), null, Ct);
        var removed = await anas.DeleteAsync(new Uri($"/organisation/members/{bia.Id}", UriKind.Relative), Ct);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NoContent), (last.StatusCode, removed.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await bias.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anas.GetAsync(new Uri($"/tasks/{task}", UriKind.Relative), Ct)).StatusCode);
        using var anyone = host.Client();
        using var homeless = host.Client((await AccountTests.SignInAsync(anyone, bia.Email, AccountTests.Password)).Access);
        Assert.Equal(HttpStatusCode.Forbidden, (await homeless.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await homeless.PostAsJsonAsync("/organisations", new { name = "Minha" }, Ct)).StatusCode);
        await host.WithDbAsync(async db => Assert.Equal(bia.Id, (await db.Tasks.SingleAsync(t => t.Id == task, Ct)).SentBy));
    }

    private static Task<string> TokenAsync(CollectedLogs logs) =>
        Eventually.GetAsync(() =>
            Task.FromResult(logs.Lines.Select(l => Link().Match(l)).FirstOrDefault(m => m.Success)?.Groups["token"].Value));

    [GeneratedRegex(@"/invitation#token=(?<token>[\w-]+)", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
