using System.Net;
using System.Text;
using System.Text.Json;

namespace Nexa.Tests.Agents.Server;

public sealed class ProcessEndpointsTests(Servers servers)
{
    private const string Channel = "progress-01a2350000007000800000000000000a";
    private const string Secret = "o segredo dos agentes";
    private static readonly string[] Fields =
    [
        "partnumber", "ncm", "description", "exception", "nve", "fabricante", "endereco", "pais", "confidence_score",
        "short_description", "alternatives", "evidence", "rationale", "questions", "rates", "needs_review", "marca",
    ];

    [Fact]
    public async Task A_single_part_is_accepted_and_its_steps_and_result_are_published_in_order()
    {
        await using var host = await AgentsHost.StartAsync(servers);
        var channel = await host.ListenAsync();

        var response = await host.PostAsync("/process/single_partnumber",
            new { progress_channel = channel, partnumber = "CL10C330JB8NNNC" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var job = await JobOf(response);
        Assert.StartsWith("job-", job, StringComparison.Ordinal);
        var messages = await host.UntilDoneAsync(channel);
        Assert.All(messages, message => Assert.Equal(job, message.GetProperty("job_id").GetString()));
        Assert.All(messages[..^1], message => Assert.Equal("processing", AgentsHost.Status(message)));
        Assert.True(messages[..^1].Select(message =>
            message.GetProperty("progress").GetProperty("current").GetInt32()).SequenceEqual(Enumerable.Range(1, messages.Length - 1)));
        var result = messages[^1].GetProperty("result");
        Assert.Equal(Fields, result.EnumerateObject().Select(field => field.Name));
        Assert.Equal("85322410", result.GetProperty("ncm").GetString());
        Assert.Equal("Samsung Electro-Mechanics Co., Ltd.", result.GetProperty("fabricante").GetString());
        Assert.Equal("Samsung Electro-Mechanics", result.GetProperty("marca").GetString());
        Assert.Equal("KR", result.GetProperty("pais").GetString());
    }

    [Fact]
    public async Task The_last_message_stands_under_the_key_of_the_channel_for_an_hour()
    {
        await using var host = await AgentsHost.StartAsync(servers);
        var channel = await host.ListenAsync();

        await host.PostAsync("/process/single_partnumber", new { progress_channel = channel, partnumber = "BC847BLT1G" });
        await host.UntilDoneAsync(channel);

        var kept = JsonDocument.Parse((byte[])(await host.Redis.StringGetAsync(channel))!).RootElement;
        Assert.Equal("done", AgentsHost.Status(kept));
        Assert.Equal("85412120", kept.GetProperty("result").GetProperty("ncm").GetString());
        var left = await host.Redis.KeyTimeToLiveAsync(channel);
        Assert.InRange(left!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_batch_reports_each_part_and_ends_without_a_result()
    {
        await using var host = await AgentsHost.StartAsync(servers);
        var channel = await host.ListenAsync();

        var response = await host.PostAsync("/process/batch_partnumbers", new
        {
            progress_channel = channel,
            partnumbers = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["GRM1885C1H180JA01D"] = null,
                ["CRCW060320K0FKEA"] = new { manufacturer = "Vishay" },
                ["X-1"] = new { description = "CABO COAXIAL RG58", supplier = "Acme" },
            },
        });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var messages = await host.UntilDoneAsync(channel);
        var parts = messages.Where(message => AgentsHost.Status(message) == "partial_result").ToArray();
        Assert.Equal(["85322410", "85332120", "85442000"],
            parts.Select(part => part.GetProperty("single_classification").GetProperty("ncm").GetString()));
        Assert.Equal([1, 2, 3], parts.Select(part => part.GetProperty("current").GetInt32()));
        Assert.All(parts, part => Assert.Equal(3, part.GetProperty("total").GetInt32()));
        Assert.False(messages[^1].TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData("/process/single_partnumber", "{}")]
    [InlineData("/process/single_partnumber", "no json")]
    [InlineData("/process/single_partnumber", "null")]
    [InlineData("/process/single_partnumber", "[1]")]
    [InlineData("/process/single_partnumber", """{"partnumber":"BC847"}""")]
    [InlineData("/process/single_partnumber", """{"progress_channel":"progress-01a2350000007000800000000000000a","partnumber":"  "}""")]
    [InlineData("/process/single_partnumber", """{"progress_channel":"progress-01a2350000007000800000000000000a","partnumber":7}""")]
    [InlineData("/process/batch_partnumbers", """{"progress_channel":"progress-01a2350000007000800000000000000a","partnumbers":{}}""")]
    [InlineData("/process/batch_partnumbers", """{"progress_channel":"progress-01a2350000007000800000000000000a"}""")]
    [InlineData("/process/batch_partnumbers",
        """{"progress_channel":"progress-01a2350000007000800000000000000a","partnumbers":{" ":{}}}""")]
    public async Task An_invalid_payload_is_refused_in_the_words_of_the_contract(string path, string body)
    {
        await using var host = await AgentsHost.StartAsync(servers);

        var response = await host.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("payload inválido", json.RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json2")]
    [InlineData(null)]
    public async Task What_the_page_of_another_site_can_send_unasked_is_refused(string? type)
    {
        await using var host = await AgentsHost.StartAsync(servers);

        using var response = await SendAsync(host, type: type);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Theory]
    [InlineData("nexa:events")]
    [InlineData("progress-")]
    [InlineData("progress-1")]
    [InlineData("nexa-sessions")]
    public async Task No_channel_but_that_of_a_job_is_written_to(string channel)
    {
        await using var host = await AgentsHost.StartAsync(servers);

        using var response = await SendAsync(host, channel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("localhost:5001", 202)]
    [InlineData("AGENTS", 202)]
    [InlineData("10.0.0.7:5001", 202)]
    [InlineData("[::1]:5001", 202)]
    [InlineData("agentes.example.com", 202)]
    [InlineData("rebound.attacker.example", 421)]
    [InlineData("agents.attacker.example", 421)]
    public async Task A_name_that_leads_here_without_being_known_is_refused(string name, int status)
    {
        await using var host = await AgentsHost.StartAsync(servers, settings: ("Agents:Hosts:0", "agentes.example.com"));

        using var response = await SendAsync(host, host: name);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData($"Bearer {Secret}", 202)]
    [InlineData("Bearer outro segredo", 401)]
    [InlineData(Secret, 401)]
    [InlineData(null, 401)]
    public async Task Where_there_is_a_secret_nobody_gets_in_without_it(string? authorization, int status)
    {
        await using var host = await AgentsHost.StartAsync(servers, settings: ("Agents:Secret", Secret));

        using var response = await SendAsync(host, authorization: authorization);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_part_number_longer_than_any_is_refused()
    {
        await using var host = await AgentsHost.StartAsync(servers);

        var response = await host.PostAsync("/process/single_partnumber",
            new { progress_channel = Channel, partnumber = new string('A', 5000) });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_full_queue_answers_503_and_when_to_come_back()
    {
        await using var host = await AgentsHost.StartAsync(servers, working: false, ("Agents:QueueCapacity", "1"));
        var body = new { progress_channel = Channel, partnumber = "BC847BLT1G" };

        var first = await host.PostAsync("/process/single_partnumber", body);
        var second = await host.PostAsync("/process/single_partnumber", body);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_stop_finishes_what_was_accepted()
    {
        await using var host = await AgentsHost.StartAsync(servers);
        var channels = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            channels.Add(await host.ListenAsync());
        }

        await Task.WhenAll(channels.Select(channel =>
            host.PostAsync("/process/single_partnumber", new { progress_channel = channel, partnumber = "ERJ-2RKF2201X" })));
        await host.StopAsync();

        foreach (var channel in channels)
        {
            Assert.Equal("85332120", (await host.UntilDoneAsync(channel))[^1].GetProperty("result").GetProperty("ncm").GetString());
        }
    }

    [Fact]
    public async Task It_reports_health()
    {
        await using var host = await AgentsHost.StartAsync(servers);

        var response = await host.Client.GetAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        AgentsHost agents, string channel = Channel, string? type = "application/json", string? host = null, string? authorization = null)
    {
        using var body = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(new { progress_channel = channel, partnumber = "BC847BLT1G" }));
        body.Headers.ContentType = type is null ? null : new(type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/process/single_partnumber") { Content = body };
        request.Headers.Host = host;
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await agents.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> JobOf(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return json.RootElement.GetProperty("job_id").GetString()!;
    }
}
