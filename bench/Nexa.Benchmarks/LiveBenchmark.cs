using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Benchmarks;

/// <summary>
/// Thousands of SignalR clients on one API, each in the room of a task of its own; events are stored and published as a worker
/// does it, at a steady rate. The figure is the time from before the event's transaction to its arrival.
/// </summary>
internal static class LiveBenchmark
{
    private const int PerSecond = 500;
    private const int Ticks = 20;

    public static async Task<int> RunAsync(string[] args)
    {
        var clients = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 5_000;
        var seconds = args is [_, var second] ? int.Parse(second, CultureInfo.InvariantCulture) : 20;
        await using var system = await Measure.StartAsync("http://127.0.0.1:9");
        await using var database = NpgsqlDataSource.Create(system.Database);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(system.Redis);
        var rooms = await MakeTasksAsync(database, clients);
        var latencies = new ConcurrentBag<double>();
        var connecting = Stopwatch.StartNew();
        var hubs = await ConnectAsync(system.Api.ToString(), rooms, latencies);
        Console.WriteLine($"{hubs.Length} clients connected and joined after {Measure.Show(connecting.Elapsed.TotalSeconds)} s");

        var publisher = new EventPublisher(redis, new EventSeal(database));
        await ArrivedAsync(latencies, await SendAsync(database, publisher, rooms, TimeSpan.FromSeconds(5))); // warm
        latencies.Clear();
        var sent = await SendAsync(database, publisher, rooms, TimeSpan.FromSeconds(seconds));
        await ArrivedAsync(latencies, sent);
        var sorted = latencies.Order().ToArray();
        Measure.PrintJson(new(StringComparer.Ordinal)
        {
            ["clients"] = hubs.Length, ["events"] = sent, ["received"] = sorted.Length, ["per_s"] = Math.Round(sent / (double)seconds, 1),
            ["p50_ms"] = Measure.At(sorted, 0.50), ["p99_ms"] = Measure.At(sorted, 0.99), ["max_ms"] = Measure.At(sorted, 1),
        });
        await Task.WhenAll(hubs.Select(hub => hub.DisposeAsync().AsTask()));
        return sorted.Length == sent ? 0 : 1;
    }

    private static async Task ArrivedAsync(ConcurrentBag<double> latencies, int sent)
    {
        for (var waited = 0; latencies.Count < sent && waited < 100; waited++)
        {
            await Task.Delay(100);
        }
    }

    private static async Task<Guid[]> MakeTasksAsync(NpgsqlDataSource database, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        await database.Statement(
            """
            insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq)
            select id, $2, $3, 'PROCESSING', false, 1, 0, 0, 0 from unnest($1) as id
            """,
            ids, Organisation.Anonymous, TaskKind.PartNumber.ToText()).ExecuteAsync(CancellationToken.None);
        return ids;
    }

    private static async Task<HubConnection[]> ConnectAsync(string url, Guid[] rooms, ConcurrentBag<double> latencies)
    {
        var hubs = new HubConnection[rooms.Length];
        await Parallel.ForAsync(0, rooms.Length, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, ct) =>
        {
            var hub = hubs[i] = new HubConnectionBuilder().WithUrl($"{url}/hubs/classification", http =>
            {
                http.SkipNegotiation = true;
                http.Transports = HttpTransportType.WebSockets;
            }).Build();
            hub.On<JsonElement>(ClientEvents.UpdateStatus,
                status => latencies.Add(Stopwatch.GetElapsedTime(status.GetProperty("stored_at").GetInt64()).TotalMilliseconds));
            await hub.StartAsync(ct);
            await hub.InvokeAsync("join", new { room_id = ClassificationTask.NameRoom(rooms[i]) }, ct);
        });
        return hubs;
    }

    /// <summary>So many times a second one transaction with the events of that moment, each for another room.</summary>
    private static async Task<int> SendAsync(NpgsqlDataSource database, EventPublisher publisher, Guid[] rooms, TimeSpan duration)
    {
        var sent = 0;
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1) / Ticks);
        for (var tick = 0; tick < duration.TotalSeconds * Ticks; tick++)
        {
            await ticks.WaitForNextTickAsync();
            var payload =
                JsonSerializer.Serialize(
                    new { status = "processing", current = 1, total = 5, message = "Lendo o part number",
                        stored_at = Stopwatch.GetTimestamp() });
            await using var connection = await database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var events = new List<StoredEvent>();
            for (var i = 0; i < PerSecond / Ticks; i++)
            {
                events.Add(
                    await TaskEventLog.AppendAsync(connection, rooms[(sent + i) % rooms.Length], ClientEvents.UpdateStatus, payload,
                        CancellationToken.None));
            }

            await transaction.CommitAsync();
            publisher.Publish(events);
            sent += events.Count;
        }

        return sent;
    }
}
