using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Sign-in by an OpenID provider, from its authorization code to a session: who comes in, as whom and with which role.</summary>
public sealed class ProviderSignInTests(Servers servers)
{
    private const string Password = AccountTests.Password;
    private static readonly Uri Members = new("/organisation/members", UriKind.Relative);
    private static readonly Uri Invitations = new("/organisation/invitations", UriKind.Relative);
    private static readonly Uri Tasks = new("/tasks", UriKind.Relative);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_sign_in_makes_a_member_and_the_second_finds_them_whatever_their_address_is_by_then()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("Ana.Souza@acme.example", "nexa-analyst");

        var (first, signedIn) = await acme.ClientAsync(ana);
        var (second, again) = await acme.ClientAsync(ana with { Email = "ana.lima@acme.example" });

        using (first)
        using (second)
        {
            Assert.Equal(acme.Organisation, signedIn.Id("organisation_id"));
            Assert.Equal("ana.souza@acme.example", signedIn.GetProperty("user").Text("email"));
            Assert.Equal("Ana Souza", signedIn.GetProperty("user").Text("name"));
            Assert.Equal(signedIn.GetProperty("user").Id("id"), again.GetProperty("user").Id("id"));
            Assert.Equal(HttpStatusCode.OK, (await first.GetAsync(Tasks, Ct)).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await first.GetAsync(Invitations, Ct)).StatusCode);
        }

        var id = signedIn.GetProperty("user").Id("id");
        await acme.Host.WithDbAsync(async db =>
        {
            var told = await db.AuditLog.AsNoTracking().Where(e => e.UserId == id).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Ct);
            Assert.Equal(["user.registered", "user.provider-linked", "member.joined", "sign-in.succeeded", "sign-in.succeeded"], told);
            Assert.All(await db.Sessions.Where(s => s.UserId == id).ToListAsync(Ct),
                session => Assert.InRange(session.ExpiresAt - session.CreatedAt, TimeSpan.FromHours(11.9), TimeSpan.FromHours(12.1)));
        });
    }

    [Fact]
    public async Task Two_first_sign_ins_of_a_person_at_once_make_one_account()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("ana@acme.example", "nexa-reader");
        string[] tokens = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => acme.Provider.SignInAsync(ana, Ct)))];

        var answers = await Task.WhenAll(tokens.Select(token => acme.ShowAsync(token)));

        // Whoever was overtaken is told to sign in once more; nobody makes a second account.
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        await acme.Host.WithDbAsync(async db => Assert.Equal(1, await db.Set<ExternalLogin>().CountAsync(Ct)));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_role_that_the_provider_changes_holds_at_the_next_sign_in_and_for_sessions_that_run()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("ana@acme.example", "nexa-reader", "something else", "nexa-admin");
        var (running, _) = await acme.ClientAsync(ana);
        using var asAdmin = await running.GetAsync(Invitations, Ct);

        var (next, _) = await acme.ClientAsync(ana with { Roles = ["nexa-reader"] });
        using var asReader = await running.GetAsync(Invitations, Ct);
        using var reads = await running.GetAsync(Members, Ct);

        next.Dispose();
        running.Dispose();
        Assert.Equal(HttpStatusCode.OK, asAdmin.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, asReader.StatusCode);
        Assert.Equal(HttpStatusCode.OK, reads.StatusCode);
    }

    [Fact]
    public async Task Who_has_no_role_any_more_is_out_at_once_and_back_when_the_provider_gives_one()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("ana@acme.example", "nexa-analyst");
        var (running, signedIn) = await acme.ClientAsync(ana);
        using var key = acme.Host.Client((await acme.Host.CreateKeyAsync(
            signedIn.GetProperty("user").Id("id"), acme.Organisation, [Permissions.Read])).Key);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync(Tasks, Ct)).StatusCode);

        using var refused = await acme.SignInAsync(ana with { Roles = ["of another application"] });
        using var session = await running.GetAsync(Tasks, Ct);
        using var byKey = await key.GetAsync(Tasks, Ct);
        var role = await acme.FindRoleAsync(signedIn.GetProperty("user").Id("id"));
        var (back, _) = await acme.ClientAsync(ana with { Roles = ["nexa-reader"] });

        back.Dispose();
        running.Dispose();
        Assert.Equal("no_role", await acme.ReadRefusalAsync(refused));
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, byKey.StatusCode);
        Assert.Null(role);
        Assert.Equal(Roles.Reader, await acme.FindRoleAsync(signedIn.GetProperty("user").Id("id")));
    }

    [Fact]
    public async Task Nobody_without_a_role_is_made_or_linked()
    {
        await using var acme = await ProviderHost.StartAsync(servers);

        using var refused = await acme.SignInAsync(new ProviderPerson("ana@acme.example"));

        Assert.Equal("no_role", await acme.ReadRefusalAsync(refused));
        Assert.Null(await acme.FindAsync("ana@acme.example"));
    }

    [Fact]
    public async Task An_address_that_is_not_verified_or_not_the_providers_opens_and_makes_nothing()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        foreach (var (email, isVerified) in new[]
        {
            ("ana@acme.example", false), ("ana@sub.acme.example", true), ("ana@notacme.example", true), ("ana@acme.example.com", true),
            ("ana@other.example, ana@acme.example", true), ("\"ana@other.example\"@acme.example", true), ("", true),
            ("аna@acme.example", true), // Cyrillic а
        })
        {
            await acme.Host.WithDbAsync(db => db.Users.Where(u => u.Id == acme.Admin.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, email), Ct));

            using var refused = await acme.SignInAsync(new ProviderPerson(email, "nexa-admin") { IsVerified = isVerified });

            Assert.Equal("email", await acme.ReadRefusalAsync(refused));
        }

        await acme.Host.WithDbAsync(async db =>
        {
            Assert.Equal(0, await db.Set<ExternalLogin>().CountAsync(Ct));
            Assert.Equal(2, await db.Users.CountAsync(Ct)); // the ADMIN, and the system user
        });
    }

    [Fact]
    public async Task An_account_with_the_verified_address_is_linked_once_and_its_owner_hears_of_it()
    {
        await using var sink = new SmtpSink();
        await using var acme = await ProviderHost.StartAsync(servers,
            [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port), ("Mail:Security", "None")]);
        await acme.Host.WithDbAsync(db => db.Users.Where(u => u.Id == acme.Admin.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, "ana@acme.example"), Ct));
        var ana = new ProviderPerson("ana@acme.example", "nexa-admin");

        var (client, signedIn) = await acme.ClientAsync(ana);
        using var letter = await sink.NextAsync(Ct);
        // The address was given to somebody else, who is no heir of the account.
        using var heir = await acme.SignInAsync(ana with { Subject = "another" });

        client.Dispose();
        Assert.Equal(acme.Admin.Id, signedIn.GetProperty("user").Id("id"));
        Assert.Contains("provedor", letter.Subject, StringComparison.Ordinal);
        Assert.Equal("linked", await acme.ReadRefusalAsync(heir));
    }

    [Fact]
    public async Task Who_registered_the_address_without_confirming_it_gets_nothing_by_it()
    {
        await using var acme = await ProviderHost.StartAsync(servers, [("Nexa:VerifyEmail", "true")]);
        using var stranger = acme.Host.Client();
        using var registered = await stranger.PostAsJsonAsync(
            "/register", new { name = "Estranha", email = "ana@acme.example", password = Password }, Ct);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);

        var (client, signedIn) = await acme.ClientAsync(new ProviderPerson("ana@acme.example", "nexa-analyst"));
        using var byPassword = await stranger.PostAsJsonAsync("/login", new { email = "ana@acme.example", password = Password }, Ct);

        client.Dispose();
        Assert.Equal("Ana Souza", signedIn.GetProperty("user").Text("name"));
        Assert.Equal(HttpStatusCode.Unauthorized, byPassword.StatusCode);
        var user = signedIn.GetProperty("user").Id("id");
        await acme.Host.WithDbAsync(async db => Assert.Equal([acme.Organisation],
            await db.Memberships.Where(m => m.UserId == user).Select(m => m.OrganisationId).ToListAsync(Ct)));
    }

    [Fact]
    public async Task Whom_an_admin_has_removed_comes_back_by_invitation_alone()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("ana@acme.example", "nexa-analyst");
        var (running, signedIn) = await acme.ClientAsync(ana);
        var id = signedIn.GetProperty("user").Id("id");
        using var admin = await acme.Host.ClientAsync(acme.Admin);

        using var removal = await admin.DeleteAsync(new Uri($"/organisation/members/{id}", UriKind.Relative), Ct);
        using var session = await running.GetAsync(Tasks, Ct);
        using var refused = await acme.SignInAsync(ana);
        using var still = await acme.SignInAsync(ana with { Roles = [] });
        using var again = await acme.SignInAsync(ana);
        await acme.Host.WithDbAsync(async db =>
        {
            db.Add(new Membership { OrganisationId = acme.Organisation, UserId = id, Role = Roles.Reader });
            await db.SaveChangesAsync(Ct);
        });
        using var back = await acme.SignInAsync(ana);

        running.Dispose();
        Assert.Equal(HttpStatusCode.NoContent, removal.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.Equal("removed", (await refused.JsonAsync(403)).Text("reason"));
        Assert.Equal("no_role", (await still.JsonAsync(403)).Text("reason"));
        Assert.Equal("removed", await acme.ReadRefusalAsync(again));
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task The_last_admin_gets_no_less_and_no_more_than_the_provider_says()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("ana@acme.example", "nexa-admin");
        var (running, signedIn) = await acme.ClientAsync(ana);
        await acme.Host.WithDbAsync(db => db.Memberships.Where(m => m.UserId == acme.Admin.Id).ExecuteDeleteAsync(Ct));

        using var less = await acme.SignInAsync(ana with { Roles = ["nexa-reader"] });
        using var session = await running.GetAsync(Tasks, Ct);
        using var nothing = await acme.SignInAsync(ana with { Roles = [] });

        running.Dispose();
        Assert.Equal("last_admin", (await less.JsonAsync(403)).Text("reason"));
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        Assert.Equal("no_role", await acme.ReadRefusalAsync(nothing));
        Assert.Equal(Roles.Admin, await acme.FindRoleAsync(signedIn.GetProperty("user").Id("id")));
    }

    [Fact]
    public async Task Who_runs_the_installation_does_not_come_in_by_the_provider_of_an_organisation()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var operators = await acme.Host.CreateUserAsync(Roles.Operator, password: Password);
        await acme.Host.WithDbAsync(db => db.Users.Where(u => u.Id == operators.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, "ops@acme.example"), Ct));

        using var refused = await acme.SignInAsync(new ProviderPerson("ops@acme.example", "nexa-admin"));

        Assert.Equal("operator", await acme.ReadRefusalAsync(refused));
    }
}
