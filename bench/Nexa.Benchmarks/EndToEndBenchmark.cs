using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Nexa.Tests.Support;

namespace Nexa.Benchmarks;

/// <summary>From the POST to the finished event over SignalR: with an instant stand-in of the agents, and with Nexa.Agents.</summary>
internal static class EndToEndBenchmark
{
    private const int Slots = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10;
        var figures = new Dictionary<string, object>(StringComparer.Ordinal);
        await using (var agents = await InstantAgents.StartAsync())
        await using (var system = await Measure.StartAsync(agents.Url))
        {
            agents.Connect(system.Redis);
            await MeasureAsync(system, "", seconds, figures);
        }

        await using (var system = await Measure.StartAsync(agents: null))
        {
            await MeasureAsync(system, "_agents", seconds, figures);
        }

        Measure.PrintJson(figures);
        return 0;
    }

    private static async Task MeasureAsync(NexaSystem system, string suffix, int seconds, Dictionary<string, object> figures)
    {
        using var http = new HttpClient { BaseAddress = system.Api };
        var clients = await Task.WhenAll(Enumerable.Range(0, Slots).Select(_ => Client.ConnectAsync(system.Api.ToString(), http)));
        await Measure.RunAsync(Slots, Measure.WarmUp, slot => clients[slot].ClassifyAsync());
        foreach (var inFlight in (int[])[1, Slots])
        {
            var costs = await Costs.BeginAsync(system);
            var measured = await Measure.RunAsync(inFlight, TimeSpan.FromSeconds(seconds), slot => clients[slot].ClassifyAsync());
            Console.WriteLine(
                $"{(suffix.Length == 0 ? "instant agents" : "Nexa.Agents")}, {inFlight} in flight: "
                + $"{Measure.Show(measured.PerSecond)}/s, p50 {Measure.Show(measured.P50Ms)} ms, p99 {Measure.Show(measured.P99Ms)} ms, "
                + $"{measured.Failed} failed");
            await costs.EndAsync(figures, $"_{inFlight}{suffix}", measured.PerSecond * seconds);
            figures[$"p50_ms_{inFlight}{suffix}"] = measured.P50Ms;
            figures[$"p99_ms_{inFlight}{suffix}"] = measured.P99Ms;
            figures[$"per_s_{inFlight}{suffix}"] = measured.PerSecond;
        }

        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private sealed class Client(HubConnection hub, HttpClient http) : IAsyncDisposable
    {
        private static int parts;
        private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);

        public static async Task<Client> ConnectAsync(string url, HttpClient http)
        {
            var hub = new HubConnectionBuilder().WithUrl($"{url.TrimEnd('/')}/hubs/classification").Build();
            var client = new Client(hub, http);
            hub.On<JsonElement>("classification_finished", finished => client.Finished(finished.GetProperty("room_id").GetString()!));
            await hub.StartAsync();
            return client;
        }

        public async Task<bool> ClassifyAsync()
        {
            using var response =
                await http.PostAsJsonAsync("/classify-partnumber", new { partnumber = Capacitor(Interlocked.Increment(ref parts)) });
            if (!response.IsSuccessStatusCode)
            {
                return false;
            }

            var room = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("room_id").GetString()!;
            var finished = waiting.GetOrAdd(room, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            await hub.InvokeAsync("join", new { room_id = room });
            var won = await Task.WhenAny(finished.Task, Task.Delay(TimeSpan.FromSeconds(30)));
            waiting.TryRemove(room, out _);
            return won == finished.Task;
        }

        /// <summary>
        /// Samsung's multilayer capacitors by size, dielectric, capacitance and tolerance: 31,500 part numbers, each new to the database.
        /// </summary>
        private static string Capacitor(int number)
        {
            string[] sizes = ["03", "05", "10", "21", "31"];
            var (rest, mantissa) = Math.DivRem(number, 90);
            (rest, var exponent) = Math.DivRem(rest, 7);
            (rest, var tolerance) = Math.DivRem(rest, 5);
            (rest, var size) = Math.DivRem(rest, sizes.Length);
            return string.Create(CultureInfo.InvariantCulture,
                $"CL{sizes[size]}{"CB"[rest % 2]}{mantissa + 10}{exponent}{"JKMGF"[tolerance]}B8NNNC");
        }

        public ValueTask DisposeAsync() => hub.DisposeAsync();

        private void Finished(string room) =>
            waiting.GetOrAdd(room, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
