using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Every endpoint of the OpenAPI document, as everyone who might call it.</summary>
public sealed partial class EndpointMatrixTests(Servers servers)
{
    private static int calls;
    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden];

    [Fact]
    public async Task Every_endpoint_has_a_line_in_the_matrix_and_every_line_an_endpoint()
    {
        await using var host = await ApiHost.StartAsync(servers);

        var document = await CallsAsync(host);

        var listed = EndpointMatrix.Endpoints.Select(e => e.Call).ToList();
        Assert.True(!document.Except(listed, StringComparer.Ordinal).Any(),
            "Add a line to EndpointMatrix.Endpoints for each of these, saying which permission it needs and, where its path names "
            + "something that belongs to a user, what (Owned, with a line in Things that makes "
            + $"one):\n{string.Join('\n', document.Except(listed, StringComparer.Ordinal))}");
        Assert.Empty(listed.Except(document, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_endpoint_has_the_rate_limit_of_its_line()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var limits = EndpointMatrix.Endpoints.DistinctBy(e => e.Call, StringComparer.Ordinal)
            .ToDictionary(e => e.Call, e => e.Limit, StringComparer.Ordinal);

        var wrong = new List<string>();
        var seen = 0;
        foreach (var route in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var policy = route.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            {
                var path = Constraint().Replace($"/{route.RoutePattern.RawText?.Trim('/')}", "}");
                var isListed = limits.TryGetValue($"{method} {path}", out var limit);
                seen += isListed ? 1 : 0;
                if (policy != limit)
                {
                    wrong.Add($"{method} {path}: {policy ?? "none"}, in the matrix {limit ?? "none"}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(limits.Count, seen);
    }

    [Fact]
    public async Task Uploads_are_limited_by_user()
    {
        await using var host =
            await ApiHost.StartAsync(servers, more: [("RateLimits:Upload:Burst", "2"), ("RateLimits:Upload:PerSecond", "1")]);
        using var client = await host.ClientAsync(await host.CreateUserAsync());
        using var other = await host.ClientAsync(await host.CreateUserAsync());

        var answers =
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => UploadAsync(client, i % 2 == 0 ? "/upload-pdf" : "/UPLOAD-SHEET/")));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Contains(HttpStatusCode.UnsupportedMediaType, answers);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await UploadAsync(other, "/upload-pdf"));

        static async Task<HttpStatusCode> UploadAsync(HttpClient client, string path)
        {
            using var text = new StringContent("not a form");
            using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), text, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Each_endpoint_lets_in_exactly_who_may()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var permissions = await PermissionsAsync(host);
        var stranger = await host.CreateUserAsync();
        var wrong = new List<string>();
        foreach (var endpoint in EndpointMatrix.Endpoints)
        {
            var (owner, runs) = (await host.CreateUserAsync(), await host.CreateUserAsync(Roles.Operator));
            await ExpectAsync("nobody", null, owner, code => code == HttpStatusCode.Unauthorized);
            await ExpectAsync("OPERATOR", runs, owner, !May(Roles.Operator) ? Refused
                : endpoint.Owned is not null ? NotFound : code => !Refusals.Contains(code));
            foreach (var role in Roles.Assignable)
            {
                var caller = await host.CreateUserAsync(role);
                await ExpectAsync(role, caller, caller, May(role) ? (code => !Refusals.Contains(code)) : Refused);
            }

            foreach (var role in endpoint.Owned is null ? [] : Roles.Assignable)
            {
                var member = await host.CreateUserAsync(role, owner.Id);
                await ExpectAsync($"{role} beside its owner", member, owner,
                    !May(role) ? Refused : endpoint.SelfOnly ? NotFound : code => code != HttpStatusCode.NotFound
                    && !Refusals.Contains(code));
                await ExpectAsync($"{role} of another organisation", role == Roles.Admin ? stranger
                    : await host.CreateUserAsync(role), owner,
                    May(role) ? NotFound : Refused);
            }

            async Task ExpectAsync(string who, User? caller, User owner, Func<HttpStatusCode, bool> right)
            {
                if (endpoint.Needs == EndpointMatrix.Anyone)
                {
                    right = code => code is not HttpStatusCode.Forbidden and not HttpStatusCode.NotFound;
                }

                var code = await CallAsync(host, endpoint, caller is null ? null : await host.TokenAsync(caller), owner);
                if (!right(code) || (int)code >= 500)
                {
                    wrong.Add($"{endpoint.Call} as {who}: {(int)code}");
                }
            }

            bool May(string role) =>
                endpoint.Needs is EndpointMatrix.Anyone or EndpointMatrix.AnyUser || permissions.Contains((role, endpoint.Needs));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        static bool NotFound(HttpStatusCode code) => code == HttpStatusCode.NotFound;
        static bool Refused(HttpStatusCode code) => code == HttpStatusCode.Forbidden;
    }

    [Fact]
    public async Task No_endpoint_takes_a_token_that_is_wrong_expired_tampered_or_revoked()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(Roles.Admin);
        var bad = await BadTokens.OfAsync(host, user);
        var wrong = new List<string>();
        foreach (var endpoint in EndpointMatrix.Endpoints.Where(e => e.Needs != EndpointMatrix.Anyone))
        {
            foreach (var (name, token) in bad)
            {
                if (await CallAsync(host, endpoint, token, user) is var code && code != HttpStatusCode.Unauthorized)
                {
                    wrong.Add($"{endpoint.Call} with a token that is {name}: {(int)code}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task An_api_key_does_what_its_scope_says_and_nothing_that_needs_a_person()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var wrong = new List<string>();
        foreach (var endpoint in EndpointMatrix.Endpoints.Where(e => e.Needs != EndpointMatrix.Anyone))
        {
            var user = await host.CreateUserAsync(Roles.Admin);
            var all = (await host.CreateKeyAsync(user.Id, user.Id, Permissions.All)).Key;
            var none = (await host.CreateKeyAsync(user.Id, user.Id, [])).Key;
            if (await CallAsync(host, endpoint, all, user) is var code
                && Refusals.Contains(code) != (endpoint.BySession || endpoint.Needs is Permissions.ImportTables or Permissions.Operate))
            {
                wrong.Add($"{endpoint.Call} with a key of every permission: {(int)code}");
            }

            if (endpoint.Needs != EndpointMatrix.AnyUser && await CallAsync(host, endpoint, none, user) is var closed
                && closed != HttpStatusCode.Forbidden)
            {
                wrong.Add($"{endpoint.Call} with a key of no permission: {(int)closed}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_session_that_must_enrol_a_second_factor_can_do_nothing_else()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:RequireSecondFactor", "everyone")]);
        var wrong = new List<string>();
        foreach (var endpoint in EndpointMatrix.Endpoints)
        {
            var user = await host.CreateUserAsync(
                endpoint.Needs is Permissions.Operate or Permissions.ImportTables ? Roles.Operator : Roles.Admin);
            var isRefused = await CallAsync(host, endpoint, await host.TokenAsync(user), user) == HttpStatusCode.Forbidden;
            if (isRefused == (endpoint.OpenBeforeEnrolment || endpoint.Needs == EndpointMatrix.Anyone))
            {
                wrong.Add($"{endpoint.Call}: {(isRefused ? "refused" : "open")}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    internal static async Task<HttpStatusCode> CallAsync(ApiHost host, Endpoint endpoint, string? token, User owner)
    {
        var ct = TestContext.Current.CancellationToken;
        object id = Guid.CreateVersion7();
        if (endpoint.Owned is { } owned)
        {
            await host.WithDbAsync(async db =>
            {
                id = OwnedThings.Makers[owned](db, owner);
                await db.SaveChangesAsync(ct);
            });
        }

        var (method, path) = (endpoint.Call.Split(' ')[0], endpoint.Call.Split(' ')[1]);
        using var request = new HttpRequestMessage(new HttpMethod(method),
            Parameter().Replace(path.Replace("{page}", "1", StringComparison.Ordinal), Uri.EscapeDataString(id.ToString()!)));
        if (endpoint.Body is { } body)
        {
            request.Content = new StringContent(body.Replace("{id}", id.ToString(), StringComparison.Ordinal)
                .Replace("{new}", Guid.NewGuid().ToString("n"), StringComparison.Ordinal), Encoding.UTF8, "application/json");
        }

        var call = Interlocked.Increment(ref calls); // unknown keys are counted by address
        using var client = host.Client(token, from: $"198.{18 + (call / 62_500)}.{call / 250 % 250}.{call % 250}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode;
    }

    private static async Task<List<string>> CallsAsync(ApiHost host)
    {
        using var client = host.Client();
        var document =
            JsonElement.Parse(
                await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));
        return [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(member => member.Name is "get" or "post" or "put" or "patch" or "delete")
            .Select(member => $"{member.Name.ToUpperInvariant()} {path.Name}"))];
    }

    private static async Task<HashSet<(string Role, string Permission)>> PermissionsAsync(ApiHost host)
    {
        HashSet<(string, string)> all = [];
        await host.WithDbAsync(async db =>
            all = [.. (await db.RolePermissions.ToListAsync(TestContext.Current.CancellationToken)).Select(p => (p.Role, p.Permission))]);
        return all;
    }

    // "{id:guid}" is "{id}" in the OpenAPI document.
    [GeneratedRegex(@":[^}/]*\}", RegexOptions.None, 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    internal static partial Regex Parameter();
}
