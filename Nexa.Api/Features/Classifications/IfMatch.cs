using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Nexa.Api.Problems;

namespace Nexa.Api.Features.Classifications;

/// <summary>
/// The precondition of a decision (RFC 9110, 13.1.1): <c>*</c>, or a list of entity tags of which one is that of the version as it stands.
/// The comparison is strong: a weak tag (W/"…") matches nothing.
/// </summary>
internal static class IfMatch
{
    public const string Malformed = "If-Match leva * ou etags entre aspas, separadas por vírgula.";

    /// <summary>Takes the header: a malformed one is refused, one that doesn't match is answered by 412.</summary>
    public static RouteHandlerBuilder GuardedByIfMatch(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) => TryParse(context.HttpContext.Request.Headers.IfMatch, out _)
            ? await next(context) : ProblemServices.Problem(StatusCodes.Status400BadRequest, Malformed))
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = HeaderNames.IfMatch,
                In = ParameterLocation.Header,
                Description = "The etag that was read, or several: 412 where none is the current one. Weak tags match nothing.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        })
        .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status412PreconditionFailed);

    /// <summary>The revisions that may stand; null for any.</summary>
    public static IReadOnlyList<string>? ReadRevisions(HttpRequest request) => TryParse(request.Headers.IfMatch, out var revisions)
        ? revisions : throw new InvalidOperationException("An endpoint that reads If-Match is guarded by it.");

    public static bool TryParse(IList<string?> sent, out IReadOnlyList<string>? revisions)
    {
        revisions = null;
        if (sent.Count == 0)
        {
            return true;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. sent.OfType<string>()], out var tags) || tags.Count == 0)
        {
            return false;
        }

        var any = tags.Contains(EntityTagHeaderValue.Any);
        revisions = any ? null : [.. tags.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.ToString().Trim('"'))];
        return !any || tags.Count == 1;
    }
}
