namespace Nexa.Fiscal;

/// <summary>The States and the Federal District, by which ICMS differs.</summary>
public static class BrazilStates
{
    private static readonly HashSet<string> Codes = new(StringComparer.OrdinalIgnoreCase)
    {
        "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA",
        "PB", "PE", "PI", "PR", "RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
    };

    public static bool Contains(string? uf) => uf is not null && Codes.Contains(uf);
}
