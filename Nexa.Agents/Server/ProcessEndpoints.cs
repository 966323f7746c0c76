using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Agents.Pipeline;

namespace Nexa.Agents.Server;

/// <summary>
/// The contract that every agents server has: accept a job, answer with its id, report on the channel that the caller named.
/// </summary>
internal static class ProcessEndpoints
{
    private const int MaxPartNumber = 200;
    private const int MaxText = 4000;
    private const string ChannelPrefix = "progress-";
    private static readonly JobRefused Invalid = new("payload inválido");

    public static void MapProcess(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/process")
            .AddEndpointFilter(new CallerRules(routes.ServiceProvider.GetRequiredService<ServerSettings>()));
        group.MapPost("/single_partnumber", ProcessSingle);
        group.MapPost("/batch_partnumbers", ProcessBatch);
    }

    private static async Task<IResult> ProcessSingle(HttpContext http, ClassificationQueue queue, CancellationToken ct)
    {
        var request = await ReadBodyAsync(http, AgentJson.Wire.SingleRequest, ct);
        var product = BuildProduct(request?.Partnumber, request?.Description, request?.Manufacturer, request?.Supplier);
        return product is null || !IsChannel(request!.ProgressChannel)
            ? RefusePayload()
            : Enqueue(http, queue, request.ProgressChannel!, [product], isBatch: false);
    }

    private static async Task<IResult> ProcessBatch(HttpContext http, ClassificationQueue queue, ServerSettings settings,
        CancellationToken ct)
    {
        var request = await ReadBodyAsync(http, AgentJson.Wire.BatchRequest, ct);
        if (request?.Partnumbers is not { Count: > 0 } items || items.Count > settings.MaxBatch || !IsChannel(request.ProgressChannel))
        {
            return RefusePayload();
        }

        var products = new List<Product>(items.Count);
        foreach (var (partNumber, item) in items)
        {
            if (BuildProduct(partNumber, item?.Description, item?.Manufacturer, item?.Supplier) is not { } product)
            {
                return RefusePayload();
            }

            products.Add(product);
        }

        return Enqueue(http, queue, request.ProgressChannel!, products, isBatch: true);
    }

    private static IResult Enqueue(HttpContext http, ClassificationQueue queue, string channel, IReadOnlyList<Product> products,
        bool isBatch)
    {
        var job = new ClassificationJob($"job-{Guid.CreateVersion7():N}", channel, products, isBatch);
        if (queue.TryEnqueue(job))
        {
            return TypedResults.Json(new JobAccepted(job.Id), AgentJson.Wire.JobAccepted, statusCode: StatusCodes.Status202Accepted);
        }

        http.Response.Headers.RetryAfter = "1";
        return TypedResults.Json(new JobRefused("servidor ocupado"), AgentJson.Wire.JobRefused,
            statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<T?> ReadBodyAsync<T>(HttpContext http, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.BodyReader, type, ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Product? BuildProduct(string? partNumber, string? description, string? manufacturer, string? supplier) =>
        string.IsNullOrWhiteSpace(partNumber) || partNumber.Length > MaxPartNumber
        || description?.Length > MaxText || manufacturer?.Length > MaxText || supplier?.Length > MaxText
            ? null
            : new Product(partNumber, description, manufacturer, supplier);

    /// <summary>As Nexa names them: a caller cannot make the server write to any other channel or key of Redis.</summary>
    private static bool IsChannel(string? channel) => channel is not null
        && channel.StartsWith(ChannelPrefix, StringComparison.Ordinal) && Guid.TryParse(channel.AsSpan(ChannelPrefix.Length), out _);

    private static JsonHttpResult<JobRefused> RefusePayload() =>
        TypedResults.Json(Invalid, AgentJson.Wire.JobRefused, statusCode: StatusCodes.Status400BadRequest);
}
