using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What a session that a provider began may do, what counts as its second factor, and passwords beside the provider.</summary>
public sealed class ProviderBoundaryTests(Servers servers)
{
    private const string Password = AccountTests.Password;
    private static readonly Uri Tasks = new("/tasks", UriKind.Relative);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_of_the_provider_works_in_its_organisation_alone_and_one_of_the_password_in_all()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var guest = await AddPersonAsync(acme, "ana@acme.example");
        var (byProvider, signedIn) = await acme.ClientAsync(new ProviderPerson("ana@acme.example", "nexa-analyst"));
        using var byPassword = await SignInByPasswordAsync(acme, "ana@acme.example");

        using var there = await byProvider.GetAsync(Tasks, Ct);
        using var switched = await byProvider.PostAsJsonAsync("/session/organisation", new { organisation_id = guest.Id }, Ct);
        using var back = await byPassword.PostAsJsonAsync("/session/organisation", new { organisation_id = guest.Id }, Ct);
        // Out of the provider's organisation a session of it slips into no other one.
        await acme.Host.WithDbAsync(db => db.Memberships.Where(m => m.UserId == guest.Id && m.OrganisationId == acme.Organisation)
            .ExecuteDeleteAsync(Ct));
        using var refreshed = await byProvider.PostAsJsonAsync("/refresh", new { refresh_token = signedIn.Text("refresh_token") }, Ct);
        using var slipped = acme.Host.Client((await refreshed.JsonAsync(200)).Text("access_token"));
        using var elsewhere = await slipped.GetAsync(Tasks, Ct);

