using System.Text;
using System.Text.RegularExpressions;

namespace Nexa.Tests.Clients;

/// <summary>requests.http, request by request, against a real API and worker.</summary>
public sealed partial class RequestsFileTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_request_of_the_file_succeeds()
    {
        await using var app = await NexaApp.StartAsync(servers);
        var task = "";
        var requests = Requests().Matches((await Repository.ReadAsync("requests.http")).ReplaceLineEndings("\n"));
        foreach (Match one in requests)
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(one.Groups["method"].Value),
                one.Groups["path"].Value.Replace("{{classify.response.body.task_id}}", task, StringComparison.Ordinal))
            {
                Content = one.Groups["body"] is { Success: true } body
                    ? new StringContent(body.Value, Encoding.UTF8, "application/json") : null,
            };
            using var response = await app.Http.SendAsync(request, Ct);
            var answer = await response.Content.ReadAsStringAsync(Ct);
            Assert.True(response.IsSuccessStatusCode, $"{one.Value}\n{answer}");
            if (one.Groups["path"].Value == "/classify-partnumber")
            {
                task = System.Text.Json.JsonElement.Parse(answer).Text("task_id");
            }
        }

        Assert.True(requests.Count > 10);
    }

    [GeneratedRegex(
        @"^(?<method>GET|POST) \{\{api\}\}(?<path>\S+)\n([A-Za-z-]+: .*\n)*(\n(?<body>\{.*)\n)?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requests();
}
