using System.Net;
using Microsoft.AspNetCore.Http;
using Nexa.Core.Data;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

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
        Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));
        Assert.NotNull(
            PublicAddress.FindObjection($"https://{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}/hook",
                allowPrivate: false));
    }

    [Theory]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://localhost./")]
    [InlineData("https://user:secret@example.com/")]
    [InlineData("http://example.com/")]
    [InlineData("file:///etc/passwd")]
    public void Addresses_in_disguise_are_refused(string url) => Assert.NotNull(PublicAddress.FindObjection(url, allowPrivate: false));

    [Fact]
    public async Task A_name_that_leads_inside_is_refused_at_the_connection_and_nothing_is_sent()
    {
        Assert.True(PublicAddress.IsPublic(IPAddress.Parse("8.8.8.8")));
        await using var receiver = await WebhookReceiver.StartAsync();
        var ana = host.As(AnalystHost.Ana);
        var webhook =
            (await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        // Whatever the name stood for when the webhook was made: what counts is where it leads now.
        Assert.IsType<Outcome.Retry>(await host.RunNextAsync(allowPrivate: false));

        Assert.Empty(receiver.Received);
        var delivery = (await ana.GetJsonAsync($"/webhooks/{webhook}/deliveries")).GetProperty("items")[0];
        Assert.Equal(("PENDING", 1), (delivery.Text("state"), delivery.GetProperty("attempts").GetInt32()));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
        Assert.IsType<Outcome.Done>(await host.RunNextAsync());
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Deliveries_leave_the_log_when_their_time_is_up()
    {
        var ana = host.As(AnalystHost.Ana);
        var webhook =
            (await ana.PostAsync("/webhooks", WebhookRuns.Hook("http://localhost:1/hook", "task.finished"), 201)).Id("id");
        await host.ExecuteAsync(
            "insert into webhook_delivery (id, webhook_id, event, payload, state, attempts, created_at) select gen_random_uuid(), $1, "
            + "'webhook.test', 'old', 'DELIVERED', 1, now() - interval '31 days' from generate_series(1, 1001)", webhook);
        await host.ExecuteAsync(
            "insert into webhook_delivery (id, webhook_id, event, payload, state, attempts, created_at) values (gen_random_uuid(), $1, "
            + "'webhook.test', 'young', 'FAILED', 8, now() - interval '29 days')", webhook);

        await ExpiredRows.DeleteAsync(host.Database, TimeSpan.FromDays(30), TestContext.Current.CancellationToken);

        Assert.Equal(["young"], (await ana.GetJsonAsync($"/webhooks/{webhook}/deliveries")).GetProperty("items").EnumerateArray()
            .Select(d => d.Text("payload")));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_410_ends_the_delivery()
    {
        await using var receiver = await WebhookReceiver.StartAsync(307, 410);
        var ana = host.As(AnalystHost.Ana);
        var webhook =
            (await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        Assert.Equal("HTTP 307", Assert.IsType<Outcome.Retry>(await host.RunNextAsync()).Reason);
        Assert.IsType<Outcome.Fail>(await host.RunNextAsync());

        Assert.Equal(["/hook", "/hook"], receiver.Received.Select(call => call.Path));
        Assert.Equal("FAILED", (await ana.GetJsonAsync($"/webhooks/{webhook}/deliveries")).GetProperty("items")[0].Text("state"));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task A_correction_and_a_cancelled_task_are_told()
    {
        var bruno = host.As(AnalystHost.Bruno);
        var webhook =
            (await bruno.PostAsync("/webhooks",
                WebhookRuns.Hook("https://example.com/hook", "classification.finished", "task.finished"), 201)).Id("id");
        var id = await host.ClassifiedAsync("TOLD-1", owner: AnalystHost.Bruno);

        await bruno.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "85322510", reason = "filme" });
        var task = (await bruno.PostAsync("/classify-partnumber", new { partnumber = "TOLD-2" }, 202)).Id("task_id");
        await bruno.PostAsync($"/tasks/{task}/cancel");

        var first = await bruno.GetJsonAsync($"/webhooks/{webhook}/deliveries?limit=1");
        var second = await bruno.GetJsonAsync($"/webhooks/{webhook}/deliveries?limit=1&cursor={first.Text("next_cursor")}");
        var (cancelled, corrected) = (Data(first), Data(second));
        Assert.Equal("CANCELLED", cancelled.Text("status"));
        Assert.Equal("85322510", corrected.GetProperty("result").Text("ncm"));
        await bruno.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
        await host.ExecuteAsync("delete from job where kind = 'deliver-webhook'");

        static System.Text.Json.JsonElement Data(System.Text.Json.JsonElement page) =>
            System.Text.Json.JsonElement.Parse(page.GetProperty("items")[0].Text("payload")).GetProperty("data");
    }

    [Fact]
    public async Task A_delivery_is_signed_retried_logged_and_can_be_replayed()
    {
        var ana = host.As(AnalystHost.Ana);
        await using var receiver = await WebhookReceiver.StartAsync(500);
        var webhook = await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/hook"), "review.needed"), 201);

        // An approval that contradicts another classification raises review.needed.
        await host.ClassifiedAsync("HOOK-1", "85322510", 0.9, manufacturer: "Outro fabricante");
        var mine = await host.ClassifiedAsync("HOOK-1", confidence: 0.9);
        await host.As(AnalystHost.Bruno).PostAsync($"/classifications/{mine}/approve");

        Assert.IsType<Outcome.Retry>(await host.RunNextAsync());
        Assert.IsType<Outcome.Done>(await host.RunNextAsync());
        var log = await ana.GetJsonAsync($"/webhooks/{webhook.Id("id")}/deliveries");
        var delivery = Assert.Single(log.GetProperty("items").EnumerateArray());
        Assert.Equal(("DELIVERED", 2), (delivery.Text("state"), delivery.GetProperty("attempts").GetInt32()));

        await ana.PostAsync($"/webhooks/deliveries/{delivery.Id("id")}/replay", null, 202);
        Assert.IsType<Outcome.Done>(await host.RunNextAsync());
        Assert.Equal(3, receiver.Received.Count);
        Assert.Single(receiver.Received.Select(call => call.Body).Distinct(StringComparer.Ordinal));
        Assert.All(receiver.Received, call =>
        {
            var headers = new HeaderDictionary();
            foreach (var name in (string[])[WebhookSignature.IdHeader, WebhookSignature.TimestampHeader, WebhookSignature.SignatureHeader])
            {
                headers[name] = call.Headers[name];
            }

            var library = new StandardWebhook(webhook.Text("secret"));
            library.Verify(call.Body, headers);
            Assert.Equal(System.Text.Json.JsonElement.Parse(call.Body).Text("id"), headers[WebhookSignature.IdHeader]);
            Assert.Throws<WebhookVerificationException>(() => library.Verify(call.Body + " ", headers));
        });
        await host.As(AnalystHost.Stranger).PostAsync($"/webhooks/deliveries/{delivery.Id("id")}/replay", null, 404);
    }
}
