using System.Collections.Frozen;

namespace Nexa.Web;

/// <summary>Countries of ISO 3166-1 as an analyst names them.</summary>
internal static class Countries
{
    private static readonly FrozenDictionary<string, string> Names = ReadNames();

    /// <summary>Null for what is no code of a country.</summary>
    public static string? FindName(string? code) => code is null ? null : Names.GetValueOrDefault(code.ToUpperInvariant());

    /// <summary>Coreia do Sul (KR); what is no code stays as it is.</summary>
    public static string Describe(string code) => FindName(code) is { } name ? $"{name} ({code.ToUpperInvariant()})" : code;

    // A line of the file is "TW Taiwan".
    private static FrozenDictionary<string, string> ReadNames()
    {
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("countries.pt-BR.txt")
            ?? throw new InvalidOperationException("countries.pt-BR.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenDictionary(line => line[..2], line => line[3..].Trim(), StringComparer.Ordinal);
    }
}
