namespace Nexa.Fiscal.Tax;

/// <summary>What the consumption tax reform changes, by date (EC 132/2023; LC 214/2025). Its rates stand in the tables.</summary>
public static class Reform2027
{
    public static readonly DateOnly Start = new(2027, 1, 1);
    public static readonly DateOnly TestYear = new(2026, 1, 1);

    /// <summary>
    /// IPI goes to zero as a rule, but stays for goods with incentivised production in the Zona Franca, and IT goods keep theirs:
    /// until the official list of LC 214 art. 454 § 3º is out, a positive rate says nothing about 2027.
    /// </summary>
    public static DatedRate ApplyToIpi(DatedRate table, DateOnly on) => on < Start || !table.Rate.IsKnown || table.Rate.Percent == 0m
        ? table
        : DatedRate.Unknown(
            "IPI a partir de 2027 depende da lista do art. 454, § 3º, da LC 214/2025, ainda não publicada: informe a alíquota "
            + "(rates.ipi).");

    /// <summary>
    /// In 2026 CBS and IBS are calculated, but not collected when the accessory duties are met, and stay out of the base of ICMS.
    /// </summary>
    public static bool IsTestYear(DateOnly on) => on >= TestYear && on < Start;

    public static DatedRate FindCbs(TaxRates rates, string ncm, DateOnly on) => FindRate(rates, "cbs", "CBS", ncm, on);

    /// <summary>IBS of the State and of the municipality, each.</summary>
    public static (DatedRate Uf, DatedRate Mun) FindIbs(TaxRates rates, string ncm, DateOnly on) =>
        (FindRate(rates, "ibs_uf", "IBS estadual", ncm, on), FindRate(rates, "ibs_mun", "IBS municipal", ncm, on));

    public static DatedRate FindSelective(TaxRates rates, string ncm, DateOnly on) => FindRate(rates, "is", "Imposto Seletivo", ncm, on);

    private static DatedRate FindRate(TaxRates rates, string tax, string name, string ncm, DateOnly on) =>
        rates.FindDated(tax, "", ncm, on,
            $"Alíquota de {name} em {on:dd/MM/yyyy} não consta das tabelas: informe a alíquota (rates.{tax}).");
}
