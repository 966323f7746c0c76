using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Support;

/// <summary>An API, an OpenID provider, and the organisation that trusts it; a person with a password is its ADMIN.</summary>
internal sealed class ProviderHost : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public required OpenIdProvider Provider { get; init; }
    public required ApiHost Host { get; init; }
    public required Guid Organisation { get; init; }
    public required User Admin { get; init; }

    public static async Task<ProviderHost> StartAsync(
        Servers servers, IEnumerable<(string Key, string Value)>? more = null, CollectedLogs? logs = null)
    {
        var organisation = Guid.CreateVersion7();
        var provider = await OpenIdProvider.StartAsync();
        var host = await ApiHost.StartAsync(servers, more: [.. provider.SettingsFor(organisation), .. more ?? []], logs: logs);
        await host.WithDbAsync(async db =>
        {
            db.Add(new Organisation { Id = organisation, Name = "Acme" });
            await db.SaveChangesAsync(Ct);
        });
        return new ProviderHost
        {
            Provider = provider, Host = host, Organisation = organisation,
            Admin = await host.CreateUserAsync(Roles.Admin, organisation, AuthPassword),
        };
    }

    private const string AuthPassword = Auth.AccountTests.Password;

    /// <summary>Signs a person in at the provider, and brings its token.</summary>
    public async Task<HttpResponseMessage> SignInAsync(ProviderPerson person, string? code = null) =>
        await ShowAsync(await Provider.SignInAsync(person, Ct), code);

    public async Task<HttpResponseMessage> ShowAsync(string token, string? code = null)
    {
        using var client = Host.Client();
        return await client.PostAsJsonAsync("/login/provider", new { id_token = token, second_factor = code }, Ct);
    }

    /// <summary>A client of a person who has signed in at the provider; and what they got.</summary>
    public async Task<(HttpClient Client, JsonElement SignedIn)> ClientAsync(ProviderPerson person)
    {
        using var answer = await SignInAsync(person);
        var signedIn = await answer.JsonAsync(200);
        return (Host.Client(signedIn.Text("access_token")), signedIn);
    }

    public async Task<User?> FindAsync(string email)
    {
        User? user = null;
        await Host.WithDbAsync(async db => user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Email == email, Ct));
        return user;
    }

    /// <summary>The person's role in the organisation; null for who is no member.</summary>
    public async Task<string?> FindRoleAsync(Guid user)
    {
        string? role = null;
        await Host.WithDbAsync(async db => role = await db.Memberships.Where(m => m.UserId == user && m.OrganisationId == Organisation)
            .Select(m => m.Role).SingleOrDefaultAsync(Ct));
        return role;
    }

    /// <summary>The <c>reason</c> of a refusal, which was audited.</summary>
    public async Task<string> ReadRefusalAsync(HttpResponseMessage answer, int status = 403)
    {
        var reason = (await answer.JsonAsync(status)).Text("reason");
        await Host.WithDbAsync(async db => Assert.Contains($"\"{reason}\"", (await db.AuditLog.AsNoTracking()
            .Where(e => e.Action == "sign-in.failed").OrderBy(e => e.Id).LastAsync(Ct)).After, StringComparison.Ordinal));
        return reason;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
