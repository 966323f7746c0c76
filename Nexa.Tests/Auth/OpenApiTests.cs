using System.Globalization;
using System.Text.Json;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>The OpenAPI document against what the API does.</summary>
public sealed class OpenApiTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_status_that_an_endpoint_answers_stands_in_the_document()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var documented = await OperationsAsync(host);
        var (owner, stranger, guest) = (await host.CreateUserAsync(Roles.Admin), await host.CreateUserAsync(Roles.Admin),
            await host.CreateUserAsync(Roles.Reader));
        string?[] callers = [null, await host.TokenAsync(guest), await host.TokenAsync(stranger), await host.TokenAsync(owner)];
        var wrong = new List<string>();
        foreach (var endpoint in EndpointMatrix.Endpoints)
        {
            foreach (var asked in (Endpoint[])[endpoint, endpoint with { Body = endpoint.Body is null ? null : "{" },
                endpoint with { Body = endpoint.Body is null ? null : "{}" }])
            {
                foreach (var token in callers)
                {
                    var status =
                        ((int)await EndpointMatrixTests.CallAsync(host, asked, token, owner)).ToString(CultureInfo.InvariantCulture);
                    if (!documented[endpoint.Call].GetProperty("responses").TryGetProperty(status, out _))
                    {
                        wrong.Add($"{endpoint.Call} answers {status}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_what_comes_back_and_how_it_refuses()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var wrong = new List<string>();
        foreach (var (call, operation) in await OperationsAsync(host))
        {
            Expect(call == "GET /" || operation.TryGetProperty("summary", out _), "has no summary");
            foreach (var response in operation.GetProperty("responses").EnumerateObject())
            {
                var types = response.Value.TryGetProperty("content", out var content) ? content.EnumerateObject().Select(type => type.Name)
                    .ToArray() : [];
                Expect(response.Name == "204" ? types.Length == 0 : types.Length > 0, $"says nothing of the body of {response.Name}");
                Expect(response.Name[0] == '2'
                    || types.Contains("application/problem+json", StringComparer.Ordinal),
                    $"does not refuse by problem details: {response.Name}");
            }

            Expect(operation.GetProperty("responses").EnumerateObject().Any(response => response.Name[0] == '2'), "never succeeds");
            var isOpen = EndpointMatrix.Endpoints.First(endpoint => endpoint.Call == call).Needs == EndpointMatrix.Anyone;
            Expect(isOpen == operation.TryGetProperty("security", out _), "is wrong about who needs a sign-in");

            void Expect(bool right, string what)
            {
                if (!right)
                {
                    wrong.Add($"{call} {what}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<Dictionary<string, JsonElement>> OperationsAsync(ApiHost host)
    {
        using var client = host.Client();
        var document = JsonElement.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct));
        return document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject(),
                (path, verb) => (Call: $"{verb.Name.ToUpperInvariant()} {path.Name}", verb.Value))
            .ToDictionary(operation => operation.Call, operation => operation.Value, StringComparer.Ordinal);
    }
}
