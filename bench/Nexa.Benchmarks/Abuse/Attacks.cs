using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Nexa.Tests.Support;
using Npgsql;

namespace Nexa.Benchmarks.Abuse;

/// <summary>What abusers do; each goes on until it is stopped, does again what is refused or cut, and says what it was answered.</summary>
internal sealed class Attacks : IDisposable
{
    public const string Tarpit = "tarpit";
    private const int SlowReaders = 27;
    private const int Streams = 2_000;
    private const int StuckTasks = 200;
    private static readonly string List = $$"""{"items":[{{string.Join(',', Enumerable.Repeat("{}", 400_000))}}]}""";

    /// <summary>Kestrel takes 32 kB of headers.</summary>
    private const int Padding = 30_000;

    /// <summary>What one attacker sends of the small requests, who shares two processors with what is attacked.</summary>
    private const int PerSecond = 300;

    /// <summary>Of requests of 1.2 MB: 24 MB a second.</summary>
    private const int LargePerSecond = 20;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient[] attackers;
    private readonly HttpClient stranger;
    private readonly DeliveryReceiver receiver;
    private readonly Guid[] tasks;
    private readonly ConcurrentDictionary<string, int> answers = new(StringComparer.Ordinal);

    private Attacks(Uri api, HttpClient[] attackers, DeliveryReceiver receiver, Guid[] tasks)
    {
        (this.attackers, this.receiver, this.tasks) = (attackers, receiver, tasks);
        stranger = new HttpClient { BaseAddress = api };
    }

    public IEnumerable<(string Name, Func<CancellationToken, Task<string>> RunAsync)> All =>
        new (string Name, Func<CancellationToken, Task> RunAsync)[]
        {
            ("slow-readers", ct => Task.WhenAll(Enumerable.Range(0, SlowReaders).Select(_ => ReadSlowlyAsync(ct)))),
            ("made-up-keys", ct => LoopAsync(8, PerSecond, SendMadeUpKeyAsync, ct)),
            ("padded-tokens", ct => LoopAsync(8, PerSecond, SendPaddedTokenAsync, ct)),
            (Tarpit, FeedTarpitAsync),
            ("streams", ct => Task.WhenAll(Enumerable.Range(0, Streams).Select(number => HoldStreamAsync(number, ct)))),
            ("list", ct => LoopAsync(4, LargePerSecond, SendListAsync, ct)),
        }.Select(attack => (attack.Name, (Func<CancellationToken, Task<string>>)(ct => RunAsync(attack.RunAsync, ct))));

    /// <summary>Two people: one has much to export, each has a task that never ends.</summary>
    public static async Task<Attacks> PrepareAsync(NexaSystem system, DeliveryReceiver receiver)
    {
        await using var database = NpgsqlDataSource.Create(system.Database);
        var (attackers, tasks) = (new HttpClient[2], new Guid[2]);
        for (var i = 0; i < attackers.Length; i++)
        {
            attackers[i] = await Account.RegisterAsync(
                system.Api, string.Create(CultureInfo.InvariantCulture, $"abusador-{i}"), TimeSpan.FromMinutes(2));
            var me = await attackers[i].GetFromJsonAsync<JsonElement>("/me");
            var organisation = me.GetProperty("organisation_id").GetGuid();
            tasks[i] = Guid.CreateVersion7();
            await database.Statement(
                """
                insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq)
                values ($1, $2, $3, 'PROCESSING', false, 1, 0, 0, 0)
                """,
                tasks[i], organisation, TaskKind.PartNumber.ToText()).ExecuteAsync(CancellationToken.None);
            await database.Statement(
                """
                insert into audit_log (user_id, organisation_id, action, subject, after)
                select $1, $2, 'bench.filled', 'user:' || $1::text, jsonb_build_object('noise',
                  (select string_agg(md5(random()::text || i || n), '') from generate_series(1, 1000) as i), 'row', n)
                from generate_series(1, 200) as n
                """,
                me.GetProperty("id").GetGuid(), organisation).ExecuteAsync(CancellationToken.None);
        }

        return new(system.Api, attackers, receiver, tasks);
    }

