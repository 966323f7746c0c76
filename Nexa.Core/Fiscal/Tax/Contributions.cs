namespace Nexa.Core.Fiscal.Tax;

/// <summary>PIS/Pasep-Importação and COFINS-Importação: general rates, the dated addition of §21, and the special regimes that are confirmed.</summary>
public static class Contributions
{
    /// <summary>Both contributions end with 2026 (LC 214/2025; CBS takes their place).</summary>
    public static readonly DateOnly LastDay = new(2026, 12, 31);

    private const string Act = "Lei 10.865/2004, art. 8º";
    private static readonly DateOnly General = new(2015, 5, 1);

    private static readonly (int Year, decimal Percent)[] Additions = [(2024, 1.0m), (2025, 0.8m), (2026, 0.6m)];

    // Regimes whose rates are not confirmed by a primary text are left out: asking for them gives UNKNOWN.
    private static readonly Dictionary<string, (decimal Pis, decimal Cofins, string Act)> Regimes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["autopecas"] = (3.12m, 14.37m, "Lei 10.865/2004, art. 8º, §9º-A; Lei 10.485/2002"),
        ["farmacos"] = (2.76m, 13.03m, "Lei 10.865/2004, art. 8º, §1º"),
    };

    public static DatedRate Pis(DateOnly on, string? regime = null) => On(on, regime, 2.10m, special => special.Pis, "inciso I, a");

    public static DatedRate Cofins(DateOnly on, string? regime = null) => On(on, regime, 9.65m, special => special.Cofins, "inciso I, b");

    /// <summary>The addition to COFINS for the goods that §21 lists; it is not creditable.</summary>
    public static DatedRate CofinsAddition(DateOnly on)
    {
        var year = Array.Find(Additions, addition => addition.Year == on.Year);
        return year == default
            ? on > LastDay
                ? new DatedRate(Rate.Zero, "LC 214/2025", LastDay.AddDays(1), null, "Extinto com a COFINS-Importação")
                : DatedRate.Unknown($"Adicional da COFINS-Importação em {on.Year} não consta das tabelas.")
            : new DatedRate(Rate.Of(year.Percent), $"{Act}, §21", new DateOnly(year.Year, 1, 1), new DateOnly(year.Year, 12, 31), "Adicional");
    }

    private static DatedRate On(DateOnly on, string? regime, decimal general, Func<(decimal Pis, decimal Cofins, string Act), decimal> special, string clause)
    {
        if (on > LastDay)
        {
            return new DatedRate(Rate.Zero, "LC 214/2025", LastDay.AddDays(1), null, "Extinta em 2027");
        }

        if (on < General)
        {
            return DatedRate.Unknown($"PIS/COFINS-Importação antes de {General:dd/MM/yyyy} não consta das tabelas.");
        }

        if (string.IsNullOrWhiteSpace(regime))
        {
            return new DatedRate(Rate.Of(general), $"{Act}, {clause}", General, LastDay, "Regime geral");
        }

        return Regimes.TryGetValue(regime, out var rates)
            ? new DatedRate(Rate.Of(special(rates)), rates.Act, General, LastDay, $"Regime especial: {regime}")
            : DatedRate.Unknown($"Alíquotas de PIS/COFINS-Importação do regime \"{regime}\" não confirmadas: informe-as.");
    }
}
