using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Nexa.Worker.Jobs;
using Nexa.Worker.Webhooks;
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
        await using var receiver = await Receiver.StartAsync();
        var ana = host.As(AnalystHost.Ana);
        var webhook =
            (await ana.PostAsync("/webhooks", Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        // Whatever the name stood for when the webhook was made: what counts is where it leads now.
        Assert.IsType<Outcome.Retry>(await RunNextAsync(allowPrivate: false));

        Assert.Empty(receiver.Received);
        var delivery = (await ana.GetJsonAsync($"/webhooks/{webhook}/deliveries")).GetProperty("items")[0];
        Assert.Equal(("PENDING", 1), (delivery.Text("state"), delivery.GetProperty("attempts").GetInt32()));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
        Assert.IsType<Outcome.Done>(await RunNextAsync());
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Deliveries_leave_the_log_when_their_time_is_up()
    {
        var ana = host.As(AnalystHost.Ana);
        var webhook =
            (await ana.PostAsync("/webhooks", Hook("http://localhost:1/hook", "task.finished"), 201)).Id("id");
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
        await using var receiver = await Receiver.StartAsync(307, 410);
        var ana = host.As(AnalystHost.Ana);
        var webhook =
            (await ana.PostAsync("/webhooks", Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        Assert.Equal("HTTP 307", Assert.IsType<Outcome.Retry>(await RunNextAsync()).Reason);
        Assert.IsType<Outcome.Fail>(await RunNextAsync());

        Assert.Equal(["/hook", "/hook"], receiver.Received.Select(call => call.Path));
        Assert.Equal("FAILED", (await ana.GetJsonAsync($"/webhooks/{webhook}/deliveries")).GetProperty("items")[0].Text("state"));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task Nothing_leaves_on_behalf_of_a_key_whose_maker_has_left()
    {
        await using var receiver = await Receiver.StartAsync();
        var (key, _) = await host.Api.CreateKeyAsync(AnalystHost.Bruno, AnalystHost.Ana, [Permissions.ManageWebhooks]);
        var ana = host.Api.Client(key);
        var webhook =
            (await ana.PostAsync("/webhooks", Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        await host.ExecuteAsync("delete from membership where user_id = $1", AnalystHost.Bruno);
        var outcome = await RunNextAsync();
        await host.ExecuteAsync("insert into membership (organisation_id, user_id, role) values ($1, $2, 'ADMIN')", AnalystHost.Ana,
            AnalystHost.Bruno);

        Assert.IsType<Outcome.Done>(outcome);
        Assert.Empty(receiver.Received);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task Nothing_leaves_on_behalf_of_a_person_who_may_not_manage_webhooks_any_more()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ana, bruno) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Bruno));
        var webhook = (await bruno.PostAsync("/webhooks", Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        await host.ExecuteAsync("update membership set role = 'READER' where user_id = $1", AnalystHost.Bruno);
        var outcome = await RunNextAsync();
        await host.ExecuteAsync("update membership set role = 'ADMIN' where user_id = $1", AnalystHost.Bruno);

        Assert.IsType<Outcome.Done>(outcome);
        Assert.Empty(receiver.Received);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task A_slow_receiver_delays_its_own_organisation_alone()
    {
        await using var receiver = await Receiver.StartAsync();
        var (ana, stranger) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Stranger));
        var slow = (await ana.PostAsync("/webhooks", Hook(receiver.Url("/slow"), "task.finished"), 201)).Id("id");
        var other = (await stranger.PostAsync("/webhooks", Hook(receiver.Url("/other"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{slow}/test", null, 202);

        var waits = Assert.IsType<Outcome.Snooze>(await RunNextAsync(inFlight: AnalystHost.Ana));
        await host.ExecuteAsync("delete from job where kind = 'deliver-webhook'");
        await stranger.PostAsync($"/webhooks/{other}/test", null, 202);
        var goes = await RunNextAsync(inFlight: AnalystHost.Ana);

        Assert.InRange(waits.Delay, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.IsType<Outcome.Done>(goes);
        Assert.Equal("/other", Assert.Single(receiver.Received).Path);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{slow}", null, 204);
        await stranger.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{other}", null, 204);
    }

    [Fact]
    public async Task A_webhook_that_nobody_answers_is_disabled_and_its_tests_are_few()
    {
        await using var receiver = await Receiver.StartAsync(410, 410, 410, 410, 200, 410, 410, 410, 410, 410);
        var ana = host.As(AnalystHost.Ana);
        var webhook = (await ana.PostAsync("/webhooks", Hook(receiver.Url("/gone"), "task.finished"), 201)).Id("id");
        for (var i = 0; i < 9; i++) // one that arrives begins the count anew
        {
            await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);
            await RunNextAsync();
        }

        Assert.Equal(true, await host.ScalarAsync("select enabled from webhook where id = $1", webhook));
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);
        await RunNextAsync();
        Assert.Equal(false, await host.ScalarAsync("select enabled from webhook where id = $1", webhook));

        for (var i = 0; i < 10; i++)
        {
            await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);
        }

        await ana.PostAsync($"/webhooks/{webhook}/test", null, 429);
        await host.ExecuteAsync("delete from job where kind = 'deliver-webhook'");
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task A_keys_webhook_is_managed_by_the_key_and_ends_with_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var (secret, key) = await host.Api.CreateKeyAsync(
            AnalystHost.Stranger, AnalystHost.Stranger, [Permissions.Classify, Permissions.ManageWebhooks]);
        var (user, erp) = (host.As(AnalystHost.Stranger), host.Api.Client(secret));
        var own =
            (await user.PostAsync("/webhooks", Hook(receiver.Url("/user"), "review.needed"), 201)).Id("id");
        var keys =
            (await erp.PostAsync("/webhooks",
                new { url = receiver.Url("/key"), events = new[] { "classification.finished", "task.finished" } }, 201)).Id("id");

        Assert.Equal([keys], (await erp.GetJsonAsync("/webhooks")).EnumerateArray().Select(one => one.Id("id")));
        Assert.Equal([own, keys], (await user.GetJsonAsync("/webhooks")).EnumerateArray().Select(one => one.Id("id")));
        await erp.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{own}", null, 404);

        // What is known is told like what was just classified.
        await host.ClassifiedAsync("KEY-1", confidence: 0.9, owner: AnalystHost.Stranger);
        var task = (await erp.PostAsync("/classify-partnumber", new { partnumber = "KEY-1" }, 202)).Id("task_id");
        Assert.IsType<Outcome.Done>(await RunNextAsync());
        await host.ExecuteAsync("update api_key set revoked_at = now() where id = $1", key);
        Assert.IsType<Outcome.Done>(await RunNextAsync());
        await user.PostAsync("/classify-partnumber", new { partnumber = "KEY-1" }, 202);

        var told = Assert.Single(receiver.Received);
        Assert.Equal(("/key", task), (told.Path, System.Text.Json.JsonElement.Parse(told.Body).GetProperty("data").Id("task_id")));
        Assert.Equal(2L, await host.ScalarAsync("select count(*) from webhook_delivery where webhook_id = $1", keys));
    }

    [Fact]
    public async Task A_correction_and_a_cancelled_task_are_told()
    {
        var bruno = host.As(AnalystHost.Bruno);
        var webhook =
            (await bruno.PostAsync("/webhooks",
                Hook("https://example.com/hook", "classification.finished", "task.finished"), 201)).Id("id");
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
        await using var receiver = await Receiver.StartAsync(500);
        var webhook = await ana.PostAsync("/webhooks", Hook(receiver.Url("/hook"), "review.needed"), 201);

        // An approval that contradicts another classification raises review.needed.
        await host.ClassifiedAsync("HOOK-1", "85322510", 0.9, manufacturer: "Outro fabricante");
        var mine = await host.ClassifiedAsync("HOOK-1", confidence: 0.9);
        await host.As(AnalystHost.Bruno).PostAsync($"/classifications/{mine}/approve");

        Assert.IsType<Outcome.Retry>(await RunNextAsync());
        Assert.IsType<Outcome.Done>(await RunNextAsync());
        var log = await ana.GetJsonAsync($"/webhooks/{webhook.Id("id")}/deliveries");
        var delivery = Assert.Single(log.GetProperty("items").EnumerateArray());
        Assert.Equal(("DELIVERED", 2), (delivery.Text("state"), delivery.GetProperty("attempts").GetInt32()));

        await ana.PostAsync($"/webhooks/deliveries/{delivery.Id("id")}/replay", null, 202);
        Assert.IsType<Outcome.Done>(await RunNextAsync());
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

    /// <summary>What a worker does with the next job, without waiting for the queue's back-off.</summary>
    private async Task<Outcome> RunNextAsync(bool allowPrivate = true, Guid? inFlight = null)
    {
        var ct = TestContext.Current.CancellationToken;
        await host.ExecuteAsync("update job set run_at = now() where kind = 'deliver-webhook' and state = 'queued'");
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new("Webhooks:AllowPrivate", allowPrivate.ToString())]);
        builder.Services.AddSingleton(host.Database);
        builder.AddWebhooks(new JobSettings());
        await using var services = builder.Services.BuildServiceProvider();
        for (var i = 0; inFlight is { } organisation && i < DeliveriesInFlight.Most; i++)
        {
            services.GetRequiredService<DeliveriesInFlight>().TryEnter(organisation);
        }

        var queue = new JobQueue(host.Database);
        var job = (await queue.ClaimAsync(DeliverWebhook.Kind, 1, "test", ct)).Single();
        var payload = System.Text.Json.JsonSerializer.Deserialize<DeliverWebhook>(job.Payload, System.Text.Json.JsonSerializerOptions.Web)!;
        using var stop = new CancellationTokenSource();
        var (handler, context) = (services.GetRequiredService<IJobHandler<DeliverWebhook>>(), new JobContext(job, stop));
        var outcome = await handler.RunAsync(payload, context, ct);
        if (outcome is Outcome.Retry)
        {
            await queue.RequeueAsync(job, TimeSpan.Zero, refund: false, "again", ct);
            return outcome;
        }

        await using var connection = await host.Database.OpenConnectionAsync(ct);
        await (outcome switch
        {
            Outcome.Done { Write: { } write } => write(connection, ct),
            Outcome.Fail fail => handler.GiveUpAsync(payload, context, fail, connection, ct),
            _ => Task.CompletedTask,
        });
        await JobQueue.CompleteAsync(connection, job, ct);
        return outcome;
    }

    /// <summary>A webhook as a person makes it.</summary>
    private static object Hook(string url, params string[] events) => new { url, events, current_password = AnalystHost.Password };

    /// <summary>What webhooks are called on: answers as told, then 200.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Path, string Body, IHeaderDictionary Headers)> Received { get; } = [];

        public static async Task<Receiver> StartAsync(params int[] answers)
        {
            var receiver = new Receiver(WebApplication.CreateSlimBuilder().Build());
            var due = new ConcurrentQueue<int>(answers);
            receiver.App.Urls.Add("http://127.0.0.1:0");
            receiver.App.MapPost("/{**path}", async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body);
                receiver.Received.Enqueue((request.Path, await reader.ReadToEndAsync(), Copy(request.Headers)));
                var status = due.TryDequeue(out var told) ? told : 200;
                return status == 307 ? Results.Redirect("/inside", preserveMethod: true) : Results.StatusCode(status);
            });
            await receiver.App.StartAsync(TestContext.Current.CancellationToken);
            return receiver;
        }

        private WebApplication App => app;

        private static HeaderDictionary Copy(IHeaderDictionary headers) =>
            new(headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase));

        /// <summary>By name: what it leads to is found out when it is called.</summary>
        public string Url(string path) =>
            $"http://localhost:{new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}{path}";

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
