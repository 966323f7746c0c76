using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexa.Core.Identity;
using Nexa.Core.Webhooks;
using Nexa.Worker.Jobs;

namespace Nexa.Worker.Webhooks;

internal static class WebhookServices
{
    public static void AddWebhooks(this IHostApplicationBuilder builder, JobSettings jobs)
    {
        var settings = builder.AddSettings<WebhookSettings>("Webhooks");
        builder.AddSettings<EncryptionSettings>("Nexa", refuse: encryption => encryption.RefusalIn(builder.Environment));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DeliveriesInFlight>();
        var client = builder.Services.AddHttpClient(DeliverWebhookHandler.Client, http => http.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // a redirect could lead to an inner address
                UseProxy = false, // a proxy would resolve the name again itself
                UseCookies = false,
                ConnectCallback = (context, ct) => PublicAddress.ConnectAsync(context.DnsEndPoint, settings.AllowPrivate, ct),
            });
#pragma warning disable EXTEXP0001 // the queue is what tries again
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.AddJobHandler<DeliverWebhook, DeliverWebhookHandler>(jobs.Webhooks, timeout: TimeSpan.FromSeconds(30));
    }
}
