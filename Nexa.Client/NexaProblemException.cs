using System.Text.Json;

namespace Nexa.Client;

/// <summary>Nexa has refused a request. The message is the sentence for the user, in Portuguese.</summary>
public sealed class NexaProblemException(int status, ProblemDetails problem) : Exception(SayWhy(status, problem))
{
    public int Status => status;

    public ProblemDetails Problem => problem;

    /// <summary>Nexa asks for something more by a member of the problem, such as <c>second_factor_required</c>.</summary>
    public bool AsksFor(string member) =>
        problem.AdditionalProperties.TryGetValue(member, out var value) && value is JsonElement { ValueKind: JsonValueKind.True };

    /// <summary>Of invalid input: the fields as they were sent, each with its messages.</summary>
    public IReadOnlyDictionary<string,
        ICollection<string>> Errors { get; } = (problem.Errors
            ?? new Dictionary<string, ICollection<string>>(StringComparer.Ordinal)).AsReadOnly();

    private static string SayWhy(int status, ProblemDetails problem) =>
        problem.Detail
        ?? (problem.Errors is { Count: > 0 } errors ? string.Join(' ', errors.Values.SelectMany(messages => messages)) : null)
        ?? problem.Title ?? $"HTTP {status}";
}
