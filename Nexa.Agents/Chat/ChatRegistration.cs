using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Nexa.Agents.Chat;

internal static class ChatRegistration
{
    /// <summary>A language model, only where an endpoint is configured.</summary>
    public static void AddChat(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Agents:Chat");
        builder.Services.Configure<ChatSettings>(section);
        if (section.Get<ChatSettings>() is not { Endpoint.Length: > 0 } settings)
        {
            return;
        }

        if (!Uri.TryCreate(settings.Endpoint, UriKind.Absolute, out var endpoint) || settings.Model.Length == 0)
        {
            throw new InvalidOperationException("Agents:Chat needs an absolute Endpoint and a Model.");
        }

        var options = new OpenAIClientOptions { Endpoint = endpoint, NetworkTimeout = settings.Timeout,
            RetryPolicy = new ClientRetryPolicy(0) };
        builder.Services.AddSingleton<IChatClient>(_ =>
            new OpenAIClient(new ApiKeyCredential(settings.ApiKey is { Length: > 0 } key ? key : "none"),
            options).GetChatClient(settings.Model).AsIChatClient());
        builder.Services.AddSingleton<ChatAdvisor>();
    }
}
