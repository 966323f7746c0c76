using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What of a person in several organisations credentials of one of them show, and how a member is unlinked from the provider.</summary>
public sealed class ProviderReachTests(Servers servers)
{
    private const string Password = AccountTests.Password;
    private static readonly string[] Places = ["/me", "/me/data", "/me/sessions", "/api-keys", "/organisation/members"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_of_the_provider_shows_its_organisation_alone_and_one_of_the_password_all()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = await AddPersonAsync(acme, "ana@acme.example");
        var (byProvider, _) = await acme.ClientAsync(new ProviderPerson("ana@acme.example", "nexa-admin"));
        using var byPassword = await SignInByPasswordAsync(acme, "ana@acme.example"); // in the organisation used last
        using var there = await SwitchAsync(acme, byPassword, ana.Id); // the person's own, whose id is theirs
        var key = await AddKeyAsync(acme, ana.Id, ana.Id, "a key of elsewhere");
        var elsewhere = await FindSessionOutsideAsync(acme, ana.Id);

        var shown = await ReadAllAsync(byProvider);
        var whole = await there.GetStringAsync("/me/data", Ct);
        using var ended = await byProvider.DeleteAsync($"/me/sessions/{elsewhere}", Ct);
        var mine = await byProvider.GetJsonAsync("/me");

        byProvider.Dispose();
        Assert.DoesNotContain($"\"organisation_id\":\"{ana.Id}\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("a key of elsewhere", shown, StringComparison.Ordinal);
        Assert.DoesNotContain($"{key.Id}", shown, StringComparison.Ordinal);
        Assert.DoesNotContain($"{elsewhere}", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
        Assert.Equal([acme.Organisation], mine.GetProperty("organisations").EnumerateArray().Select(o => o.Id("id")));
        Assert.Contains("a key of elsewhere", whole, StringComparison.Ordinal);
        Assert.Contains($"{elsewhere}", whole, StringComparison.Ordinal);
        Assert.Contains($"{acme.Organisation}", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_shows_its_organisation_alone()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = await AddPersonAsync(acme, "ana@acme.example");
        var (byProvider, _) = await acme.ClientAsync(new ProviderPerson("ana@acme.example", "nexa-analyst"));
        byProvider.Dispose();
        var (_, secret) = await AddKeyAsync(acme, ana.Id, ana.Id, "ERP");

        using var client = acme.Host.Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", secret);
        var mine = await client.GetJsonAsync("/me");

        Assert.Equal([ana.Id], mine.GetProperty("organisations").EnumerateArray().Select(o => o.Id("id")));
    }

    [Fact]
    public async Task An_admin_unlinks_a_member_who_is_linked_again_at_the_next_sign_in()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        var ana = new ProviderPerson("ana@acme.example", "nexa-analyst");
        var (byProvider, signedIn) = await acme.ClientAsync(ana);
        var id = signedIn.GetProperty("user").Id("id");
        var moved = ana with { Subject = "after-the-move" };
        using var admin = await SignInByPasswordAsync(acme, acme.Admin.Email);

        using var before = await acme.SignInAsync(moved);
        using var stranger = await admin.DeleteAsync($"/organisation/members/{Guid.CreateVersion7()}/provider-login", Ct);
        using var unlinked = await admin.DeleteAsync($"/organisation/members/{id}/provider-login", Ct);
        using var ended = await byProvider.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        var left = new UserSession // as of a call that died after its commit
        {
            Id = Guid.CreateVersion7(), UserId = id, Amr = [ProviderBoundary.Amr], ExpiresAt = DateTimeOffset.UtcNow.AddDays(1),
        };
        await acme.Host.WithDbAsync(async db =>
        {
            db.Add(left);
            await db.SaveChangesAsync(Ct);
        });
        using var again = await admin.DeleteAsync($"/organisation/members/{id}/provider-login", Ct);
        using var after = await acme.SignInAsync(moved);

        byProvider.Dispose();
        Assert.Equal(HttpStatusCode.Forbidden, before.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, unlinked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.Equal(id, (await after.JsonAsync(200)).GetProperty("user").Id("id"));
        await acme.Host.WithDbAsync(async db =>
        {
            var entry = await db.AuditLog.SingleAsync(e => e.Action == "member.provider-unlinked", Ct); // the second time found no link
            Assert.Equal((acme.Admin.Id, $"user:{id}", (Guid?)acme.Organisation), (entry.UserId, entry.Subject, entry.OrganisationId));
            Assert.NotNull((await db.Sessions.SingleAsync(s => s.Id == left.Id, Ct)).RevokedAt);
        });
    }

    [Fact]
    public async Task Nobody_unlinks_a_member_of_an_organisation_that_does_not_trust_the_provider()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        await AddPersonAsync(acme, "ana@acme.example");
        var (byProvider, _) = await acme.ClientAsync(new ProviderPerson("ana@acme.example", "nexa-analyst"));
        var ana = (await acme.FindAsync("ana@acme.example"))!;
        using var signedIn = await SignInByPasswordAsync(acme, "ana@acme.example");
        using var own = await SwitchAsync(acme, signedIn, ana.Id); // ADMIN there

        using var tried = await own.DeleteAsync($"/organisation/members/{ana.Id}/provider-login", Ct);
        using var byItself = await byProvider.DeleteAsync($"/organisation/members/{ana.Id}/provider-login", Ct);
        using var works = await byProvider.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);

        byProvider.Dispose();
        Assert.Equal(HttpStatusCode.NoContent, tried.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, byItself.StatusCode);
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        await acme.Host.WithDbAsync(async db => Assert.True(await db.Set<ExternalLogin>().AnyAsync(l => l.UserId == ana.Id, Ct)));
    }

    private static async Task<string> ReadAllAsync(HttpClient client)
    {
        var texts = new List<string>();
        foreach (var place in Places)
        {
            using var answer = await client.GetAsync(new Uri(place, UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            texts.Add(await answer.Content.ReadAsStringAsync(Ct));
        }

        return string.Concat(texts);
    }

    private static async Task<Guid> FindSessionOutsideAsync(ProviderHost acme, Guid person)
    {
        var added = new UserSession { Id = Guid.CreateVersion7(), UserId = person, ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) };
        await acme.Host.WithDbAsync(async db =>
        {
            db.Add(added);
            db.Add(new RefreshToken
            {
                Hash = Guid.NewGuid().ToByteArray(), SessionId = added.Id, OrganisationId = person, ExpiresAt = added.ExpiresAt,
            });
            await db.SaveChangesAsync(Ct);
        });
        return added.Id;
    }

    private static async Task<(Guid Id, string Secret)> AddKeyAsync(ProviderHost acme, Guid person, Guid organisation, string name)
    {
        var secret = $"nexa_{Secret.New()}";
        var id = Guid.CreateVersion7();
        await acme.Host.WithDbAsync(async db =>
        {
            db.Add(new ApiKey
            {
                Id = id, OrganisationId = organisation, UserId = person, Name = name, Prefix = secret[..11], Hash = Secret.ComputeHash(secret),
                Scope = [Permissions.Read], CreatedAt = DateTimeOffset.UtcNow,
            });
            await db.SaveChangesAsync(Ct);
        });
        return (id, secret);
    }

    private static async Task<HttpClient> SwitchAsync(ProviderHost acme, HttpClient client, Guid organisation)
    {
        using var answer = await client.PostAsJsonAsync("/session/organisation", new { organisation_id = organisation }, Ct);
        return acme.Host.Client((await answer.JsonAsync(200)).Text("access_token"));
    }

    private static async Task<User> AddPersonAsync(ProviderHost acme, string email)
    {
        var person = await acme.Host.CreateUserAsync(password: Password);
        await acme.Host.WithDbAsync(db => db.Users.Where(u => u.Id == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.Email, email), Ct));
        return person;
    }

    private static async Task<HttpClient> SignInByPasswordAsync(ProviderHost acme, string email)
    {
        using var client = acme.Host.Client();
        using var answer = await client.PostAsJsonAsync("/login", new { email, password = Password }, Ct);
        return acme.Host.Client((await answer.JsonAsync(200)).Text("access_token"));
    }
}
