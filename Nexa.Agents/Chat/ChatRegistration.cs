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
        var settings = builder.AddSettings<ChatSettings>("Agents:Chat", refuse: chat =>
            chat.Endpoint is null || (chat.Endpoint.IsAbsoluteUri && chat.Model.Length > 0)
                ? null
                : "Agents:Chat needs an absolute Endpoint and a Model.");
        if (settings.Endpoint is not { } endpoint)
        {
            return;
        }

        var options = new OpenAIClientOptions { Endpoint = endpoint, NetworkTimeout = settings.Timeout,
            RetryPolicy = new ClientRetryPolicy(0) };
        builder.Services.AddSingleton<IChatClient>(_ =>
            new OpenAIClient(new ApiKeyCredential(settings.ApiKey is { Length: > 0 } key ? key : "none"),
            options).GetChatClient(settings.Model).AsIChatClient());
        builder.Services.AddSingleton<ChatAdvisor>();
    }
}
