using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using Nexa.Fiscal.Search;

namespace Nexa.Core.Catalogue;

/// <summary>The countries of ISO 3166-1 by their two letters.</summary>
public static class Countries
{
    private static readonly FrozenDictionary<string, string> Names = ReadNames();

    public static bool Knows(string code) => Names.ContainsKey(code);

    /// <summary>The two letters of a country that is written by them or by its Portuguese name; null for anything else.</summary>
    public static string? FindCode(string? written)
    {
        var text = written?.Trim() ?? "";
        return Names.ContainsKey(text.ToUpperInvariant()) ? text.ToUpperInvariant()
            : Names.FirstOrDefault(one => Words.FoldAccents(one.Value) == Words.FoldAccents(text)).Key;
    }

    /// <summary>The name in Portuguese; null for what is no code of a country.</summary>
    public static string? FindName(string? code) => code is null ? null : Names.GetValueOrDefault(code.Trim().ToUpperInvariant());

    // A line of the file is "TW Taiwan".
    private static FrozenDictionary<string, string> ReadNames()
    {
        using var stream = typeof(Countries).Assembly.GetManifestResourceStream("Nexa.Core.Catalogue.countries.pt-BR.txt")
            ?? throw new InvalidOperationException("countries.pt-BR.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenDictionary(line => line[..2], line => line[3..].Trim(), StringComparer.Ordinal);
    }
}

/// <summary>A country's two letters, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountryAttribute() : ValidationAttribute("Informe o país pelo código ISO 3166-1 de duas letras maiúsculas, como JP.")
{
    /// <summary>An empty text clears the field.</summary>
    public bool AllowsClearing { get; init; }

    public override bool IsValid(object? value) =>
        value is null || (AllowsClearing && value is "") || (value is string code && Countries.Knows(code));
}