        byProvider.Dispose();
        Assert.Equal(acme.Organisation, signedIn.Id("organisation_id"));
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, switched.StatusCode);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
        Assert.Equal(Roles.Admin, await FindRoleAsync(acme, guest.Id, guest.Id)); // of their own organisation, which no claim touches
    }

    [Fact]
    public async Task Where_passwords_are_not_allowed_they_open_other_organisations_and_not_the_providers()
    {
        await using var acme = await ProviderHost.StartAsync(servers, [("Nexa:Oidc:AllowPasswords", "false")]);
        var guest = await AddPersonAsync(acme, "ana@acme.example");
        var (first, signedIn) = await acme.ClientAsync(new ProviderPerson("bia@acme.example", "nexa-analyst"));
        var bia = signedIn.GetProperty("user").Id("id");
        await SetPasswordAsync(acme, bia);
        // Linked, an account stays bound whatever its address becomes.
        await acme.Host.WithDbAsync(db => db.Users.Where(u => u.Id == bia)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, "bia@elsewhere.example"), Ct));
        var (second, _) = await acme.ClientAsync(new ProviderPerson("ana@acme.example", "nexa-admin"));

        using var client = acme.Host.Client();
        using var refused = await client.PostAsJsonAsync("/login", new { email = "bia@elsewhere.example", password = Password }, Ct);
        using var wrong = await client.PostAsJsonAsync("/login", new { email = "bia@elsewhere.example", password = "some other words" }, Ct);
        using var own = await SignInByPasswordAsync(acme, "ana@acme.example");
        using var switched = await own.PostAsJsonAsync("/session/organisation", new { organisation_id = acme.Organisation }, Ct);
        using var running = acme.Host.Client(await acme.Host.TokenAsync(bia)); // of a password, from before the setting
        using var ran = await running.GetAsync(Tasks, Ct);
        using var spare = await SignInByPasswordAsync(acme, acme.Admin.Email); // of another domain, for when the provider is away
        using var kept = await spare.GetAsync(Tasks, Ct);

        first.Dispose();
        second.Dispose();
        Assert.Equal("provider_required", (await refused.JsonAsync(403)).Text("reason"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(guest.Id, (await own.GetJsonAsync("/me")).Id("organisation_id"));
        Assert.Equal(HttpStatusCode.Forbidden, switched.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, ran.StatusCode);
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task Who_has_an_app_shows_its_code_unless_the_providers_second_factor_counts()
    {
        await using var acme = await ProviderHost.StartAsync(servers, [("Nexa:Oidc:SecondFactorValues:0", "mfa")]);
        await AddPersonAsync(acme, "ana@acme.example");
        var ana = new ProviderPerson("ana@acme.example", "nexa-analyst");
        using var client = await SignInByPasswordAsync(acme, "ana@acme.example");
        var (app, _) = await Authenticator.EnrolAsync(client, Password);
        var token = await acme.Provider.SignInAsync(ana, Ct);

        using var asked = await acme.ShowAsync(token);
        using var wrong = await acme.ShowAsync(token, "000000");
        using var right = await acme.ShowAsync(token, app.Show(1));
        using var byProvider = await acme.SignInAsync(ana with { Amr = ["pwd", "mfa"] });

        Assert.True(await Authenticator.IsAskedForAsync(asked));
        Assert.True(await Authenticator.IsAskedForAsync(wrong));
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byProvider.StatusCode);
    }

    [Fact]
    public async Task Codes_are_guessed_no_faster_than_passwords_by_a_token_of_the_provider()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        await AddPersonAsync(acme, "ana@acme.example");
        using var client = await SignInByPasswordAsync(acme, "ana@acme.example");
        await Authenticator.EnrolAsync(client, Password);
        var token = await acme.Provider.SignInAsync(new ProviderPerson("ana@acme.example", "nexa-analyst"), Ct);

        var answers = await Task.WhenAll(Enumerable.Range(100_000, 20).Select(code => acme.ShowAsync(token, $"{code}")));

        Assert.True(answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests) >= 10);
        await acme.Host.WithDbAsync(async db => Assert.True(await db.AuditLog.AnyAsync(e => e.Action == "sign-in.throttled", Ct)));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [InlineData("mfa", true)]
    [InlineData(null, false)]
    public async Task An_admin_enrols_where_the_providers_second_factor_does_not_count(string? counts, bool isEnough)
    {
        await using var acme = await ProviderHost.StartAsync(servers, [("Nexa:RequireSecondFactor", "admins"),
            .. counts is null ? Array.Empty<(string, string)>() : [("Nexa:Oidc:SecondFactorValues:0", counts)]]);
        var ana = new ProviderPerson("ana@acme.example", "nexa-admin") { Amr = ["pwd", "mfa"] };
        var (client, signedIn) = await acme.ClientAsync(ana);

        using var works = await client.GetAsync(Tasks, Ct);
        using var withoutPassword = await client.PostAsJsonAsync("/me/second-factor", new { current_password = Password }, Ct);
        await SetPasswordAsync(acme, signedIn.GetProperty("user").Id("id"));
        await Authenticator.EnrolAsync(client, Password);
        using var enrolled = await client.GetAsync(Tasks, Ct);
        using var switched = await client.PostAsJsonAsync("/session/organisation", new { organisation_id = acme.Organisation }, Ct);

        client.Dispose();
        Assert.Equal(isEnough ? HttpStatusCode.OK : HttpStatusCode.Forbidden, works.StatusCode);
        Assert.Contains("ainda não tem senha", await withoutPassword.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, enrolled.StatusCode);
        Assert.Equal(HttpStatusCode.OK, switched.StatusCode); // enrolled, it still is a session of the provider
        await acme.Host.WithDbAsync(async db => Assert.All(
            await db.Sessions.Where(s => s.UserId == signedIn.GetProperty("user").Id("id")).ToListAsync(Ct),
            session => Assert.Contains("sso", session.Amr)));
    }

    private static async Task<User> AddPersonAsync(ProviderHost acme, string email)
    {
        var person = await acme.Host.CreateUserAsync(password: Password);
        await acme.Host.WithDbAsync(db => db.Users.Where(u => u.Id == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, email), Ct));
        return person;
    }

    private static Task SetPasswordAsync(ProviderHost acme, Guid person) => acme.Host.WithDbAsync(async db =>
    {
        var hash = await db.Users.Where(u => u.Id == acme.Admin.Id).Select(u => u.PasswordHash).SingleAsync(Ct);
        await db.Users.Where(u => u.Id == person).ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, hash), Ct);
    });

    private static async Task<HttpClient> SignInByPasswordAsync(ProviderHost acme, string email)
    {
        using var client = acme.Host.Client();
        using var answer = await client.PostAsJsonAsync("/login", new { email, password = Password }, Ct);
        return acme.Host.Client((await answer.JsonAsync(200)).Text("access_token"));
    }

    private static async Task<string?> FindRoleAsync(ProviderHost acme, Guid user, Guid organisation)
    {
        string? role = null;
        await acme.Host.WithDbAsync(async db => role = await db.Memberships
            .Where(m => m.UserId == user && m.OrganisationId == organisation).Select(m => m.Role).SingleOrDefaultAsync(Ct));
        return role;
    }
}
