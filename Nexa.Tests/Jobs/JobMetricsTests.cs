namespace Nexa.Tests.Jobs;

public sealed class JobMetricsTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_of_jobs_are_named_after_Nexa_have_buckets_in_seconds_and_gauges_that_are_always_there()
    {
        await using var app = await NexaApp.StartAsync(servers);
        await app.ClassifyAsync("AB1204-7");
        using var worker = app.CreateWorkerClient();

        var metrics = await Eventually.GetAsync(async () =>
            await worker.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct) is var text
            && text.Contains("nexa_jobs_duration_seconds_bucket", StringComparison.Ordinal) ? text : null);

        foreach (var gauge in (string[])["nexa_jobs_ready", "nexa_jobs_waiting", "nexa_jobs_oldest_age_seconds"])
        {
            foreach (var kind in (string[])["classify-items", "extract-document", "deliver-webhook"])
            {
                Assert.Contains(FindLines(metrics, gauge), line => line.Contains($"kind=\"{kind}\"", StringComparison.Ordinal));
            }
        }

        foreach (var histogram in (string[])["nexa_jobs_duration_seconds_bucket", "nexa_jobs_queue_time_seconds_bucket"])
        {
            var bounds = FindLines(metrics, histogram)
                .Select(line => line.Split("le=\"")[1].Split('"')[0]).Distinct();
            Assert.Equal(["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "+Inf"], bounds);
        }

        Assert.NotEmpty(FindLines(metrics, "nexa_jobs_finished_total"));
        Assert.Contains(FindLines(metrics, "target_info"), line => line.Contains("service_version=", StringComparison.Ordinal));
    }

    private static List<string> FindLines(string metrics, string name) =>
        [.. metrics.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))];
}
