namespace Nexa.Fiscal.Tax;

public enum TransportMode
{
    Sea,
    Air,
    Road,
}

/// <summary>
/// What is imported, how and when. With an exchange rate the prices, the freight and the insurance are in that currency, else in reais;
/// a customs value is always in reais and already holds freight and insurance.
/// </summary>
public sealed record ImportDeclaration(DateOnly Date, TransportMode Mode, IReadOnlyList<ImportItem> Items)
{
    /// <summary>Of the prices, and of freight and insurance where they have none of their own; ISO 4217. Null: as it always was,
    /// whatever <see cref="ExchangeRate"/> is of.</summary>
    public string? Currency { get; init; }
    public string? FreightCurrency { get; init; }
    public string? InsuranceCurrency { get; init; }

    /// <summary>The caller's own rates by currency, before the PTAX.</summary>
    public IReadOnlyDictionary<string, decimal> ExchangeRates { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>The registration whose exchange rates hold; null for <see cref="Date"/>.</summary>
    public DateOnly? ExchangeOn { get; init; }
    public Incoterm? Incoterm { get; init; }

    /// <summary>What of the price is freight: the base of AFRMM where the incoterm includes it.</summary>
    public decimal? FreightInPrice { get; init; }

    /// <summary>The act by which the importer says that no AFRMM is due.</summary>
    public string? AfrmmExemption { get; init; }

    /// <summary>Costs in reais after the clearance (storage, carriage, broker): in no tax base.</summary>
    public decimal? LocalExpenses { get; init; }

    /// <summary>Null: nothing is said about credits.</summary>
    public TaxRegime? Regime { get; init; }
    public string? Uf { get; init; }
    public decimal? IcmsRate { get; init; }
    /// <summary>Percent of the ICMS that the State lets be paid later.</summary>
    public decimal IcmsDeferral { get; init; }
    public decimal? Freight { get; init; }
    public decimal? Insurance { get; init; }
    public decimal? ExchangeRate { get; init; }

    /// <summary>Additions of the declaration when there are more than the items show.</summary>
    public int? Additions { get; init; }

    /// <summary>IOF and other customs expenses in reais: in the base of ICMS, not in the total of taxes.</summary>
    public decimal OtherExpenses { get; init; }
}

public sealed record ImportItem(string Ncm)
{
    public string? Ex { get; init; }
    public string? Origin { get; init; }

    /// <summary>Items of one addition share this key; without it an item is an addition of its own.</summary>
    public string? Addition { get; init; }
    public decimal? CustomsValue { get; init; }

    /// <summary>The price by the incoterm, FOB without one.</summary>
    public decimal? Fob { get; init; }

    /// <summary>Of the price; null for the declaration's.</summary>
    public string? Currency { get; init; }
    public decimal? Quantity { get; init; }
    public string? Unit { get; init; }
    public IcmsTerms? Icms { get; init; }
    public Preference? Preference { get; init; }

    /// <summary>Additions to and deductions from the price (Customs Valuation Agreement, art. 8).</summary>
    public decimal Adjustments { get; init; }
    public decimal? Freight { get; init; }
    public decimal? Insurance { get; init; }

    /// <summary>In kg: shares the freight of the declaration among several codes.</summary>
    public decimal? NetWeight { get; init; }

    /// <summary>Special regime of PIS/COFINS; null for the general one.</summary>
    public string? Regime { get; init; }

    /// <summary>The goods are on the list of Lei 10.865 art. 8º § 21.</summary>
    public bool? CofinsAddition { get; init; }

    /// <summary>Anti-dumping, countervailing and safeguard duties in reais.</summary>
    public decimal TradeDefence { get; init; }

    /// <summary>The same by unit.</summary>
    public SpecificDuty? TradeDefenceByUnit { get; init; }

    /// <summary>An import duty by unit, in the place of the one in percent.</summary>
    public SpecificDuty? IiByUnit { get; init; }
    public GivenRates Rates { get; init; } = new();
}

/// <summary>A duty of so much for each unit (kg, piece).</summary>
/// <param name="Quantity">In the unit of the act.</param>
/// <param name="AmountPerUnit">In the currency of the exchange rate.</param>
/// <param name="ExchangeRate">To reais; null where the amount is in reais, or the tables have the rate of its currency.</param>
public sealed record SpecificDuty(decimal Quantity, decimal AmountPerUnit, decimal? ExchangeRate)
{
    public string? Currency { get; init; }
}

/// <summary>Rates that the caller knows better: used, and marked as theirs.</summary>
public sealed record GivenRates
{
    public Rate? Ii { get; init; }
    public Rate? Ipi { get; init; }
    public Rate? Pis { get; init; }
    public Rate? Cofins { get; init; }
    public Rate? CofinsAdditional { get; init; }
    public Rate? Is { get; init; }
    public Rate? Cbs { get; init; }
    public Rate? IbsUf { get; init; }
    public Rate? IbsMun { get; init; }

    /// <summary>The rates of taxes that exist on a day, and the keys of the others.</summary>
    public (GivenRates Held, IReadOnlyList<string> Ignored) SelectInForce(DateOnly on)
    {
        var held = this;
        var ignored = new List<string>();
        if (on >= Reform2027.Start && (Pis ?? Cofins ?? CofinsAdditional) is not null)
        {
            held = held with { Pis = null, Cofins = null, CofinsAdditional = null };
            ignored.AddRange(["pis", "cofins"]);
        }

        if (on < Reform2027.Start && Is is not null)
        {
            held = held with { Is = null };
            ignored.Add("is");
        }

        if (on < Reform2027.TestYear && (Cbs ?? IbsUf ?? IbsMun) is not null)
        {
            held = held with { Cbs = null, IbsUf = null, IbsMun = null };
            ignored.AddRange(["cbs", "ibs_uf", "ibs_mun"]);
        }

        return (held, ignored);
    }
}
