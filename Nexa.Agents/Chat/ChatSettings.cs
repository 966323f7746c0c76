namespace Nexa.Agents.Chat;

/// <summary>Section <c>Agents:Chat</c>. Without an endpoint nothing ever leaves the machine.</summary>
public sealed class ChatSettings
{
    /// <summary>Any OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM, a cloud.</summary>
    public string? Endpoint { get; set; }

    public string Model { get; set; } = "";

    public string? ApiKey { get; set; }

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);

    public int MaxOutputTokens { get; set; } = 200;

    /// <summary>Jobs at once while a model is asked: they wait for it, not for a core.</summary>
    public int Parallelism { get; set; } = 8;
}
