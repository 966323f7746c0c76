namespace Nexa.Fiscal.Tax;

/// <summary>How a State taxes the goods of an item, as the caller knows it; what is null is as the declaration or the tables say.</summary>
public sealed record IcmsTerms
{
    /// <summary>In percent, in the place of the declaration's.</summary>
    public decimal? Rate { get; init; }

    /// <summary>The percent by which the base is reduced.</summary>
    public decimal BaseReduction { get; init; }

    /// <summary>The effective burden in percent to which a benefit reduces the tax.</summary>
    public decimal? EffectiveRate { get; init; }

    /// <summary>Percent of the ICMS that is paid later.</summary>
    public decimal? Deferral { get; init; }

    /// <summary>The State's fund against poverty in percent, on the same base (ADCT, art. 82, § 1º: cited from knowledge).</summary>
    public decimal Fecp { get; init; }
}

/// <summary>
/// A preference by agreement that the importer has confirmed, with its proof of origin: it takes a margin in percent off the import duty.
/// </summary>
public sealed record Preference(string Agreement, decimal Margin);
