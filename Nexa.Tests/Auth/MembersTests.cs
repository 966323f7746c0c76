using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Members of one organisation share what is in it; a person in two works in the one that their token names.</summary>
public sealed class MembersTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_names_one_organisation_and_another_one_is_asked_for()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        var other = await host.CreateUserAsync();
        await OwnershipTests.FillAsync(host, user, "PN-DA-PRIMEIRA");
        await OwnershipTests.FillAsync(host, other, "PN-DA-SEGUNDA");
        await host.WithDbAsync(async db =>
        {
            db.Add(new Membership { OrganisationId = other.Id, UserId = user.Id, Role = Roles.Reader, UsedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(Ct);
        });
        using var anyone = host.Client();
        var (token, _) = await AccountTests.SignInAsync(anyone, user.Email, AccountTests.Password);
        using var first = host.Client(token);

        var changed = await ApiHost.JsonAsync(await first.PostAsJsonAsync("/session/organisation", new { organisation_id = other.Id }, Ct));
        var nobodys = await first.PostAsJsonAsync("/session/organisation", new { organisation_id = Organisation.Anonymous }, Ct);
        using var second = host.Client(changed.GetProperty("access_token").GetString());
        var refreshed = await ApiHost.JsonAsync(await anyone.PostAsJsonAsync(
            "/refresh", new { refresh_token = changed.GetProperty("refresh_token").GetString() }, Ct));
        var again = await ApiHost.JsonAsync(
            await anyone.PostAsJsonAsync("/login", new { email = user.Email, password = AccountTests.Password }, Ct));

        Assert.Equal(HttpStatusCode.NotFound, nobodys.StatusCode);
        var me = await second.GetFromJsonAsync<JsonElement>("/me", Ct);
        Assert.Equal(("READER", 2), (me.GetProperty("role").GetString(), me.GetProperty("organisations").GetArrayLength()));
        Assert.Contains("PN-DA-PRIMEIRA", await first.GetStringAsync(new Uri("/history", UriKind.Relative), Ct), StringComparison.Ordinal);
        var seen = await second.GetStringAsync(new Uri("/history", UriKind.Relative), Ct);
        Assert.Contains("PN-DA-SEGUNDA", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("PN-DA-PRIMEIRA", seen, StringComparison.Ordinal);
        var asReader = await second.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, asReader.StatusCode);
        Assert.Equal(other.Id, refreshed.GetProperty("organisation_id").GetGuid());
        Assert.Equal(other.Id, again.GetProperty("organisation_id").GetGuid()); // the one that was used last
    }

    [Fact]
    public async Task One_uploads_another_reviews_and_a_third_exports()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Documents:WaitFor", "00:00:00")]);
        var morning = await host.CreateUserAsync();
        var (noon, night) = (await host.CreateUserAsync(Roles.Analyst, morning.Id), await host.CreateUserAsync(Roles.Analyst, morning.Id));
        var things = await DoubledTests.FillAsync(host, morning, "TURNO");
        using var uploads = await host.ClientAsync(morning);
        using var reviews = await host.ClientAsync(noon);
        using var exports = await host.ClientAsync(night);

        var sent = await ApiHost.JsonAsync(await uploads.PostAsJsonAsync("/classify-partnumber", new { partnumber = "TURNO" }, Ct));
        var approved = await reviews.PostAsync(new Uri($"/review/{things["review item"]}/approve", UriKind.Relative), null, Ct);
        var exported = await exports.GetStringAsync(new Uri("/export-json", UriKind.Relative), Ct);

        Assert.Single(sent.GetProperty("classifications").EnumerateArray()); // known to all
        Assert.True(approved.IsSuccessStatusCode, await approved.Content.ReadAsStringAsync(Ct));
        Assert.Contains("TURNO", exported, StringComparison.Ordinal);
        var audit = await uploads.GetFromJsonAsync<JsonElement>("/organisation/audit", Ct);
        var deeds = audit.GetProperty("entries").EnumerateArray()
            .Select(e => (e.GetProperty("user_id").GetGuid(), e.GetProperty("action").GetString())).ToList();
        Assert.Contains((noon.Id, "classification.approved"), deeds);
        Assert.Contains((night.Id, "export.made"), deeds);
        Assert.All(audit.GetProperty("entries")
            .EnumerateArray(), e => Assert.NotEqual(JsonValueKind.Null, e.GetProperty("address").ValueKind));
        await host.WithDbAsync(async db => Assert.Equal(noon.Id, (await db.Decisions.SingleAsync(Ct)).ActorId));
    }

    [Fact]
    public async Task An_operator_sees_how_large_organisations_are_and_nothing_that_is_theirs()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var ana = await host.CreateUserAsync();
        await host.CreateUserAsync(Roles.Reader, ana.Id);
        await DoubledTests.FillAsync(host, ana, "SEGREDO-DA-ANA");
        using var client = await host.ClientAsync(await host.CreateUserAsync(Roles.Operator));

        var first = await client.GetFromJsonAsync<JsonElement>("/operator/organisations?limit=1", Ct);
        var next =
            await client.GetFromJsonAsync<JsonElement>($"/operator/organisations?cursor={first.GetProperty("next_cursor").GetString()}",
                Ct);

        var size = Assert.Single(next.GetProperty("organisations").EnumerateArray());
        Assert.Equal((ana.Id, 2, 1, 1, 4L), (size.GetProperty("id").GetGuid(), size.GetProperty("members").GetInt32(),
            size.GetProperty("tasks").GetInt32(), size.GetProperty("documents").GetInt32(), size.GetProperty("document_bytes").GetInt64()));
        foreach (var path in new[] { "/history", "/tasks", "/partnumbers", "/manufacturers", "/importers" })
        {
            Assert.DoesNotContain("SEGREDO", await client.GetStringAsync(new Uri(path, UriKind.Relative), Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_idempotency_key_is_its_organisations()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var ana = await host.CreateUserAsync();
        var (bia, stranger) = (await host.CreateUserAsync(Roles.Analyst, ana.Id), await host.CreateUserAsync());

        var answers = new List<Guid>();
        foreach (var user in new[] { ana, bia, stranger })
        {
            using var client = await host.ClientAsync(user);
            client.DefaultRequestHeaders.Add("Idempotency-Key", "a mesma");
            answers.Add((await ApiHost.JsonAsync(await client.PostAsJsonAsync("/classify-partnumber", new { partnumber = "IDEM-1" }, Ct)))
                .GetProperty("task_id").GetGuid());
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.NotEqual(answers[0], answers[2]);
    }

    [Fact]
    public async Task A_key_ends_when_its_maker_leaves_and_an_admin_revokes_anyones()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var ana = await host.CreateUserAsync();
        var bia = await host.CreateUserAsync(Roles.Admin, ana.Id, AccountTests.Password);
        using var bias = await host.ClientAsync(bia);
        using var anas = await host.ClientAsync(ana);
        string[] read = [Permissions.Read];
        var (first, second) = (await MakeAsync(), await MakeAsync());

        var revoked = await anas.DeleteAsync(new Uri($"/api-keys/{first.Id}", UriKind.Relative), Ct);
        var before = await host.Client(second.Key).GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        await host.WithDbAsync(db => db.Memberships.Where(m => m.UserId == bia.Id).ExecuteDeleteAsync(Ct));
        await using var replica = await ApiHost.StartAsync(servers, host.Database);
        var after = await replica.Client(second.Key).GetAsync(new Uri("/tasks", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await host.Client(first.Key).GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, after.StatusCode));

        async Task<(string Key, Guid Id)> MakeAsync()
        {
            var made = await ApiHost.JsonAsync(await bias.PostAsJsonAsync(
                "/api-keys", new { name = "ERP", scope = read, current_password = AccountTests.Password }, Ct));
            return (made.GetProperty("key").GetString()!, made.GetProperty("api_key").GetProperty("id").GetGuid());
        }
    }
}
