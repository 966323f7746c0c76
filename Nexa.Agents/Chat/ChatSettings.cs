using System.ComponentModel.DataAnnotations;

namespace Nexa.Agents.Chat;

/// <summary>Section <c>Agents:Chat</c>. Without an endpoint nothing ever leaves the machine.</summary>
public sealed class ChatSettings
{
    /// <summary>Any OpenAI-compatible endpoint: Ollama, llama.cpp, vLLM, a cloud.</summary>
    public Uri? Endpoint { get; set; }

    public string Model { get; set; } = "";

    public string? ApiKey { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(8);

    [Range(1, 100_000)]
    public int MaxOutputTokens { get; set; } = 200;

    /// <summary>Jobs at once while a model is asked: they wait for it, not for a core.</summary>
    [Range(1, 1024)]
    public int Parallelism { get; set; } = 8;
}
