namespace Nexa.Web.Results;

/// <summary>Fields of a classification as an analyst reads them.</summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["ncm"] = "NCM", ["exception"] = "Ex da TIPI", ["nve"] = "NVE", ["description"] = "Descrição",
        ["short_description"] = "Descrição curta", ["fabricante"] = "Fabricante", ["endereco"] = "Endereço", ["pais"] = "País",
    };

    public static string Find(string field) => Names.GetValueOrDefault(field, field.Replace('_', ' '));

    /// <summary>Says of an empty field that it is empty.</summary>
    public static string Format(string field, object? value) => value?.ToString() is { Length: > 0 } text
        ? field switch { "ncm" => Words.FormatNcm(text), "pais" => Countries.Describe(text), _ => text }
        : "vazio";
}
