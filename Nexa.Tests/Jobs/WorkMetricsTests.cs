using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexa.Core.FiscalStore;
using Nexa.Core.Measurements;
using Nexa.Hosting;
using Npgsql;

namespace Nexa.Tests.Jobs;

/// <summary>What Prometheus reads of a worker beside its jobs.</summary>
public sealed class WorkMetricsTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counters_begin_at_zero_and_count_by_outcome_and_every_worker_shows_the_gauges_of_the_installation()
    {
        await using var app = await NexaApp.StartAsync(servers);
        await FiscalImport.EnsureStarterAsync(app.Worker.GetRequiredService<NpgsqlDataSource>(), Ct);
        await app.StopWorkerAsync(); // meters of one process are seen by all of its hosts
        await app.ExecuteAsync("delete from measurement");
        await using var worker = await StartWorkerAsync(app);
        var first = await ReadAsync(worker.Metrics, text => Find(text, "nexa_fiscal_table_age_days").Count > 0);

        await app.ClassifyAsync("DOUBT-1");
        app.Agents.StatusCodes.Enqueue(404);
        await app.ClassifyAsync("AB1204-7");
        var then = await ReadAsync(worker.Metrics, text => Find(text, "nexa_agents_calls_total")["refused"] == 1);
        await app.ExecuteAsync("update measurement set measured_at = now() - interval '1 minute'");
        await using var other = await StartWorkerAsync(app); // finds the row too old and measures
        var measured = await ReadAsync(other.Metrics, text => Find(text, "nexa_review_open")[""] == 1);

        Assert.Equal(["accepted", "busy", "failed", "refused", "unreachable"], ListOutcomes(first, "nexa_agents_calls_total"));
        Assert.Equal(["delivered", "refused", "unreachable"], ListOutcomes(first, "nexa_webhook_deliveries_total"));
        Assert.Equal(["empty", "erased", "failed", "read", "unreadable"], ListOutcomes(first, "nexa_documents_total"));
        Assert.All((string[])["nexa_agents_calls_total", "nexa_webhook_deliveries_total", "nexa_documents_total", "nexa_review_open",
            "nexa_review_oldest_age_seconds", "nexa_jobs_ready"],
            name => Assert.All(Find(first, name).Values, value => Assert.Equal(0, value)));
        Assert.Contains("outcome=\"failed\"", first.Split('\n').First(line => line.StartsWith("nexa_jobs_finished_total{",
            StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Superset(new HashSet<string>(["ncm", "tariff", "tipi"], StringComparer.Ordinal),
            Find(first, "nexa_fiscal_table_age_days").Keys.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(1, Find(then, "nexa_agents_calls_total")["accepted"]);
        Assert.InRange(Find(measured, "nexa_review_oldest_age_seconds")[""], 0.001, 120);
        Assert.Contains($"service_version=\"{ServiceDefaults.Version}\"", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_worker_measures_for_all_of_them_and_the_others_read_its_row()
    {
        await using var app = await NexaApp.StartAsync(servers);
        var measurement = app.Worker.GetRequiredService<SystemMeasurement>();
        await Eventually.HoldsAsync(async () =>
            (await app.ColumnAsync("at", "select measured_at::text as at from measurement")).Count == 1);
        await app.ExecuteAsync("""
            update measurement set measured_at = now(), gauges = jsonb_set(gauges, '{review,open}', '77')
            """);

        var read = await measurement.ReadGaugesAsync(TimeSpan.FromHours(1), Ct);
        var atOnce = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => measurement.ReadGaugesAsync(TimeSpan.Zero, Ct)));

        Assert.Equal(77, read!.Review.Open);
        Assert.Contains(atOnce, gauges => gauges!.Review.Open == 0);
        Assert.Equal(0, (await measurement.ReadGaugesAsync(TimeSpan.FromHours(1), Ct))!.Review.Open);
    }

    private static async Task<WorkerProcess> StartWorkerAsync(NexaApp app)
    {
        var port = Ports.FindFree();
        return new(
            await RunningService.StartAsync("Nexa.Worker", port, ("ConnectionStrings__nexadb", app.Database),
                ("ConnectionStrings__redis", app.Redis), ("Agents__BaseUrl", app.Agents.Url), ("Nexa__EncryptionKey", new string('e', 48))),
            new Uri($"http://127.0.0.1:{port}/metrics"));
    }

    private static async Task<string> ReadAsync(Uri metrics, Func<string, bool> until)
    {
        using var http = new HttpClient();
        return await Eventually.GetAsync(async () => await http.GetStringAsync(metrics, Ct) is var text && until(text) ? text : null);
    }

    private static IEnumerable<string> ListOutcomes(string metrics, string name) => Find(metrics, name).Keys.Order(StringComparer.Ordinal);

    /// <summary>The values of a metric by its last label; "" where it has none but the exporter's.</summary>
    private static Dictionary<string, double> Find(string metrics, string name)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in metrics.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal)))
        {
            var labels = line[(name.Length + 1)..line.IndexOf('}', StringComparison.Ordinal)].Split(',')
                .Where(label => !label.StartsWith("otel_", StringComparison.Ordinal)).ToList();
            found[labels.Count == 0 ? "" : labels[^1].Split('"')[1]] =
                double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 2)..].Split(' ')[0], CultureInfo.InvariantCulture);
        }

        return found;
    }

    private sealed record WorkerProcess(RunningService Service, Uri Metrics) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
