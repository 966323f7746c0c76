using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Nexa.Core.Webhooks;
using Nexa.Worker.Jobs;

namespace Nexa.Worker.Webhooks;

internal static class WebhookServices
{
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks");
        builder.Services.TryAddSingleton(TimeProvider.System);
        var client = builder.Services.AddHttpClient(DeliverWebhookHandler.Client, http => http.Timeout = TimeSpan.FromSeconds(15))
            .ConfigurePrimaryHttpMessageHandler(services =>
            {
                var allowPrivate = services.GetRequiredService<IOptions<WebhookOptions>>().Value.AllowPrivate;
                return new SocketsHttpHandler
                {
                    AllowAutoRedirect = false, // a redirect could lead inside
                    UseProxy = false, // a proxy would do its own look-up
                    UseCookies = false,
                    ConnectCallback = (context, ct) => PublicAddress.ConnectAsync(context.DnsEndPoint, allowPrivate, ct),
                };
            });
#pragma warning disable EXTEXP0001 // the queue is what tries again
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        builder.AddJobHandler<DeliverWebhook, DeliverWebhookHandler>(slots: 16, timeout: TimeSpan.FromSeconds(30));
    }
}