    public void Dispose()
    {
        stranger.Dispose();
        Array.ForEach(attackers, attacker => attacker.Dispose());
    }

    private async Task<string> RunAsync(Func<CancellationToken, Task> attackAsync, CancellationToken ct)
    {
        answers.Clear();
        try
        {
            await attackAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // stopped
        }

        return string.Join(", ", answers.OrderByDescending(one => one.Value)
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value} × {one.Key}")));
    }

    private void Count(string answer) => answers.AddOrUpdate(answer, 1, (_, before) => before + 1);

    /// <summary>So many a second by all slots together, as far as the answers let them.</summary>
    private static Task LoopAsync(int slots, int perSecond, Func<CancellationToken, Task> once, CancellationToken ct) =>
        Task.WhenAll(Enumerable.Range(0, slots).Select(async _ =>
        {
            using var ticks = new PeriodicTimer(TimeSpan.FromSeconds((double)slots / perSecond));
            while (await ticks.WaitForNextTickAsync(ct))
            {
                await once(ct);
            }
        }));

    private async Task SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            Count(((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException)
        {
            Count("cut");
        }
    }

    private async Task SendMadeUpKeyAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        request.Headers.Add("X-Api-Key", $"nexa_{secret}");
        await SendAsync(stranger, request, ct);
    }

    private async Task SendPaddedTokenAsync(CancellationToken ct)
    {
        var token = attackers[0].DefaultRequestHeaders.Authorization!.Parameter;
        var padding = string.Create(CultureInfo.InvariantCulture, $"{new string(' ', Padding - RandomNumberGenerator.GetInt32(20_000))}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {padding}{token}");
        await SendAsync(stranger, request, ct);
    }

    private async Task SendListAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/taxes/estimate")
        {
            Content = new StringContent(List, Encoding.UTF8, "application/json"),
        };
        await SendAsync(attackers[0], request, ct);
    }

    private async Task FeedTarpitAsync(CancellationToken ct)
    {
        await Account.AddWebhookAsync(attackers[0], receiver.TarpitUrl);
        var partnumbers = Enumerable.Range(0, StuckTasks).Select(i => $"TARPIT-{i}").ToArray();
        await Task.WhenAll(partnumbers.Select(async partnumber =>
            (await attackers[0].PostAsJsonAsync("/classify-partnumber", new { partnumber }, ct)).Dispose()));
        try
        {
            await Task.Delay(Timeout.Infinite, ct);
        }
        finally
        {
            Count(string.Create(CultureInfo.InvariantCulture, $"webhooks: {receiver.Stuck} were let in and kept waiting"));
        }
    }

    private async Task HoldStreamAsync(int number, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                using var answer = await attackers[number % 2].GetAsync(
                    new Uri($"/tasks/{tasks[number % 2]}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
                Count(((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
                await (await answer.Content.ReadAsStreamAsync(ct)).CopyToAsync(Stream.Null, ct);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                Count("cut");
            }

            await Task.Delay(Retry, ct);
        }
    }

    /// <summary>Asks for all of the person's data, and reads a byte a second.</summary>
    private async Task ReadSlowlyAsync(CancellationToken ct)
    {
        while (true)
        {
            using var socket = new TcpClient { ReceiveBufferSize = 4096 };
            try
            {
                var api = attackers[0].BaseAddress!;
                await socket.ConnectAsync(api.Host, api.Port, ct);
                var stream = socket.GetStream();
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"GET /me/data HTTP/1.1\r\nHost: {api.Authority}\r\n"
                    + $"Authorization: {attackers[0].DefaultRequestHeaders.Authorization}\r\n\r\n"), ct);
                var head = new byte["HTTP/1.1 200".Length];
                await stream.ReadExactlyAsync(head, ct);
                var status = Encoding.ASCII.GetString(head)[^3..];
                Count(status);
                while (status == "200" && await stream.ReadAsync(head.AsMemory(0, 1), ct) == 1)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), ct);
                }
            }
            catch (IOException)
            {
                Count("cut");
            }

            await Task.Delay(Retry, ct);
        }
    }
}
