using System.Net.Http.Json;
using System.Text.Json;

namespace Nexa.Tests.Classifications;

public sealed class StatisticsTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task A_period_is_counted_day_by_day_and_belongs_to_one_organisation()
    {
        var ana = host.As(AnalystHost.Ana);
        await OnDayAsync("STAT-1", "2026-03-10T02:30:00Z", "85322410", 0.95); // 9 March in São Paulo
        await OnDayAsync("STAT-2", "2026-03-10T12:00:00Z", "85322410", 0.7);
        await OnDayAsync("STAT-3", "2026-03-11T12:00:00Z", "85423190", 0.3);
        var old = await OnDayAsync("STAT-4", "2026-03-11T12:00:00Z", "85423190", 0.3);
        await host.ExecuteAsync("update classification set status = 'REPLACED' where id = $1", old);
        await OnDayAsync("STAT-5", "2026-03-11T12:00:00Z", "85322410", 1, AnalystHost.Stranger);

        var all = await ana.GetJsonAsync("/statistics?from=2026-03-09&to=2026-03-12");

        Assert.Equal(["2026-03-09 1", "2026-03-10 1", "2026-03-11 1", "2026-03-12 0"],
            List(all, "days", day => $"{day.Text("day")} {day.GetProperty("classified")}"));
        Assert.Equal(["0.3 1", "0.7 1", "0.9 1"], List(all, "confidence", one => $"{one.GetProperty("from")} {one.GetProperty("count")}"));
        Assert.Equal(["85322410 2", "85423190 1"], List(all, "codes", one => $"{one.Text("ncm")} {one.GetProperty("count")}"));
        Assert.Equal(3, all.GetProperty("classified").GetInt32());
        Assert.All(List(all, "days", day => day.GetProperty("seconds_per_item").ValueKind), kind => Assert.Equal(JsonValueKind.Null, kind));
        foreach (var day in (string[])["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"])
        {
            var shown = await ana.GetJsonAsync($"/history?status=ACTIVE&from={day}&to={day}");
            Assert.Equal(List(all, "days", one => one).Single(one => one.Text("day") == day).GetProperty("classified").GetInt32(),
                shown.GetProperty("items").GetArrayLength());
        }
    }

    [Fact]
    public async Task Agreement_is_what_reviewers_kept_of_the_agents_answers()
    {
        var bruno = host.As(AnalystHost.Bruno);
        var today = (await bruno.GetJsonAsync("/statistics")).Text("to");
        await bruno.PostAsync($"/classifications/{await host.ClassifiedAsync("AGREE-1", "39269090")}/approve");
        await CorrectAsync(await host.ClassifiedAsync("AGREE-2", "39269090"), new { ncm = "85322410", reason = "é um capacitor" });
        await CorrectAsync(await host.ClassifiedAsync("AGREE-3", "39269090"), new { description = "Peça plástica", reason = "texto" });
        var undone = await bruno.PostAsync($"/classifications/{await host.ClassifiedAsync("AGREE-4", "39269090")}/approve");
        await bruno.PostAsync($"/decisions/{undone.Id("decision_id")}/undo");

        var all = await bruno.GetJsonAsync($"/statistics?from={today}&to={today}");

        var chapter = Assert.Single(all.GetProperty("agreement").EnumerateArray(), one => one.Text("chapter") == "39");
        Assert.Equal((3, 2), (chapter.GetProperty("decided").GetInt32(), chapter.GetProperty("confirmed").GetInt32()));
        Assert.Equal(3, all.GetProperty("days")[0].GetProperty("decided").GetInt32());

        async Task CorrectAsync(Guid id, object correction)
        {
            using var answer = await bruno.PatchAsJsonAsync($"/classifications/{id}", correction, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task Failures_say_why_and_the_time_is_that_of_finished_tasks()
    {
        var ana = host.As(AnalystHost.Ana);
        await host.ExecuteAsync(
            """
            insert into task
              (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq, created_at, finished_at) values
              ('00000000-0000-7000-8000-00000000a001', $1, 'BATCH', 'DONE', false, 4, 2, 2, 1, '2026-02-03T12:00:00Z',
                '2026-02-03T12:00:08Z'),
              ('00000000-0000-7000-8000-00000000a002', $1, 'PARTNUMBER', 'FAILED', false, 1, 0, 1, 1, '2026-02-03T12:00:00Z',
                '2026-02-03T13:00:00Z')
            """, AnalystHost.Ana);
        await host.ExecuteAsync(
            """
            insert into task_item (id, task_id, position, part_number, status, error) values
              (gen_random_uuid(), '00000000-0000-7000-8000-00000000a001', 1, 'A', 'FAILED', 'Sem resposta.'),
              (gen_random_uuid(), '00000000-0000-7000-8000-00000000a001', 2, 'B', 'FAILED', 'Sem resposta.'),
              (gen_random_uuid(), '00000000-0000-7000-8000-00000000a002', 1, 'C', 'FAILED', null)
            """);

        var all = await ana.GetJsonAsync("/statistics?from=2026-02-03&to=2026-02-03");

        var day = Assert.Single(all.GetProperty("days").EnumerateArray());
        Assert.Equal((3, 2.0), (day.GetProperty("failed").GetInt32(), day.GetProperty("seconds_per_item").GetDouble()));
        Assert.Equal(["Sem resposta. 2", " 1"], List(all, "failures", one => $"{one.Text("reason")} {one.GetProperty("count")}"));
    }

    [Theory]
    [InlineData("from=ontem", "from")]
    [InlineData("to=2026-13-01", "to")]
    [InlineData("from=2026-05-02&to=2026-05-01", "from")]
    [InlineData("from=2024-01-01&to=2026-01-01", "from")]
    [InlineData("to=0001-01-01", "from")]
    [InlineData("to=9999-12-31", "from")]
    public async Task A_period_that_is_none_is_refused(string query, string field)
    {
        using var answer = await host.As(AnalystHost.Ana).GetAsync(new Uri($"/statistics?{query}", UriKind.Relative),
            TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"\"{field}\"", body, StringComparison.Ordinal);
    }

    private async Task<Guid> OnDayAsync(string number, string moment, string ncm, double confidence, Guid? owner = null)
    {
        var id = await host.ClassifiedAsync(number, ncm, confidence, owner);
        await host.ExecuteAsync("update classification set created_at = $2::timestamptz where id = $1", id, moment);
        return id;
    }

    private static List<T> List<T>(JsonElement all, string name, Func<JsonElement, T> read) =>
        [.. all.GetProperty(name).EnumerateArray().Select(read)];
}
