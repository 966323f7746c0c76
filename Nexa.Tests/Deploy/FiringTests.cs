using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexa.Hosting;

namespace Nexa.Tests.Deploy;

/// <summary>The alert rules in a real Prometheus before a real API and worker: a fault fires its alert. Only the waits are shorter.</summary>
public sealed partial class FiringTests(Servers servers)
{
    private static readonly TimeSpan FiresWithin = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agents_that_are_away_and_a_worker_that_froze_fire_their_alerts()
    {
        var redis = await servers.RedisAsync($"firing-{Guid.NewGuid():n}");
        (string, string)[] settings =
        [
            ("ConnectionStrings__nexadb", await servers.CreateDatabaseAsync()), ("ConnectionStrings__redis", redis),
            ("Agents__BaseUrl", $"http://127.0.0.1:{Ports.FindFree()}"), ("DOTNET_ENVIRONMENT", "Development"), ("Nexa__AllowAnonymous", "true"),
        ];
        var (apiPort, workerPort) = (Ports.FindFree(), Ports.FindFree());
        await using var api = await RunningService.StartAsync("Nexa.Api", apiPort, settings);
        await using var worker = await RunningService.StartAsync("Nexa.Worker", workerPort, settings);
        await using var prometheus = await RunningPrometheus.StartAsync(workerPort);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{apiPort}") };
        await Eventually.HoldsAsync(
            () => prometheus.HasAsync("count_over_time(nexa_agents_calls_total{outcome=\"unreachable\"}[1m]) > 1"), FiresWithin);
        var before = await prometheus.ListFiringAsync();

        (await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = "AB1204-7" }, Ct)).Dispose();
        await Eventually.HoldsAsync(async () => (await prometheus.ListFiringAsync()).Contains("NexaAgentsDown"), FiresWithin);
        await worker.FreezeAsync();
        await Eventually.HoldsAsync(async () =>
            await prometheus.ListFiringAsync() is var firing && firing.Contains("NexaServiceDown") && firing.Contains("NexaNoWorker"),
            FiresWithin);

        Assert.DoesNotContain("NexaAgentsDown", before);
        Assert.DoesNotContain("NexaServiceDown", before);
    }

    private sealed partial class RunningPrometheus(Process process, HttpClient http, DirectoryInfo folder) : IAsyncDisposable
    {
        public static async Task<RunningPrometheus> StartAsync(int worker)
        {
            var folder = Directory.CreateTempSubdirectory("nexa-prometheus-");
            var rules = Wait().Replace(await Repository.ReadAsync("deploy/watching/alerts.yaml"), "for: 2s");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "alerts.yaml"), rules, Ct);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prometheus.yaml"),
                $$"""
                global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
                rule_files: [alerts.yaml]
                scrape_configs:
                  - job_name: nexa-worker
                    static_configs: [{ targets: ["127.0.0.1:{{worker}}"] }]
                """, Ct);
            var port = Ports.FindFree().ToString(CultureInfo.InvariantCulture);
            var start = new ProcessStartInfo("prometheus",
            [
                $"--config.file={folder.FullName}/prometheus.yaml", $"--storage.tsdb.path={folder.FullName}/data",
                $"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
            ]);
            try
            {
                var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
                return new RunningPrometheus(Process.Start(start)!, http, folder);
            }
            catch (Win32Exception)
            {
                folder.Delete(recursive: true);
                Assert.Skip("prometheus is not installed (Debian: prometheus)");
                throw;
            }
        }

        /// <summary>Whether the expression has a value now; false while Prometheus starts.</summary>
        public async Task<bool> HasAsync(string expression)
        {
            try
            {
                return (await ReadAsync($"query?query={Uri.EscapeDataString(expression)}")).GetProperty("result").GetArrayLength() > 0;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        public async Task<HashSet<string>> ListFiringAsync() =>
        [
            .. from alert in (await ReadAsync("alerts")).GetProperty("alerts").EnumerateArray()
               where alert.GetProperty("state").GetString() == "firing"
               select alert.GetProperty("labels").GetProperty("alertname").GetString()!,
        ];

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            folder.Delete(recursive: true);
        }

        private async Task<JsonElement> ReadAsync(string path) =>
            (await http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Ct)).GetProperty("data");

        [GeneratedRegex(@"for: \d+[mh]", RegexOptions.None, 1000)]
        private static partial Regex Wait();
    }
}
