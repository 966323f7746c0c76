using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Nexa.Benchmarks;

/// <summary>The agents' contract with no thinking behind it: accepts, reports progress once and is done.</summary>
internal sealed class InstantAgents : IAsyncDisposable
{
    private static readonly RedisValue Progress =
        """{"status":"processing","job_id":"job-bench","progress":{"current":1,"total":1,"message":"Classificando"}}""";
    private static readonly RedisValue Done =
        """
        {"status":"done","job_id":"job-bench","result":{"ncm":"85322410","exception":"00","description":"Capacitor cerâmico multicamada",
        "fabricante":"Samsung Electro-Mechanics","endereco":"150 Maeyoung-ro, Suwon","pais":"KR","confidence_score":0.99}}
        """;
    private readonly WebApplication app;
    private ConnectionMultiplexer? redis;

    private InstantAgents(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static async Task<InstantAgents> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        var agents = new InstantAgents(server);
        server.MapPost("/process/single_partnumber", async (HttpRequest request) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            var subscriber = agents.redis!.GetSubscriber();
            var channel = RedisChannel.Literal(body.RootElement.GetProperty("progress_channel").GetString()!);
            subscriber.Publish(channel, Progress, CommandFlags.FireAndForget);
            subscriber.Publish(channel, Done, CommandFlags.FireAndForget);
            return Results.Text("""{"job_id":"job-bench"}""", "application/json", statusCode: StatusCodes.Status202Accepted);
        });
        server.MapPost("/process/batch_partnumbers", async (HttpRequest request) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            var channel = RedisChannel.Literal(body.RootElement.GetProperty("progress_channel").GetString()!);
            agents.Report(channel, [.. body.RootElement.GetProperty("partnumbers").EnumerateObject().Select(one => one.Name)]);
            return Results.Text("""{"job_id":"job-bench"}""", "application/json", statusCode: StatusCodes.Status202Accepted);
        });
        await server.StartAsync();
        return agents;
    }

    /// <summary>The last answer comes first, and each comes twice: servers repeat themselves, and keep no order.</summary>
    private void Report(RedisChannel channel, string[] numbers)
    {
        foreach (var number in numbers.Reverse().Concat(numbers))
        {
            redis!.GetSubscriber().Publish(channel, JsonSerializer.Serialize(new
            {
                status = "partial_result", job_id = "job-bench", current = 1, total = numbers.Length, message = "ok",
                single_classification = new { partnumber = number, ncm = "85322410", exception = "00", confidence_score = 0.99 },
            }), CommandFlags.FireAndForget);
        }

        redis!.GetSubscriber().Publish(channel, """{"status":"done","job_id":"job-bench"}""", CommandFlags.FireAndForget);
    }

    public void Connect(string connection) => redis = ConnectionMultiplexer.Connect(connection);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await (redis?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
