using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexa.Agents.Server;
using StackExchange.Redis;

namespace Nexa.Tests.Support;

/// <summary>The agents server on a real Redis, and what it publishes.</summary>
public sealed class AgentsHost : IAsyncDisposable
{
    private readonly WebApplicationFactory<ServerSettings> factory;
    private readonly ConnectionMultiplexer redis;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<JsonElement>> messages = new(StringComparer.Ordinal);

    private AgentsHost(WebApplicationFactory<ServerSettings> factory, ConnectionMultiplexer redis) =>
        (this.factory, this.redis, Client) = (factory, redis, factory.CreateClient());

    public HttpClient Client { get; }

    public IServiceProvider Services => factory.Services;

    public IDatabase Redis => redis.GetDatabase();

    public static async Task<AgentsHost> StartAsync(Servers servers, bool working = true, params (string Key, string Value)[] settings)
    {
        var connection = await servers.RedisAsync();
        var agents = new WebApplicationFactory<ServerSettings>().WithWebHostBuilder(web =>
        {
            web.UseSetting("ConnectionStrings:redis", connection);
            foreach (var (key, value) in settings)
            {
                web.UseSetting(key, value);
            }

            if (!working)
            {
                // The door stays open, nobody works inside: the queue fills up.
                web.ConfigureTestServices(services =>
                {
                    foreach (var hosted in services.Where(service => service.ServiceType == typeof(IHostedService)
                        && service.ImplementationFactory?.Method.Module.Assembly == typeof(ServerSettings).Assembly).ToArray())
                    {
                        services.Remove(hosted);
                    }
                });
            }
        });
        return new AgentsHost(agents, await ConnectionMultiplexer.ConnectAsync(connection));
    }

    public async Task<string> ListenAsync()
    {
        var channel = $"progress-{Guid.NewGuid():n}";
        var queue = messages[channel] = new();
        // a message queue keeps the order, a handler does not
        var subscription = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel));
        subscription.OnMessage(message => queue.Enqueue(JsonDocument.Parse((byte[])message.Message!).RootElement));
        return channel;
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) =>
        Client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    /// <summary>All messages of the channel up to its last one.</summary>
    public async Task<JsonElement[]> UntilDoneAsync(string channel)
    {
        await Eventually.HoldsAsync(() => messages[channel].Any(message => Status(message) == "done"));
        return [.. messages[channel]];
    }

    public static string Status(JsonElement message) => message.GetProperty("status").GetString()!;

    public Task StopAsync() => factory.Services.GetRequiredService<IHost>().StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        await redis.DisposeAsync();
    }
}
