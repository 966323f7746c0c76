using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.Catalogue;

/// <summary>Two manufacturers that are the same: one stays, the other's names follow it.</summary>
public sealed class ManufacturerMergeTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_merged_manufacturers_names_and_particulars_follow_and_its_history_stays()
    {
        var ana = host.As(AnalystHost.Ana);
        var (stays, goes) = (await MakeAsync("Vishay", "MRG-1"), await MakeAsync("Vishay Dale", "MRG-2"));
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{goes}", new { city = "Columbus", country = "US", aliases = new[] { "Dale" } });

        var merged = await ana.PostAsync($"/manufacturers/{stays}/merge", new { manufacturer_id = goes });

        Assert.Equal(["Dale", "Vishay Dale"], merged.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()));
        Assert.Equal(("Columbus", "US"), (merged.Text("city"), merged.Text("country")));
        Assert.Equal(stays, (await ana.GetJsonAsync($"/manufacturers/{goes}")).Id("alias_of"));
        Assert.Equal("Vishay Dale", (await ana.GetJsonAsync("/partnumbers/MRG-2")).GetProperty("parts")[0].GetProperty("part").Text("manufacturer"));
        foreach (var name in (string[])["Dale", "VISHAY", "Vishay Dale"])
        {
            Assert.Equal(1, (await ana.PostAsync("/classify-partnumber", new { partnumber = "MRG-2", manufacturer = name }, 202))
                .Count("classifications"));
        }

        Assert.Equal(1L, await host.ScalarAsync(
            "select count(*) from audit_log where action = 'manufacturer.merged' and subject = $1", $"manufacturer:{stays}"));

        // Merged again, nothing changes; taken out of the names, the other one is itself again.
        Assert.Equal(2, (await ana.PostAsync($"/manufacturers/{stays}/merge", new { manufacturer_id = goes })).Count("aliases"));
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{stays}", new { aliases = new[] { "Dale" } });
        Assert.Equal(JsonValueKind.Null, (await ana.GetJsonAsync($"/manufacturers/{goes}")).GetProperty("alias_of").ValueKind);
    }

    [Fact]
    public async Task What_stays_keeps_its_own_particulars()
    {
        var ana = host.As(AnalystHost.Ana);
        var (stays, goes) = (await MakeAsync("Nichicon", "MRG-3"), await MakeAsync("Nichicon Corp", "MRG-4"));
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{stays}", new { country = "JP" });
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{goes}", new { country = "TW", city = "Taipei" });

        var merged = await ana.PostAsync($"/manufacturers/{stays}/merge", new { manufacturer_id = goes });

        Assert.Equal(("JP", JsonValueKind.Null), (merged.Text("country"), merged.GetProperty("city").ValueKind));
    }

    [Fact]
    public async Task A_merge_that_would_lead_in_a_circle_or_to_another_organisation_is_refused()
    {
        var ana = host.As(AnalystHost.Ana);
        var (a, b, c) = (await MakeAsync("Rohm", "MRG-5"), await MakeAsync("Rohm Co", "MRG-6"), await MakeAsync("Rohm Semi", "MRG-7"));
        await ana.PostAsync($"/manufacturers/{a}/merge", new { manufacturer_id = a }, 400);
        await ana.PostAsync($"/manufacturers/{a}/merge", new { }, 400);
        await ana.PostAsync($"/manufacturers/{a}/merge", new { manufacturer_id = Guid.NewGuid() }, 404);
        await host.As(AnalystHost.Stranger).PostAsync($"/manufacturers/{a}/merge", new { manufacturer_id = b }, 404);
        await ana.PostAsync($"/manufacturers/{a}/merge", new { manufacturer_id = b });

        await ana.PostAsync($"/manufacturers/{b}/merge", new { manufacturer_id = a }, 409);
        await ana.PostAsync($"/manufacturers/{c}/merge", new { manufacturer_id = b }, 409);
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{b}", new { aliases = new[] { "Rohm" } }, 409);
        await ana.SendJsonAsync(HttpMethod.Put, $"/manufacturers/{c}", new { aliases = new[] { "Rohm" } }, 409);

        Assert.Equal(0, (await ana.GetJsonAsync($"/manufacturers/{c}")).Count("aliases"));
    }

    [Fact]
    public async Task Of_two_merges_at_once_in_opposite_directions_one_is_done()
    {
        var ana = host.As(AnalystHost.Ana);
        var (a, b) = (await MakeAsync("Panjit", "MRG-8"), await MakeAsync("Pan Jit", "MRG-9"));

        var answers = await Task.WhenAll(MergeAsync(a, b), MergeAsync(b, a));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Order());

        async Task<HttpStatusCode> MergeAsync(Guid into, Guid merged)
        {
            using var answer = await ana.PostAsJsonAsync($"/manufacturers/{into}/merge", new { manufacturer_id = merged }, Ct);
            return answer.StatusCode;
        }
    }

    private async Task<Guid> MakeAsync(string name, string number)
    {
        var id = await host.ClassifiedAsync(number, "85322410", 0.9, manufacturer: name);
        return (Guid)(await host.ScalarAsync("select manufacturer_id from classification where id = $1", id))!;
    }
}
