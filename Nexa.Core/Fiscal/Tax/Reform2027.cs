namespace Nexa.Core.Fiscal.Tax;

/// <summary>What the consumption tax reform changes, by date (EC 132/2023; LC 214/2025).</summary>
public static class Reform2027
{
    public static readonly DateOnly Start = new(2027, 1, 1);
    private static readonly DateOnly TestYear = new(2026, 1, 1);
    private static readonly DateOnly TransitionEnd = new(2028, 12, 31);

    // Anexo XVII of LC 214/2025, by prefix.
    private static readonly string[] SelectiveTax =
    [
        "8703", "8704", "8802", "8903", "2401", "2402", "2403", "2404", "2203", "2204", "2205", "2206", "2208", "22021000", "2601", "27090010", "27111100", "27112100",
    ];

    /// <summary>
    /// IPI goes to zero as a rule, but stays for goods with incentivised production in the Zona Franca, and IT goods keep theirs:
    /// until the official list of LC 214 art. 454 §3º is out, a positive rate says nothing about 2027.
    /// </summary>
    public static DatedRate Ipi(DatedRate table, DateOnly on) => on < Start || !table.Rate.IsKnown || table.Rate.Percent == 0m
        ? table
        : DatedRate.Unknown("IPI a partir de 2027 depende da lista do art. 454, §3º, da LC 214/2025, ainda não publicada: informe a alíquota.");

    /// <summary>In 2026 CBS and IBS are calculated, but not collected when the accessory duties are met, and stay out of the base of ICMS.</summary>
    public static bool IsTestYear(DateOnly on) => on >= TestYear && on < Start;

    public static DatedRate Cbs(DateOnly on) => on < TestYear
        ? new DatedRate(Rate.Zero, null, null, TestYear.AddDays(-1), "Antes da CBS")
        : on < Start
            ? new DatedRate(Rate.Of(0.9m), "LC 214/2025, art. 348, §1º", TestYear, Start.AddDays(-1), "Ano de teste, recolhimento dispensado")
            : DatedRate.Unknown("Alíquota da CBS a partir de 2027 aguarda legislação (LC 214/2025, arts. 14 e 347): informe-a.");

    /// <summary>IBS of the State and of the municipality, each.</summary>
    public static (DatedRate Uf, DatedRate Mun) Ibs(DateOnly on)
    {
        if (on < TestYear)
        {
            var none = new DatedRate(Rate.Zero, null, null, TestYear.AddDays(-1), "Antes do IBS");
            return (none, none);
        }

        if (on < Start)
        {
            const string Act = "LC 214/2025, art. 348, §1º";
            return (new DatedRate(Rate.Of(0.1m), Act, TestYear, Start.AddDays(-1), "Ano de teste, recolhimento dispensado"),
                new DatedRate(Rate.Zero, Act, TestYear, Start.AddDays(-1), "Ano de teste"));
        }

        var rate = on <= TransitionEnd
            ? new DatedRate(Rate.Of(0.05m), "LC 214/2025, art. 344", Start, TransitionEnd, "Transição 2027–2028")
            : DatedRate.Unknown("Alíquotas do IBS a partir de 2029 não constam das tabelas: informe-as.");
        return (rate, rate);
    }

    public static DatedRate Selective(string ncm, DateOnly on) =>
        on < Start || !Array.Exists(SelectiveTax, prefix => ncm.StartsWith(prefix, StringComparison.Ordinal))
            ? new DatedRate(Rate.Zero, "LC 214/2025, Anexo XVII", null, null, "Imposto Seletivo não incide")
            : DatedRate.Unknown("Alíquota do Imposto Seletivo aguarda legislação (LC 214/2025, Anexo XVII): informe-a.");
}
