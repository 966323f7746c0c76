using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Nexa.Tests.Support;

/// <summary>
/// An agents server that speaks the contract over real HTTP and Redis, and behaves as the part number says:
/// FAIL-, SILENT-, MALFORMED-, NULL- (no NCM), WRONG- (a code that does not exist), OTHER- (one of a heading that the starter table lacks),
/// DOUBT- (little confidence), EX- (an Ex that the TIPI lacks), TEXT- (a text in place of a result), VAGUE- (one that names other numbers),
/// FORGED- (another job answers first), LATE- (silence, and when asked again the first job answers), REFUSED- (200 with an error), HELD-
/// (until released),
/// THINKS- (nothing on the channel, its address says "running", then the answer), LOST- (its first answer), else a capacitor.
/// </summary>
internal sealed class ScriptedAgents : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, string> firstJobs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> thinking = new(StringComparer.Ordinal);
    private ConnectionMultiplexer? redis;
    private int jobs;

    private ScriptedAgents(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    /// <summary>Answers to coming POSTs, before the usual ones.</summary>
    public ConcurrentQueue<int> StatusCodes { get; } = [];

    /// <summary>How often a job was asked for at its address.</summary>
    public ConcurrentDictionary<string, int> AskedFor { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Received { get; } = [];

    /// <summary>The requests as they came.</summary>
    public ConcurrentQueue<JsonElement> Bodies { get; } = [];

    public TaskCompletionSource Release { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<ScriptedAgents> StartAsync(string redis)
    {
        var agents = await StartAsync();
        await agents.ConnectAsync(redis);
        return agents;
    }

    /// <summary>Without a Redis so far: it may start after the address of the agents is known.</summary>
    public static async Task<ScriptedAgents> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        // As a simple server does.
        server.Use((http, next) => HttpMethods.IsPost(http.Request.Method) && http.Request.ContentLength is null
            ? Results.StatusCode(411).ExecuteAsync(http) : next(http));
        var agents = new ScriptedAgents(server);
        server.MapPost("/process/single_partnumber",
            (JsonElement body) => agents.Accept(body,
                body.TryGetProperty("partnumber", out var number) ? [number.GetString()!] : [], single: true));
        server.MapPost("/process/batch_partnumbers",
            (JsonElement body) =>
            agents.Accept(body, [.. body.GetProperty("partnumbers").EnumerateObject().Select(p => p.Name)], single: false));
        server.MapGet("/jobs/{id}", (string id) => agents.TellJob(id));
        await server.StartAsync();
        return agents;
    }

    public async Task ConnectAsync(string connection) => redis = await ConnectionMultiplexer.ConnectAsync(connection);

    /// <summary>From now on HELD- waits for another release.</summary>
    public void Hold() => Release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        Release.TrySetResult();
        await app.DisposeAsync();
        await (redis?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private IResult TellJob(string id) => thinking.TryRemove(id, out var number)
        ? AskedFor.AddOrUpdate(number, 1, (_, count) => count + 1) == 1 && thinking.TryAdd(id, number)
            ? Results.Json(new { status = "running" })
            : Results.Json(new { status = "done", job_id = id, result = new { ncm = "85322410", confidence_score = 0.97 } })
        : Results.NotFound();

    private IResult Accept(JsonElement body, string[] numbers, bool single)
    {
        if (StatusCodes.TryDequeue(out var status))
        {
            return Results.StatusCode(status);
        }

        if (numbers.Length == 0)
        {
            return Results.Json(new { error = "payload inválido" }, statusCode: 400);
        }

        if (numbers[0].StartsWith("REFUSED-", StringComparison.Ordinal))
        {
            return Results.Json(new { error = "quota exceeded" });
        }

        Bodies.Enqueue(body);
        foreach (var number in numbers)
        {
            Received.Enqueue(number);
        }

        var jobId = $"job-{Interlocked.Increment(ref jobs)}";
        _ = ReportAsync(RedisChannel.Literal(body.GetProperty("progress_channel").GetString()!), jobId, numbers, single);
        return Results.Json(new { job_id = jobId }, statusCode: 202);
    }

    private async Task ReportAsync(RedisChannel channel, string jobId, string[] numbers, bool single)
    {
        await SayAsync(channel,
            new { status = "processing", job_id = jobId, progress = new { current = 1, total = numbers.Length, message = "Lendo" } });
        for (var i = 0; i < numbers.Length; i++)
        {
            var kind = numbers[i].Split('-')[0];
            switch (kind)
            {
                case "THINKS":
                    thinking[jobId] = numbers[i];
                    return;
                case "SILENT":
                    return;
                case "LOST" when Received.Count(number => number == numbers[i]) == 1:
                    continue;
                case "HELD":
                    await Release.Task;
                    break;
                case "MALFORMED":
                    await redis!.GetSubscriber().PublishAsync(channel, "{not json");
                    await redis!.GetSubscriber().PublishAsync(channel, """{"status":"dancing"}""");
                    await redis!.GetSubscriber().PublishAsync(channel, """{"status":"processing","progress":{"message":"\ud800"}}""");
                    break;
                case "VAGUE":
                    await SayAsync(channel, new { status = "partial_result", job_id = jobId, current = i + 1, total = numbers.Length,
                        single_classification = "Error: timeout after 100 s, like ABC-1234 before" });
                    continue;
                case "LATE" when firstJobs.TryAdd(numbers[i], jobId):
                    return;
                case "LATE":
                    jobId = firstJobs[numbers[i]];
                    break;
                case "FORGED":
                    await SayAsync(channel, new { status = "done", job_id = "job-other", result = new { ncm = "85411011" } });
                    break;
                case "TEXT":
                    await SayAsync(channel, new { status = "partial_result", job_id = jobId, current = i + 1, total = numbers.Length,
                        single_classification = $"Error: {numbers[i]} not understood" });
                    continue;
                case "FAIL":
                    await SayAsync(channel, new { status = "failed", job_id = jobId, error = $"{numbers[i]}: não reconhecido" });
                    continue;
            }

            var result = new
            {
                partnumber = numbers[i],
                ncm = kind switch { "NULL" => null, "WRONG" => "99999999", "OTHER" => "61091000", _ => "85322410" },
                description = "Capacitor cerâmico multicamada",
                exception = kind == "EX" ? "77" : "00",
                fabricante = "Samsung Electro-Mechanics",
                endereco = "150 Maeyoung-ro, Suwon",
                pais = "KR",
                confidence_score = kind == "DOUBT" ? 0.55 : 0.97,
                secret_field = "kept out",
            };
            await SayAsync(channel, single
                ? new { status = "done", job_id = jobId, result }
                : new { status = "partial_result", job_id = jobId, current = i + 1, total = numbers.Length, message = "ok",
                    single_classification = result });
        }

        if (!single)
        {
            await SayAsync(channel, new { status = "done", job_id = jobId });
        }
    }

    private Task SayAsync(RedisChannel channel, object message) =>
        redis!.GetSubscriber().PublishAsync(channel, JsonSerializer.Serialize(message));
}
