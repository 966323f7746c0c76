using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Nexa.Tests.History;
using Nexa.Worker.Webhooks;

namespace Nexa.Tests.Webhooks;

public sealed class WebhookTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("64:ff9b::a00:1")]
    public void Inner_addresses_are_refused(string address)
    {
        Assert.False(PublicAddress.Is(IPAddress.Parse(address)));
        Assert.NotNull(PublicAddress.Objection($"https://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}/hook", allowPrivate: false));
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_refused_at_the_connection()
    {
        Assert.True(PublicAddress.Is(IPAddress.Parse("8.8.8.8")));
        await Assert.ThrowsAsync<HttpRequestException>(async () => await PublicAddress.ConnectAsync(new DnsEndPoint("localhost", 80), allowPrivate: false, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_delivery_is_signed_retried_logged_and_can_be_replayed()
    {
        var ct = TestContext.Current.CancellationToken;
        var ana = host.As(AnalystHost.Ana);
        var received = new ConcurrentQueue<(string Body, string Signature)>();
        var answers = new ConcurrentQueue<int>([500, 200, 200]);
        await using var receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            received.Enqueue((await reader.ReadToEndAsync(), request.Headers[WebhookSignature.Header].ToString()));
            return Results.StatusCode(answers.TryDequeue(out var status) ? status : 200);
        });
        await receiver.StartAsync(ct);
        var address = receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var webhook = await ana.PostAsync("/webhooks", new { url = $"{address}/hook", events = new[] { "review.needed" } }, 201);

        // An approval that contradicts another classification raises review.needed.
        var mine = await host.ClassifiedAsync("HOOK-1", confidence: 0.9, owner: AnalystHost.Bruno);
        await host.ClassifiedAsync("HOOK-1", "85322510", 0.9);
        await host.As(AnalystHost.Bruno).PostAsync($"/classifications/{mine}/approve");

        var first = await RunNextAsync(ct);
        Assert.IsType<Outcome.Retry>(first);
        Assert.IsType<Outcome.Done>(await RunNextAsync(ct));
        var log = await ana.GetJsonAsync($"/webhooks/{webhook.Id("id")}/deliveries");
        var delivery = Assert.Single(log.EnumerateArray());
        Assert.Equal(("DELIVERED", 2), (delivery.Text("state"), delivery.GetProperty("attempts").GetInt32()));

        await ana.PostAsync($"/webhooks/deliveries/{delivery.Id("id")}/replay", null, 202);
        Assert.IsType<Outcome.Done>(await RunNextAsync(ct));
        Assert.Equal(3, received.Count);
        Assert.Single(received.Select(call => call.Body).Distinct(StringComparer.Ordinal));
        Assert.All(received, call =>
        {
            var parts = call.Signature.Split(',').ToDictionary(part => part[..part.IndexOf('=', StringComparison.Ordinal)], part => part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
            var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(webhook.Text("secret")), Encoding.UTF8.GetBytes($"{parts["t"]}.{call.Body}"));
            Assert.Equal(Convert.ToHexStringLower(mac), parts["v1"]);
        });
        await host.As(AnalystHost.Stranger).PostAsync($"/webhooks/deliveries/{delivery.Id("id")}/replay", null, 404);
    }

    /// <summary>What a worker does with the next job, without waiting for the queue's back-off.</summary>
    private async Task<Outcome> RunNextAsync(CancellationToken ct)
    {
        await host.ExecuteAsync("update job set run_at = now() where kind = 'deliver-webhook' and state = 'queued'");
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("Webhooks:AllowPrivate", "true")]);
        builder.Services.AddSingleton(host.Database);
        builder.AddWebhooks();
        await using var services = builder.Services.BuildServiceProvider();
        var queue = new JobQueue(host.Database);
        var job = Assert.Single(await queue.ClaimAsync(DeliverWebhook.Kind, 1, "test", ct));
        var payload = System.Text.Json.JsonSerializer.Deserialize<DeliverWebhook>(job.Payload, System.Text.Json.JsonSerializerOptions.Web)!;
        using var stop = new CancellationTokenSource();
        var outcome = await services.GetRequiredService<IJobHandler<DeliverWebhook>>().RunAsync(payload, new JobContext(job, stop), ct);
        if (outcome is Outcome.Done done)
        {
            await using var connection = await host.Database.OpenConnectionAsync(ct);
            await (done.Write?.Invoke(connection, ct) ?? Task.CompletedTask);
            await JobQueue.CompleteAsync(connection, job, ct);
        }
        else
        {
            await queue.RequeueAsync(job, TimeSpan.Zero, refund: false, "again", ct);
        }

        return outcome;
    }
}
