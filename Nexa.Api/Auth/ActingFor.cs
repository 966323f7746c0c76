using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// A <c>user_id</c> in a query, body or form. An ADMIN acts for a user they supervise: they see that user's data alone, and what they
/// submit belongs to that user; any other id is not found. For everyone but an ADMIN the <c>user_id</c> is ignored.
/// </summary>
internal static class ActingFor
{
    private const string Field = "user_id";
    private static readonly string[] Work = [Permissions.Read, Permissions.Classify, Permissions.Review, Permissions.Export];

    /// <summary>Null: there is no such user for the caller, who answers <see cref="NotFound"/>.</summary>
    public static async ValueTask<CurrentUser?> ForAsync(this CurrentUser user, string? userId, HttpContext http)
    {
        var chosen = user.For(userId);
        if (chosen is not null && chosen.Owner != user.Owner && !HttpMethods.IsGet(http.Request.Method))
        {
            var db = http.RequestServices.GetRequiredService<NexaDbContext>();
            db.Audit(user, "user.acted-for", $"user:{chosen.Owner}",
                after: new { method = http.Request.Method, path = http.Request.Path.Value });
            await db.SaveChangesAsync(http.RequestAborted);
        }

        return chosen;
    }

    public static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult NotFound() =>
        ProblemServices.Problem(StatusCodes.Status404NotFound, "Usuário não encontrado.");

    /// <summary>
    /// Applies <c>user_id</c> of the query to every endpoint. Hubs are exempt: a connection keeps the rights of its session.
    /// </summary>
    public static void UseUserIdOfQuery(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.Request.Query.TryGetValue(Field, out var named) && CurrentUser.Find(http.User) is { } user
            && !http.Request.Path.StartsWithSegments(Schemes.Hubs, StringComparison.OrdinalIgnoreCase))
        {
            if (await user.ForAsync(named, http) is not { } chosen)
            {
                await NotFound().ExecuteAsync(http);
                return;
            }

            http.User = new ClaimsPrincipal(new UserIdentity(chosen, http.User.Identity!.AuthenticationType!));
        }

        await next(http);
    });

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var about = context.Description.ActionDescriptor.EndpointMetadata;
        if (about.OfType<IAuthorizeData>().Any(needed => Work.Contains(needed.Policy, StringComparer.Ordinal))
            && about.OfType<MethodInfo>().Any(handler => handler.GetParameters().Any(p => p.ParameterType == typeof(CurrentUser))))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Field,
                In = ParameterLocation.Query,
                Description = "For an ADMIN: act for this user, whom they supervise. Of anyone else it is ignored.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            });
            operation.Responses?.TryAdd("404", new OpenApiResponse { Description = "Not Found" }); // no such user for them
        }

        return Task.CompletedTask;
    }
}
