using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Nexa.Tests.Tasks;

/// <summary>Much work of one does not stop the little of another, and more than can be taken is refused in time.</summary>
public sealed class FairnessTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(64)]
    [InlineData(8)]
    public async Task A_single_part_number_passes_batches_of_a_thousand_whose_agents_take_their_time(int slots)
    {
        await using var app = await NexaApp.StartAsync(servers, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Jobs:Classifications"] = $"{slots}", ["Agents:IdleTimeout"] = "00:02:00",
        });
        for (var batch = 0; batch < 2; batch++)
        {
            var numbers = Enumerable.Range(0, 1000).Select(item => $"HELD-{batch}-{item}").ToArray();
            await app.PostAsync("/classify-batch", new { partnumbers = numbers });
        }

        // All slots that batches may have are taken; a batch's job has 20 items, one agents call.
        await Eventually.HoldsAsync(() => app.Agents.Bodies.Count >= Math.Min(100, slots - Math.Max(1, slots / 8)));
        var began = Stopwatch.GetTimestamp();

        var events = await app.ClassifyAsync("ALONE-1");

        Assert.Equal("classification_finished", events[^1].Name);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Batches_go_on_through_all_their_jobs_beside_the_kept_slots()
    {
        await using var app = await NexaApp.StartAsync(servers,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Jobs:Classifications"] = "8", ["Intake:BatchSize"] = "2" });
        var accepted = await app.PostAsync("/classify-batch",
            new { partnumbers = Enumerable.Range(0, 200).Select(item => $"GOOD-{item}").ToArray() });
        var began = Stopwatch.GetTimestamp();

        await app.EventsAsync(accepted.GetProperty("task_id").GetString()!);

        // A hundred jobs by seven at a time: a worker that only polled between them would need 14 seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Submissions_beyond_what_the_database_takes_are_refused_with_a_time_and_those_accepted_go_on()
    {
        await using var app = await NexaApp.StartAsync(
            servers, new Dictionary<string, string>(StringComparer.Ordinal) { ["Intake:LongestWait"] = "00:00:00.2" });
        List<Task<HttpResponseMessage>> sent = [];
        await using (var connection = new NpgsqlConnection(app.Database + ";Pooling=false"))
        {
            await connection.OpenAsync(Ct);
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            await using var hold = new NpgsqlCommand("lock table task in exclusive mode", connection);
            await hold.ExecuteNonQueryAsync(Ct);
            await Eventually.HoldsAsync(() =>
            {
                sent.Add(app.Http.PostAsJsonAsync("/classify-partnumber", new { partnumber = $"MANY-{sent.Count}" }, Ct));
                return sent.Any(answer => answer.IsCompletedSuccessfully);
            });
        }

        var answers = await Task.WhenAll(sent);
        var refused = answers.Where(answer => answer.StatusCode is HttpStatusCode.ServiceUnavailable).ToList();
        var accepted = answers.Where(answer => answer.StatusCode is HttpStatusCode.Accepted).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        Assert.True(accepted.Count > 2);
        Assert.Equal(answers.Length, refused.Count + accepted.Count);
        foreach (var answer in accepted)
        {
            var task = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("task_id").GetString()!;
            Assert.Equal("classification_finished", (await app.EventsAsync(task))[^1].Name);
        }

        Assert.Equal([$"{accepted.Count}"], await app.ColumnAsync("count", "select count(*)::text as count from task"));
    }
}
