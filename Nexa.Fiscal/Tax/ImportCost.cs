namespace Nexa.Fiscal.Tax;

/// <summary>How the importer is taxed on income, which decides what it recovers.</summary>
public enum TaxRegime
{
    LucroReal,
    LucroPresumido,
    Simples,
}

/// <summary>What goods for resale or industrialisation give the importer back. Null: not known.</summary>
public sealed record TaxCredits(decimal? Ipi, decimal? Pis, decimal? Cofins, decimal? Icms, decimal? Cbs, decimal? Ibs)
{
    private static readonly TaxCredits None = new(0m, 0m, 0m, 0m, 0m, 0m);

    public decimal? Total => Ipi + Pis + Cofins + Icms + Cbs + Ibs;

    /// <summary>
    /// IPI: RIPI, art. 226, V. PIS and COFINS without its addition, where they are not cumulative: Lei 10.865/2004, art. 15. ICMS that is
    /// paid: LC 87/1996, art. 20. CBS and IBS: LC 214/2025, art. 47. In the Simples none: LC 123/2006, art. 23. These articles were
    /// read in copies of the acts, not in the official gazette; that of the RIPI was cited from knowledge.
    /// </summary>
    /// <param name="regime">The importer's.</param>
    /// <param name="paid">The taxes of the item.</param>
    /// <param name="cofinsWithoutAddition">The addition gives no credit (Lei 10.865/2004, art. 15, § 1º-A).</param>
    /// <param name="hasSpecialRegime">PIS and COFINS have rates of a special regime, whose credits have rules of their own.</param>
    internal static TaxCredits Calculate(TaxRegime regime, TaxAmounts paid, decimal? cofinsWithoutAddition, bool hasSpecialRegime)
    {
        if (regime is TaxRegime.Simples)
        {
            return None;
        }

        var (pis, cofins) = regime is not TaxRegime.LucroReal ? (0m, 0m)
            : hasSpecialRegime ? (null, null) : (paid.Pis, cofinsWithoutAddition);
        return new TaxCredits(
            paid.Ipi, pis, cofins, paid.Icms - paid.IcmsDeferred, paid.Cbs, paid.IbsUf + paid.IbsMun);
    }
}

/// <summary>What the goods cost the importer: customs value, taxes, customs and local expenses, less what is recovered.</summary>
/// <param name="Gross">Without the credits.</param>
/// <param name="Credits">Null where the importer's regime was not given.</param>
/// <param name="Net">Gross less credits.</param>
public sealed record ImportCost(decimal? Gross, decimal? LocalExpenses, TaxCredits? Credits, decimal? Net)
{
    public decimal? Quantity { get; init; }
    public string? Unit { get; init; }

    /// <summary>Chosen: cheap parts cost fractions of a cent.</summary>
    private const int UnitDigits = 6;

    public decimal? GrossPerUnit => PerUnit(Gross);

    public decimal? NetPerUnit => PerUnit(Net);

    private decimal? PerUnit(decimal? cost) =>
        Quantity is { } quantity && cost is { } known ? Math.Round(known / quantity, UnitDigits, MidpointRounding.AwayFromZero) : null;
}
