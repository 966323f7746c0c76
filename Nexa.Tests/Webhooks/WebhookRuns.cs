using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;
using Nexa.Worker.Jobs;
using Nexa.Worker.Webhooks;

namespace Nexa.Tests.Webhooks;

internal static class WebhookRuns
{
    /// <summary>What a worker does with the next job, without waiting for the queue's back-off.</summary>
    public static async Task<Outcome> RunNextAsync(this AnalystHost host, bool allowPrivate = true, Guid? inFlight = null)
    {
        var ct = TestContext.Current.CancellationToken;
        await host.ExecuteAsync("update job set run_at = now() where kind = 'deliver-webhook' and state = 'queued'");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection([new("Webhooks:AllowPrivate", allowPrivate.ToString())]);
        builder.Services.AddSingleton(host.Database).AddSingleton<SecretCipher>().AddSingleton<WebhookSecrets>();
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
    public static object Hook(string url, params string[] events) => new { url, events, current_password = AnalystHost.Password };
}
