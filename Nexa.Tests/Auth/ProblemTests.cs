using System.Net;
using System.Text;
using System.Text.Json;
using Nexa.Api.Problems;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>
/// Every error of every endpoint is one kind of problem: stock title, the case's sentence in <c>detail</c> or under <c>errors</c>.
/// </summary>
public sealed class ProblemTests(Servers servers)
{
    [Fact]
    public async Task Every_error_has_the_title_of_its_status_and_its_sentence_in_detail()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var admin = await host.CreateUserAsync(Roles.Admin);
        var guest = await host.CreateUserAsync(Roles.Reader);
        var wrong = new List<string>();
        var seen = new HashSet<HttpStatusCode>();
        var sentences = 0;
        foreach (var endpoint in EndpointMatrix.Endpoints)
        {
            await ExpectAsync(endpoint, null, endpoint.Body);
            await ExpectAsync(endpoint, await host.TokenAsync(guest), endpoint.Body);
            foreach (var body in new[] { endpoint.Body, "{", "{}", "[]", """{"partnumbers":[1],"reason":5}""", null })
            {
                await ExpectAsync(endpoint, await host.TokenAsync(admin), body); // a token each: some calls end their session
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Superset(new HashSet<HttpStatusCode>
        {
            HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound,
            HttpStatusCode.UnsupportedMediaType,
        }, seen);
        Assert.True(sentences > 20, $"{sentences} sentences");

        async Task ExpectAsync(Endpoint endpoint, string? token, string? body)
        {
            using var client = host.Client(token);
            var (method, path) = (endpoint.Call.Split(' ')[0], endpoint.Call.Split(' ')[1]);
            using var request = new HttpRequestMessage(new HttpMethod(method), EndpointMatrixTests.Parameter()
                .Replace(path, Guid.NewGuid().ToString()));
            request.Content = body is null || method == "GET" ? null : new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken);
            if ((int)answer.StatusCode < 400)
            {
                return;
            }

            seen.Add(answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (Fault(answer, text) is { } fault)
            {
                wrong.Add($"{endpoint.Call} with {body ?? "no body"}: {fault}: {text}");
            }

            sentences += text.Contains("\"detail\"", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    private static string? Fault(HttpResponseMessage answer, string text)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"{(int)answer.StatusCode} as {answer.Content.Headers.ContentType}";
        }

        var problem = JsonElement.Parse(text);
        var (title, status) = (problem.GetProperty("title").GetString(), problem.GetProperty("status").GetInt32());
        if (status != (int)answer.StatusCode || !ProblemServices.Titles.TryGetValue(status, out var stock) || title != stock)
        {
            return "not the stock title of its status";
        }

        if (problem.TryGetProperty("detail", out var detail) && (detail.GetString() is not { Length: > 0 } sentence || sentence == title))
        {
            return "detail is no sentence of its own";
        }

        return status is 400 && !problem.TryGetProperty("errors", out _) && !problem.TryGetProperty("detail", out _)
            ? "neither detail nor errors" : null;
    }
}
