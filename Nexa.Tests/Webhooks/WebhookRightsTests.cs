using Nexa.Core.Identity;
using Nexa.Core.Jobs;

namespace Nexa.Tests.Webhooks;

/// <summary>Whose webhooks are called, and how much of the worker one organisation's may take.</summary>
public sealed class WebhookRightsTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task Nothing_leaves_on_behalf_of_a_key_whose_maker_has_left()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (key, _) = await host.Api.CreateKeyAsync(AnalystHost.Bruno, AnalystHost.Ana, [Permissions.ManageWebhooks]);
        var ana = host.Api.Client(key);
        var webhook =
            (await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        await host.ExecuteAsync("delete from membership where user_id = $1", AnalystHost.Bruno);
        var outcome = await host.RunNextAsync();
        await host.ExecuteAsync("insert into membership (organisation_id, user_id, role) values ($1, $2, 'ADMIN')", AnalystHost.Ana,
            AnalystHost.Bruno);

        Assert.IsType<Outcome.Done>(outcome);
        Assert.Empty(receiver.Received);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task Nothing_leaves_on_behalf_of_a_person_who_may_not_manage_webhooks_any_more()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (ana, bruno) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Bruno));
        var webhook = (await bruno.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/hook"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);

        await host.ExecuteAsync("update membership set role = 'READER' where user_id = $1", AnalystHost.Bruno);
        var outcome = await host.RunNextAsync();
        await host.ExecuteAsync("update membership set role = 'ADMIN' where user_id = $1", AnalystHost.Bruno);

        Assert.IsType<Outcome.Done>(outcome);
        Assert.Empty(receiver.Received);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);
    }

    [Fact]
    public async Task A_slow_receiver_delays_its_own_organisation_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (ana, stranger) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Stranger));
        var slow = (await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/slow"), "task.finished"), 201)).Id("id");
        var other = (await stranger.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/other"), "task.finished"), 201)).Id("id");
        await ana.PostAsync($"/webhooks/{slow}/test", null, 202);

        var waits = Assert.IsType<Outcome.Snooze>(await host.RunNextAsync(inFlight: AnalystHost.Ana));
        await host.ExecuteAsync("delete from job where kind = 'deliver-webhook'");
        await stranger.PostAsync($"/webhooks/{other}/test", null, 202);
        var goes = await host.RunNextAsync(inFlight: AnalystHost.Ana);

        Assert.InRange(waits.Delay, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.IsType<Outcome.Done>(goes);
        Assert.Equal("/other", Assert.Single(receiver.Received).Path);
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{slow}", null, 204);
        await stranger.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{other}", null, 204);
    }

    [Fact]
    public async Task A_webhook_that_nobody_answers_is_disabled_and_its_tests_are_few()
    {
        await using var receiver = await WebhookReceiver.StartAsync(410, 410, 410, 410, 200, 410, 410, 410, 410, 410);
        var ana = host.As(AnalystHost.Ana);
        var webhook = (await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/gone"), "task.finished"), 201)).Id("id");
        for (var i = 0; i < 9; i++) // one that arrives begins the count anew
        {
            await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);
            await host.RunNextAsync();
        }

        Assert.Equal(true, await host.ScalarAsync("select enabled from webhook where id = $1", webhook));
        await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);
        await host.RunNextAsync();
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
    public async Task A_webhook_that_was_enabled_again_begins_its_count_anew()
    {
        await using var receiver = await WebhookReceiver.StartAsync(410, 410, 410, 410, 410, 410, 410, 410, 410, 410);
        var ana = host.As(AnalystHost.Ana);
        var webhook = (await ana.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/back"), "task.finished"), 201)).Id("id");
        await FailAsync(5);
        Assert.Equal(false, await host.ScalarAsync("select enabled from webhook where id = $1", webhook));

        await ana.SendJsonAsync(HttpMethod.Patch, $"/webhooks/{webhook}", new { enabled = true }, 204);
        await FailAsync(4);

        Assert.Equal(true, await host.ScalarAsync("select enabled from webhook where id = $1", webhook));
        await FailAsync(1);
        Assert.Equal(false, await host.ScalarAsync("select enabled from webhook where id = $1", webhook));
        await ana.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{webhook}", null, 204);

        async Task FailAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await ana.PostAsync($"/webhooks/{webhook}/test", null, 202);
                await host.RunNextAsync();
            }
        }
    }

    [Fact]
    public async Task A_keys_webhook_is_managed_by_the_key_and_ends_with_it()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (secret, key) = await host.Api.CreateKeyAsync(
            AnalystHost.Stranger, AnalystHost.Stranger, [Permissions.Classify, Permissions.ManageWebhooks]);
        var (user, erp) = (host.As(AnalystHost.Stranger), host.Api.Client(secret));
        var own =
            (await user.PostAsync("/webhooks", WebhookRuns.Hook(receiver.Url("/user"), "review.needed"), 201)).Id("id");
        var keys =
            (await erp.PostAsync("/webhooks",
                new { url = receiver.Url("/key"), events = new[] { "classification.finished", "task.finished" } }, 201)).Id("id");

        Assert.Equal([keys], (await erp.GetJsonAsync("/webhooks")).EnumerateArray().Select(one => one.Id("id")));
        Assert.Equal([own, keys], (await user.GetJsonAsync("/webhooks")).EnumerateArray().Select(one => one.Id("id")));
        await erp.SendJsonAsync(HttpMethod.Delete, $"/webhooks/{own}", null, 404);

        // What is known is told like what was just classified.
        await host.ClassifiedAsync("KEY-1", confidence: 0.9, owner: AnalystHost.Stranger);
        var task = (await erp.PostAsync("/classify-partnumber", new { partnumber = "KEY-1" }, 202)).Id("task_id");
        Assert.IsType<Outcome.Done>(await host.RunNextAsync());
        await host.ExecuteAsync("update api_key set revoked_at = now() where id = $1", key);
        Assert.IsType<Outcome.Done>(await host.RunNextAsync());
        await user.PostAsync("/classify-partnumber", new { partnumber = "KEY-1" }, 202);

        var told = Assert.Single(receiver.Received);
        Assert.Equal(("/key", task), (told.Path, System.Text.Json.JsonElement.Parse(told.Body).GetProperty("data").Id("task_id")));
        Assert.Equal(2L, await host.ScalarAsync("select count(*) from webhook_delivery where webhook_id = $1", keys));
    }
}
