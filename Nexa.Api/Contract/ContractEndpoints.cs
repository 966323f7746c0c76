using Microsoft.AspNetCore.OpenApi;
using Nexa.Core.Contracts;

namespace Nexa.Api.Contract;

/// <summary>The descriptions that others build on: OpenAPI of REST, AsyncAPI of hub and event stream.</summary>
internal static class ContractEndpoints
{
    /// <summary>Types that reach clients as JSON that is already written: no handler's signature names them.</summary>
    private static readonly Type[] Unnamed =
        [typeof(StatusUpdate), typeof(PartialResult), typeof(ClassificationFinished), typeof(BatchFinished)];

    public static void AddContract(this IServiceCollection services)
    {
        services.AddSingleton<ApiContract>();
        services.Configure<OpenApiOptions>(ApiContract.Name, options => options.AddDocumentTransformer(async (document, context, ct) =>
        {
            foreach (var type in Unnamed)
            {
                document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, cancellationToken: ct));
            }
        }));
    }

    public static void MapContract(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        group.MapGet("/openapi/v1.json", async (ApiContract contract) =>
            TypedResults.Text(await contract.DescribeRestAsync(), "application/json"));
        group.MapGet("/asyncapi/v1.json", async (ApiContract contract) =>
            TypedResults.Text(await contract.DescribeEventsAsync(), "application/json"));
    }
}
