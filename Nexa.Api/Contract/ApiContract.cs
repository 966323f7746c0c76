using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nexa.Core.Contracts;

namespace Nexa.Api.Contract;

/// <summary>
/// The generated OpenAPI document, completed by <c>contract.json</c> (names and types that C# types don't carry),
/// <c>descriptions.json</c> (what no comment of a C# member says) and <c>examples.json</c>; and the AsyncAPI document, which shares its
/// schemas. Each is written once.
/// </summary>
internal sealed class ApiContract
{
    public const string Name = "v1";
    private readonly Lazy<Task<Documents>> documents;

    public ApiContract([FromKeyedServices(Name)] IOpenApiDocumentProvider provider) => documents = new(() => WriteAsync(provider));

    public async Task<string> DescribeRestAsync() => (await documents.Value).Rest;

    public async Task<string> DescribeEventsAsync() => (await documents.Value).Events;

    private static async Task<Documents> WriteAsync(IOpenApiDocumentProvider provider)
    {
        var contract = ReadResource("contract.json");
        var generated = await (await provider.GetOpenApiDocumentAsync()).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        var document = ContractSchemas.Complete(generated, contract, ReadResource("descriptions.json"));
        ContractOperations.Complete(document, contract, ReadResource("examples.json"));
        var events = ReadResource("asyncapi.json");
        ContractSchemas.CopyUsed(document, events);
        ContractSchemas.RemoveUnused(document);
        return new(document.ToJsonString(NexaJson.Options), events.ToJsonString(NexaJson.Options));
    }

    private static JsonObject ReadResource(string name)
    {
        using var stream = typeof(ApiContract).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private sealed record Documents(string Rest, string Events);
}
