using Nexa.Client;

namespace Nexa.Web.Administration;

/// <summary>A file that a person has chosen.</summary>
public sealed record ChosenFile(string Name, byte[] Content)
{
    public FileParameter ToParameter() => new(new MemoryStream(Content, writable: false), Name, "application/octet-stream");

    /// <summary>Why it was refused, with its name, which some of the API's reasons begin with.</summary>
    public string? Explain(string? refusal) =>
        refusal is null || refusal.StartsWith(Name, StringComparison.Ordinal) ? refusal : $"{Name}: {refusal}";
}
