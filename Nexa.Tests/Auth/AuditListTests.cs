using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>The audit log of an organisation by what was done, by whom and when.</summary>
public sealed class AuditListTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_are_filtered_by_noun_person_and_day()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var admin = await host.CreateUserAsync();
        var colleague = await host.CreateUserAsync(Roles.Admin, admin.Id);
        using var client = await host.ClientAsync(admin);
        using var other = await host.ClientAsync(colleague);
        await client.PostAsJsonAsync("/organisation/invitations", new { email = "a@example.com" }, Ct);
        await client.PatchAsJsonAsync("/organisation", new { name = "Outro nome" }, Ct);
        await other.PostAsJsonAsync("/organisation/invitations", new { email = "b@example.com" }, Ct);
        await other.PostAsJsonAsync("/importers", new { name = "Alfa", cnpj = "12.ABC.345/01DE-35" }, Ct);

        Assert.Equal(["member.invited", "member.invited"], await ListAsync("action=member"));
        Assert.Equal(["member.invited", "member.invited"], await ListAsync("action=member.invited"));
        Assert.Empty(await ListAsync("action=mem"));
        Assert.Empty(await ListAsync("action=%25"));
        Assert.Equal(["importer.added", "member.invited"], await ListAsync($"user_id={colleague.Id}"));
        Assert.Equal(["organisation.renamed"], await ListAsync($"user_id={admin.Id}&action=organisation"));
        Assert.Empty(await ListAsync("to=2020-01-01"));
        Assert.Equal(4, (await ListAsync("from=2020-01-01")).Length);
        foreach (var query in new[] { "from=01/12/2026", "to=2026-02-30", "from=2026-12-01T09:00", "action=a%00b", "user_id=ana" })
        {
            using var wrong = await client.GetAsync(new Uri($"/organisation/audit?{query}", UriKind.Relative), Ct);
            Assert.True(wrong.StatusCode == HttpStatusCode.BadRequest, $"{query}: {(int)wrong.StatusCode}");
        }

        async Task<string?[]> ListAsync(string query)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/organisation/audit?{query}", Ct);
            return [.. page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("action").GetString())];
        }
    }
}
