using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Nexa.Core.Contracts;

namespace Nexa.Api.Contract;

/// <summary>
/// The generated OpenAPI document, completed by <c>contract.json</c> (names, types and descriptions that C# types don't carry) and
/// <c>examples.json</c>; and the AsyncAPI document, which shares its schemas. Each is written once.
/// </summary>
internal sealed class ApiContract([FromKeyedServices(ApiContract.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";
    private readonly SemaphoreSlim writing = new(1);
    private volatile Documents? documents;

    public async Task<string> DescribeRestAsync(CancellationToken ct) => (await GetAsync(ct)).Rest;

    public async Task<string> DescribeEventsAsync(CancellationToken ct) => (await GetAsync(ct)).Events;

    private async Task<Documents> GetAsync(CancellationToken ct)
    {
        if (documents is { } written)
        {
            return written;
        }

        await writing.WaitAsync(ct);
        try
        {
            return documents ??= await WriteAsync(ct);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task<Documents> WriteAsync(CancellationToken ct)
    {
        var contract = Read("contract.json");
        var generated = await (await provider.GetOpenApiDocumentAsync(ct)).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct);
        var document = ContractSchemas.Complete(generated, contract);
        ContractOperations.Complete(document, contract, Read("examples.json"));
        var events = Read("asyncapi.json");
        ContractSchemas.CopyUsed(document, events);
        ContractSchemas.RemoveUnused(document);
        return new(document.ToJsonString(NexaJson.Options), events.ToJsonString(NexaJson.Options));
    }

    private static JsonObject Read(string name)
    {
        using var stream = typeof(ApiContract).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(stream)!.AsObject();
    }

    private sealed record Documents(string Rest, string Events);
}
