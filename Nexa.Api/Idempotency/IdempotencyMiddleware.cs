using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Idempotency;

namespace Nexa.Api.Idempotency;

/// <summary>
/// Runs a POST with an <c>Idempotency-Key</c> once. Sent again within 24 hours, it gets the first answer; with another body, 422; while
/// the first is in progress, 409. A 5xx, and what a quota refuses, is not kept, so that the client may try again.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IdempotencyStore store)
{
    public const string Header = "Idempotency-Key";
    private static readonly string[] KeptHeaders = ["Content-Type", "Location", "ETag"];
    public const int Longest = 255;
    private const int LargestAnswer = 4 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.Headers.TryGetValue(Header, out var header)
            || context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<NotIdempotent>() is not null
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        var organisation = context.RequestServices.GetRequiredService<CurrentUser>().Organisation;
        if (organisation == Guid.Empty)
        {
            await next(context); // a person without one sends nothing but fiscal files, which are imported once anyway
            return;
        }

        if (header.Count != 1 || header[0] is not { Length: > 0 and <= Longest } key || key.Any(char.IsControl))
        {
            await ProblemServices.Invalid(Header, "A chave deve ter de 1 a 255 caracteres.").ExecuteAsync(context);
            return;
        }

        var hash = await RequestHash.ComputeAsync(context.Request, context.RequestAborted);
        switch (await store.TakeAsync(organisation, key, hash, context.RequestAborted))
        {
            case IdempotencyStore.Taken.Mine mine:
                await RunAsync(context, organisation, key, mine.Attempt);
                return;
            case IdempotencyStore.Taken.Answered answered:
                await ReplayAsync(context.Response, answered);
                return;
            case IdempotencyStore.Taken.Other:
                await ProblemServices.Problem(StatusCodes.Status422UnprocessableEntity,
                    "Esta Idempotency-Key já foi usada com outra requisição.").ExecuteAsync(context);
                return;
            default:
                context.Response.Headers.RetryAfter = "1";
                await ProblemServices.Problem(StatusCodes.Status409Conflict,
                    "A requisição com esta Idempotency-Key ainda está em andamento.").ExecuteAsync(context);
                return;
        }
    }

    private async Task RunAsync(HttpContext context, Guid organisation, string key, Guid attempt)
    {
        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        var aborted = context.RequestAborted;
        // Don't abort when the client disconnects: a retry after the commit would run the request twice.
        context.RequestAborted = CancellationToken.None;
        var stored = false;
        try
        {
            await next(context);
            if (context.Response.StatusCode is < 500 and not (413 or 429) && kept.Length <= LargestAnswer)
            {
                var headers = KeptHeaders.Where(context.Response.Headers.ContainsKey)
                    .ToDictionary(name => name, name => context.Response.Headers[name].ToString(), StringComparer.Ordinal);
                stored = await store.KeepAsync(
                    organisation, key, attempt, context.Response.StatusCode, JsonSerializer.Serialize(headers), kept.ToArray());
            }
        }
        finally
        {
            context.Response.Body = body;
            if (!stored)
            {
                await store.ReleaseAsync(organisation, key, attempt);
            }
        }

        kept.Position = 0;
        await kept.CopyToAsync(body, aborted);
    }

    private static async Task ReplayAsync(HttpResponse response, IdempotencyStore.Taken.Answered answer)
    {
        response.StatusCode = answer.Status;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(answer.Headers)!)
        {
            response.Headers[name] = value;
        }

        response.Headers["Idempotency-Replayed"] = "true";
        if (answer.Body.Length > 0)
        {
            await response.Body.WriteAsync(answer.Body);
        }
    }
}

/// <summary>Metadata of endpoints whose answers must not be kept, such as tokens.</summary>
internal sealed class NotIdempotent;

internal static class IdempotencyServices
{
    public static void AddIdempotency(this IServiceCollection services)
    {
        services.AddSingleton<IdempotencyStore>();
    }

    public static TBuilder WithoutIdempotency<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new NotIdempotent());
}
