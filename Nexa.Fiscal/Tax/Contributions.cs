using Nexa.Fiscal.Search;

namespace Nexa.Fiscal.Tax;

/// <summary>
/// PIS/Pasep-Importação and COFINS-Importação: the general rates, the special regimes,
/// and the addition to COFINS for the goods of a list.
/// </summary>
public static class Contributions
{
    private const string AdditionalList = "lista";

    public static DatedRate FindPis(TaxRates rates, DateOnly on, string? regime, string ncm) =>
        FindRate("pis", "PIS", rates, on, regime, ncm);

    public static DatedRate FindCofins(TaxRates rates, DateOnly on, string? regime, string ncm) =>
        FindRate("cofins", "COFINS", rates, on, regime, ncm);

    /// <summary>What Lei 10.865 art. 8º § 21 adds for the goods that it lists; it is not creditable.</summary>
    public static DatedRate FindCofinsAdditional(TaxRates rates, DateOnly on) =>
        rates.FindDated("cofins_additional", "", "", on,
            $"Adicional da COFINS-Importação em {on:dd/MM/yyyy} não consta das tabelas: informe cofins_additional.");

    /// <summary>The addition of a code: as the imported list says; zero where the list lacks it, UNKNOWN where there is no list.</summary>
    public static DatedRate FindAdditional(TaxRates rates, string ncm, DateOnly on) =>
        (on >= Reform2027.Start, FindListed(rates, ncm, on)) switch
    {
        (true, _) => FindCofinsAdditional(rates, on),
        (_, { Rate.IsKnown: true } line) => new DatedRate(line.Rate, line.Act, line.From, line.To, line.Note ?? "Lista do § 21"),
        (_, { } line) =>
            DatedRate.Unknown(
                line.Note
                    ?? $"A lista importada não informa o adicional da COFINS-Importação do código {NcmCode.Format(ncm)}: informe "
                        + "cofins_addition."),
        _ when HasList(rates) =>
            new DatedRate(Rate.Zero, "Lei 10.865/2004, art. 8º, § 21", null, null, "O código não consta da lista importada"),
        _ => DatedRate.Unknown(
            $"NCM {NcmCode.Format(ncm)}: a lista de códigos do adicional da COFINS-Importação (Lei 10.865/2004, art. 8º, § 21) não foi "
            + "importada."),
    };

    /// <summary>Whether the operator has imported the list of codes with the addition.</summary>
    public static bool HasList(TaxRates rates) => rates.Has("cofins_additional", AdditionalList);

    private static TaxRate? FindListed(TaxRates rates, string ncm, DateOnly on) => rates.Find("cofins_additional", AdditionalList, ncm, on);

    // The contributions end with 2026, whatever the regime.
    private static DatedRate FindRate(string tax, string name, TaxRates rates, DateOnly on, string? regime, string ncm)
    {
        var scope = on < Reform2027.Start ? Words.FoldAccents(regime ?? "").Trim() : "";
        return rates.FindDated(tax, scope, ncm, on, scope.Length == 0
            ? $"{name}-Importação em {on:dd/MM/yyyy} não consta das tabelas."
            : $"Alíquota de {name}-Importação do regime \"{regime}\" não consta das tabelas: informe a alíquota (rates.{tax}).");
    }
}
