using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What nobody means to send, to every endpoint in every place: whatever the answer is, it is the client's fault.</summary>
public sealed class HostileInputTests(Servers servers)
{
    /// <summary>Percent-encoded, as they stand in an address; the third is half of a surrogate pair, which no text has.</summary>
    private static readonly string[] InAddress =
    [
        "%00", "a%00b", "%ED%A0%80", "%FF", "%27", "%5C", "%28%28%28", "%3A%2A", "%22", "%EF%BC%9D1", "%E2%80%AE", "-1", "0", "1e400",
        "NaN", "99999999999999999999", "2147483648", "0001-01-01", "9999-12-31", "2026-02-30", "0001-01-01T00:00:00%2B14:00",
        "%0A", new('x', 4_000),
        "eyJvIjoiZGF0ZSJ9", "AAAA", "null",
    ];

    private static readonly string[] InBody =
    [
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u202e\"", "\"\\uff1d1\"", "\"\\n=1\"", "\"\"", "\" \"",
        "null", "1e400", "-1",
        "0.00000000000000000000000000001", "79228162514264337593543950336", "1.7976931348623157E308", "true", "[]", "{}", "[null]", "[[]]",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"00000000-0000-0000-0000-000000000000\"",
    ];

    private static readonly string[] ContentTypes =
    [
        "application/json; charset=nonsense", "application/json; charset=utf-7", "application/json; charset=\"\"",
        "application/json; charset=utf-16", "application/json; charset=ibm037", "multipart/form-data", "multipart/form-data; boundary=\"\"",
        "application/x-www-form-urlencoded",
        "text/plain; charset=utf-32",
    ];

    private static readonly (string Name, string Value)[] Headers =
    [
        ("If-Match", "\"99999999999999999999\""), ("If-Match", "W/\"\""), ("If-Match", "*"), ("Last-Event-ID", "99999999999999999999"),
        ("Last-Event-ID", "-9223372036854775808"), ("Idempotency-Key", "\u00e9"), ("Idempotency-Key", "a, b"), ("Accept", "nonsense;q=9"),
        ("Range", "bytes=9999999999999999999-"), ("traceparent", "00-nonsense"), ("Accept-Language", "xx-\u00e9"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_input_is_answered_as_if_Nexa_were_at_fault()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var anyone = host.Client();
        var document = JsonElement.Parse(await anyone.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Ct));
        var wrong = new ConcurrentBag<string>();
        var sent = 0;
        foreach (var endpoint in EndpointMatrix.Endpoints.DistinctBy(e => e.Call, StringComparer.Ordinal))
        {
            var (method, path) = (new HttpMethod(endpoint.Call.Split(' ')[0]), endpoint.Call.Split(' ')[1]);
            var user = await host.CreateUserAsync(
                endpoint.Needs is Permissions.Operate or Permissions.ImportTables ? Roles.Operator : Roles.Admin);
            var id = await MakeThingAsync(host, endpoint, user);
            using var wire = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
            using var client = new HttpClient(wire) { BaseAddress = host.Address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", await host.TokenAsync(user));
            var filled = EndpointMatrixTests.Parameter().Replace(path.Replace("{page}", "1", StringComparison.Ordinal), id);
            var parameters = ListQueryNames(document.GetProperty("paths").GetProperty(path).GetProperty(method.Method.ToLowerInvariant()));

            await Task.WhenAll(
                from address in ListAddresses(filled, path, id, parameters)
                select SendAsync(address, endpoint.Body, "application/json", null));
            await Task.WhenAll(from body in ListBodies(endpoint.Body) select SendAsync(filled, body, "application/json", null));
            await Task.WhenAll(
                from type in method == HttpMethod.Get ? [] : ContentTypes select SendAsync(filled, endpoint.Body ?? "{}", type, null));
            await Task.WhenAll(from header in Headers select SendAsync(filled, endpoint.Body, "application/json", header));

            async Task SendAsync(string address, string? body, string type, (string Name, string Value)? header)
            {
                Interlocked.Increment(ref sent);
                using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative));
                if (body is not null)
                {
                    request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.Replace("{id}", id, StringComparison.Ordinal)
                        .Replace("{new}", Guid.NewGuid().ToString("n"), StringComparison.Ordinal)));
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                }

                if (header is { } one)
                {
                    request.Headers.TryAddWithoutValidation(one.Name, one.Value);
                }

                using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
                if ((int)answer.StatusCode >= 500)
                {
                    wrong.Add($"{(int)answer.StatusCode}: {method} {Cut(address)} {type} {header} {Cut(body)}");
                }
            }
        }

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {sent}:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(60))}");
    }

    private static string Cut(string? text) => text is { Length: > 150 } ? text[..150] : text ?? "";

    private static async Task<string> MakeThingAsync(ApiHost host, Endpoint endpoint, User owner)
    {
        object id = Guid.CreateVersion7();
        if (endpoint.Owned is { } owned)
        {
            await host.WithDbAsync(async db =>
            {
                id = OwnedThings.Makers[owned](db, owner);
                await db.SaveChangesAsync(Ct);
            });
        }

        return Uri.EscapeDataString(id.ToString()!);
    }

    private static List<string> ListQueryNames(JsonElement operation) => operation.TryGetProperty("parameters", out var all)
        ? [.. all.EnumerateArray().Where(one => one.TryGetProperty("in", out var place) && place.ValueEquals("query"))
            .Select(one => one.GetProperty("name").GetString()!)]
        : [];

    private static IEnumerable<string> ListAddresses(string filled, string path, string id, List<string> parameters)
    {
        foreach (var value in InAddress)
        {
            foreach (var name in parameters.Append("unknown"))
            {
                yield return $"{filled}?{name}={value}";
            }

            var names = EndpointMatrixTests.Parameter().Matches(path);
            for (var i = 0; i < names.Count; i++)
            {
                var at = 0;
                yield return EndpointMatrixTests.Parameter().Replace(path, _ => at++ == i ? value : id);
            }
        }
    }

    /// <summary>The body with each of its members, at any depth, replaced; and what is no object.</summary>
    private static IEnumerable<string> ListBodies(string? body)
    {
        if (body is null)
        {
            yield break;
        }

        foreach (var value in InBody)
        {
            yield return value;
            foreach (var place in ListPlaces(JsonNode.Parse(body.Replace("{id}", "ID", StringComparison.Ordinal))!, []))
            {
                var whole = JsonNode.Parse(body)!;
                var parent = place[..^1].Aggregate(whole, (node, step) => step is int index ? node[index]! : node[(string)step]!);
                const string Mark = "HERE-IT-COMES";
                if (place[^1] is int last)
                {
                    parent[last] = Mark;
                }
                else
                {
                    parent[(string)place[^1]] = Mark;
                }

                yield return whole.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<object[]> ListPlaces(JsonNode node, object[] way) => node switch
    {
        JsonObject all => all.SelectMany(member => ListPlaces(member.Value!, [.. way, member.Key])).Concat(way.Length == 0 ? [] : [way]),
        JsonArray all => all.SelectMany((member, i) => ListPlaces(member!, [.. way, i])).Concat(way.Length == 0 ? [] : [way]),
        _ => [way],
    };
}
