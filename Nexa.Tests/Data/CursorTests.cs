using System.Globalization;
using Nexa.Core.Data;

namespace Nexa.Tests.Data;

/// <summary>Cursors that a client has altered: the sort key is no moment or number that the database takes.</summary>
public sealed class CursorTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    public static TheoryData<string, string, string> Altered
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var moment in (string[])["10:00", "", "2026-02-30 10:00:00+00", "12/01/2026", "infinity", "2026-12-01 10:00:00+99"])
            {
                cases.Add("/tasks", "created_at desc", moment);
                cases.Add("/history", "date desc", moment);
                cases.Add($"/webhooks/{Guid.Empty}/deliveries", "created_at", moment);
            }

            foreach (var number in (string[])["1,000", "", "many", "0x1F", "--1"])
            {
                cases.Add("/history?sort=confidence", "confidence desc", number);
                cases.Add("/history?sort=tax_at_stake&order=asc", "tax_at_stake asc", number);
                cases.Add("/review", "priority", number);
            }

            cases.Add("/manufacturers", "name", "a\0b"); // PostgreSQL has no such text
            cases.Add("/importers", "name", "\0");
            cases.Add("/organisation/rates", "tax scope", "icms");
            cases.Add("/fiscal-tables/editions", "number", "one");
            cases.Add("/me/sessions", "refreshed_at", "yesterday");
            cases.Add("/organisation/members", "joined_at", "yesterday");

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Altered))]
    public async Task An_altered_cursor_is_refused_by_its_name(string path, string sort, string key)
    {
        var problem = await SendAsync(path, sort, key, 400);

        Assert.True(problem.GetProperty("errors").TryGetProperty("cursor", out _));
    }

    [Theory]
    [InlineData("/history?sort=confidence", "confidence desc", "1e400")]
    [InlineData("/history?sort=tax_at_stake", "tax_at_stake desc", "1e-400")]
    [InlineData("/history?sort=tax_at_stake", "tax_at_stake desc", "NaN")]
    [InlineData("/review", "priority", "-1e999")]
    [InlineData("/history", "date desc", "2026-12-01 10:00:00.123456+05:30")]
    [InlineData("/tasks", "created_at desc", "2026-12-01 10:00:00-03")]
    [InlineData("/tasks", "created_at desc", "0001-01-01 00:00:00+00")]
    [InlineData("/manufacturers", "name", "'; select")]
    [InlineData("/partnumbers", "number", "\\u0041%_")]
    public Task What_is_a_moment_or_a_number_is_a_place_in_the_list(string path, string sort, string key) => SendAsync(path, sort, key, 200);

    [Fact]
    public void A_moment_keeps_its_microseconds()
    {
        var moment = new DateTimeOffset(2026, 12, 1, 10, 0, 0, TimeSpan.Zero).AddMicroseconds(123456);

        Assert.Equal(moment, Cursor.ParseMoment("2026-12-01 07:00:00.123456-03"));
        Assert.Equal(moment, Cursor.ParseMoment(moment.ToString("O", CultureInfo.InvariantCulture)));
    }

    private Task<System.Text.Json.JsonElement> SendAsync(string path, string sort, string key, int status)
    {
        var cursor = new Cursor(sort, key, Guid.CreateVersion7()).ToString();
        return host.As(AnalystHost.Ana).SendJsonAsync(
            HttpMethod.Get, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}", null, status);
    }
}
