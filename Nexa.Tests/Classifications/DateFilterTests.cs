using System.Net;

namespace Nexa.Tests.Classifications;

/// <summary>Dates of a filter are ISO dates, and a date means that day in São Paulo, inclusive.</summary>
public sealed class DateFilterTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("from=01/12/2026", "from")]
    [InlineData("to=12/2026", "to")]
    [InlineData("from=2026-13-01", "from")]
    [InlineData("to=2026-12-01T10:00:00", "to")]
    public async Task Other_orders_of_a_date_are_refused_with_the_form_that_is_wanted(string query, string field)
    {
        var response = await host.As(AnalystHost.Ana).GetAsync(new Uri($"/history?{query}", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(Ct);
        Assert.Contains($"\"{field}\"", text, StringComparison.Ordinal);
        Assert.Contains("AAAA-MM-DD", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=2026-03-10&to=2026-03-10", true)]
    [InlineData("to=2026-03-09", false)]
    [InlineData("from=2026-03-11", false)]
    [InlineData("from=2026-03-10T23:00:00-03:00&to=2026-03-11T03:00:00Z", true)]
    public async Task A_day_is_that_of_Sao_Paulo_and_includes_its_end(string query, bool found)
    {
        var id = await host.ClassifiedAsync($"DAY-{Guid.NewGuid():n}"[..12]);
        // 10 March, 23:30.
        await host.ExecuteAsync("update classification set created_at = $2 where id = $1", id,
            DateTimeOffset.Parse("2026-03-11T02:30:00Z", null));

        var page = await host.As(AnalystHost.Ana).GetJsonAsync($"/history?partnumber=DAY-&{query}");

        Assert.Equal(found, page.GetProperty("items").EnumerateArray().Any(item => item.Text("id") == id.ToString()));
    }

    [Theory]
    [InlineData("2027-03-10", "2027-03-11T03:00:00+00:00")]
    [InlineData("2027-03-10T23:30:00-03:00", "2027-03-11T02:30:00+00:00")]
    [InlineData("2027-03-10T12:00:00Z", "2027-03-10T12:00:00+00:00")]
    [InlineData("2027-03-10T12:00:00", null)]
    [InlineData("10/03/2027", null)]
    [InlineData("2027-02-30", null)]
    public async Task The_end_of_a_key_follows_the_rule_of_filters(string sent, string? ends)
    {
        var answer = await host.As(AnalystHost.Ana).PostAsync(
            "/api-keys", new { name = "ERP", scope = new[] { "read" }, expires_at = sent, current_password = AnalystHost.Password },
            ends is null ? 400 : 201);

        Assert.Equal(ends, ends is null ? null : answer.GetProperty("api_key").Text("expires_at"));
        if (ends is null)
        {
            Assert.Contains("AAAA-MM-DD", answer.GetProperty("errors").GetProperty("expires_at")[0].GetString(), StringComparison.Ordinal);
        }
    }
}
