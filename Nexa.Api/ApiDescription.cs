using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Nexa.Api.Idempotency;

namespace Nexa.Api;

/// <summary>
/// Adds to the OpenAPI document what the handlers' types don't say: errors of every endpoint, and headers that the pipeline reads.
/// </summary>
internal static class ApiDescription
{
    private const string Problem = "application/problem+json";

    /// <summary>Call after everything else that describes operations: this transformer completes them.</summary>
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Nexa", Version = "v1",
                Description = "Import classification for Brazil. Errors are problem details (RFC 9457) in Portuguese." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(CompleteAsync);
    });

    /// <summary>Declares the errors that a handler returns itself, which its result type doesn't list.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoints, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoints.ProducesProblem(status);
        }

        return endpoints;
    }

    /// <summary>Declares a multipart form: a required file and optional fields.</summary>
    public static RouteHandlerBuilder TakesForm(
        this RouteHandlerBuilder endpoint, string file, params (string Name, string Description)[] fields) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        var properties = new Dictionary<string, IOpenApiSchema>(
            StringComparer.Ordinal) { [file] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        foreach (var (name, description) in fields)
        {
            properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Description = description };
        }

        var form = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = properties,
            Required = new HashSet<string>(StringComparer.Ordinal) { file } };
        operation.RequestBody = new OpenApiRequestBody { Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(
            StringComparer.Ordinal) { ["multipart/form-data"] = new() { Schema = form } } };
        return Task.CompletedTask;
    });

    private static async Task CompleteAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var about = context.Description.ActionDescriptor.EndpointMetadata;
        var open = about.OfType<IAllowAnonymous>().Any();
        var keyed = !open && string.Equals(context.Description.HttpMethod, HttpMethods.Post, StringComparison.Ordinal)
            && !about.OfType<NotIdempotent>().Any();
        if (open)
        {
            operation.Security = [new OpenApiSecurityRequirement()];
        }

        if (keyed)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyMiddleware.Header,
                In = ParameterLocation.Header,
                Description = "Sent again within 24 hours with the same key, the request is not done again and gets the first answer.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdempotencyMiddleware.Longest },
            });
        }

        var document = context.Document!;
        document.AddComponent(nameof(ProblemDetails), await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), cancellationToken: ct));
        operation.Responses ??= [];
        foreach (var status in ListUsualErrors(open, keyed, operation))
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture),
                new OpenApiResponse { Description = ReasonPhrases.GetReasonPhrase(status) });
        }

        foreach (var (_, response) in operation.Responses.Where(answer => answer.Key[0] is '4' or '5'))
        {
            if (response is OpenApiResponse { Content: null or { Count: 0 } } bare)
            {
                bare.Content = new Dictionary<string, OpenApiMediaType>(
                    StringComparer.Ordinal) { [Problem] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), document) } };
            }
        }
    }

    private static IEnumerable<int> ListUsualErrors(bool open, bool keyed, OpenApiOperation operation) =>
    [
        .. open ? (int[])[] : [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden],
        .. operation.RequestBody is null
            ? (int[])[] : [StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge,
            StatusCodes.Status415UnsupportedMediaType],
        .. keyed ? (int[])[StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity] : [],
        StatusCodes.Status429TooManyRequests,
        StatusCodes.Status503ServiceUnavailable,
    ];
}
