using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Hosting;

namespace Nexa.Tests.Deploy;

/// <summary>
/// API and worker of the last release beside those of this build, on a database that this build has migrated. deploy/upgrade.sh builds
/// the last release and names its folder.
/// </summary>
public sealed class UpgradeTests(Servers servers)
{
    /// <summary>Jobs at a time, so few that neither worker can take all.</summary>
    private const int Slots = 4;

    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_and_new_replicas_finish_what_either_has_accepted()
    {
        var folder = Environment.GetEnvironmentVariable("NEXA_LAST_RELEASE");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "NEXA_LAST_RELEASE names no build of the last release: deploy/upgrade.sh makes one.");
        var redis = await servers.RedisAsync($"upgrade-{Guid.NewGuid():n}");
        await using var agents = await ScriptedAgents.StartAsync(redis);
        (string, string)[] settings =
        [
            ("ConnectionStrings__nexadb", await servers.CreateDatabaseAsync()), ("ConnectionStrings__redis", redis),
            ("Agents__BaseUrl", agents.Url), ("DOTNET_ENVIRONMENT", "Development"), ("Nexa__AllowAnonymous", "true"),
            ("Jobs__Classifications", $"{Slots}"),
        ];
        await using var oldApi = await Replica.StartAsync(FindOld("Nexa.Api"), settings);
        await using var newApi = await Replica.StartAsync("Nexa.Api", settings);
        await using var oldWorker = await Replica.StartAsync(FindOld("Nexa.Worker"), settings);
        await using var newWorker = await Replica.StartAsync("Nexa.Worker", settings);

        // Held until both workers have all that they can: what is left then goes to whoever is free.
        List<string> tasks = [];
        for (var number = 0; number < 2 * Slots; number++)
        {
            tasks.Add(await (number % 2 == 0 ? oldApi : newApi).SubmitAsync("/classify-partnumber", new { partnumber = $"HELD-{number}" }));
        }

        await Eventually.HoldsAsync(() => agents.Received.Count == 2 * Slots);
        for (var number = 0; number < 20; number++)
        {
            var api = number % 2 == 0 ? newApi : oldApi;
            tasks.Add(await api.SubmitAsync("/classify-partnumber", new { partnumber = $"ONE-{number}" }));
            tasks.Add(await api.SubmitAsync("/classify-batch", new { partnumbers = (string[])[$"TWO-{number}", $"DOUBT-{number}"] }));
        }

        agents.Release.TrySetResult();

        foreach (var task in tasks)
        {
            foreach (var api in (Replica[])[oldApi, newApi])
            {
                await Eventually.HoldsAsync(async () => (await api.GetAsync($"/tasks/{task}")).GetProperty("status").GetString() == "DONE",
                    SettledWithin);
            }
        }

        foreach (var api in (Replica[])[oldApi, newApi])
        {
            var history = await api.GetAsync("/history?limit=200");
            Assert.Equal((2 * Slots) + 60, history.GetProperty("items").GetArrayLength());
        }

        foreach (var worker in (Replica[])[oldWorker, newWorker])
        {
            Assert.True(await CountFinishedAsync(worker) >= Slots);
        }
    }

    private static string FindOld(string program) =>
        Path.Combine(Environment.GetEnvironmentVariable("NEXA_LAST_RELEASE")!, program, "debug", program);

    private static async Task<double> CountFinishedAsync(Replica worker) => (await worker.ReadAsync("/metrics")).Split('\n')
        .Where(line => line.StartsWith("nexa_jobs_finished_total{", StringComparison.Ordinal)
            && line.Contains("kind=\"classify-items\"", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split("} ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));

    private sealed record Replica(RunningService Service, HttpClient Http) : IAsyncDisposable
    {
        public static async Task<Replica> StartAsync(string program, (string, string)[] settings)
        {
            var port = Ports.FindFree();
            return new(await RunningService.StartAsync(program, port, settings),
                new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
        }

        public Task<string> ReadAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative), Ct);

        public async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await ReadAsync(path));

        public async Task<string> SubmitAsync(string path, object body)
        {
            using var answer = await Http.PostAsJsonAsync(path, body, Ct);
            return (await ApiHost.JsonAsync(answer)).GetProperty("task_id").GetString()!;
        }

        public ValueTask DisposeAsync()
        {
            Http.Dispose();
            return Service.DisposeAsync();
        }
    }
}
