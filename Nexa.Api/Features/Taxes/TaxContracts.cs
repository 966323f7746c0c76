using System.ComponentModel.DataAnnotations;
using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <summary>
/// An import whose taxes are to be estimated. Rates in percent. A <c>customs_value</c> is in reais; prices, freight and insurance are in
/// the currency of <c>exchange_rate</c> when one is given, else in reais.
/// </summary>
public sealed record EstimateTaxes
{
    /// <summary>Date of registration of the declaration: it decides which rates hold.</summary>
    [Required(ErrorMessage = "Informe a data do registro (date).")]
    public DateOnly? Date { get; init; }

    /// <summary>
    /// One of the organisation's importers: gives <c>uf</c>, <c>icms_rate</c> and <c>icms_deferral</c> where they are left out.
    /// </summary>
    public Guid? ImporterId { get; init; }

    /// <summary>An edition of the fiscal tables by its id: the estimate as that edition gives it. The one in force where it is left out.
    /// </summary>
    public Guid? Snapshot { get; init; }

    /// <summary>Of the prices, and of freight and insurance where they have none of their own; ISO 4217. Its rate is the PTAX of the day
    /// before the registration where <c>exchange_rate</c> is left out.</summary>
    [Currency]
    public string? Currency { get; init; }

    [Currency]
    public string? FreightCurrency { get; init; }

    [Currency]
    public string? InsuranceCurrency { get; init; }

    /// <summary>Rates of further currencies, where they are not to be the PTAX.</summary>
    [MaxLength(20, ErrorMessage = "O limite é de 20 moedas.")]
    public List<GivenExchange>? ExchangeRates { get; init; }

    /// <summary>What <c>price</c> includes (Incoterms 2020).</summary>
    [AllowedValues("EXW", "FCA", "FAS", "FOB", "CFR", "CPT", "CIF", "CIP", "DAP", "DPU", "DDP", null,
        ErrorMessage = "O incoterm deve ser EXW, FCA, FAS, FOB, CFR, CPT, CIF, CIP, DAP, DPU ou DDP.")]
    public string? Incoterm { get; init; }

    /// <summary>What of the price is freight: the base of AFRMM where the incoterm includes it.</summary>
    [Range(0, 1e11, ErrorMessage = "O frete incluído no preço deve estar entre 0 e 100 bilhões.")]
    public decimal? FreightInPrice { get; init; }

    /// <summary>The act by which the importer confirms that no AFRMM is due.</summary>
    [StringLength(200, MinimumLength = 3, ErrorMessage = "O ato da isenção do AFRMM deve ter de 3 a 200 caracteres.")]
    public string? AfrmmExemption { get; init; }

    /// <summary>Costs in reais after the clearance: in no tax base, part of the cost.</summary>
    [Range(0, 1e11, ErrorMessage = "As despesas locais devem estar entre 0 e 100 bilhões.")]
    public decimal? LocalExpenses { get; init; }

    /// <summary>Decides which taxes on goods for resale or industrialisation the importer recovers.</summary>
    [AllowedValues("lucro_real", "lucro_presumido", "simples", null,
        ErrorMessage = "O regime do importador deve ser lucro_real, lucro_presumido ou simples.")]
    public string? TaxRegime { get; init; }

    [RegularExpression("^[A-Za-z]{2}$", ErrorMessage = "Informe a sigla da UF, com duas letras.")]
    public string? Uf { get; init; }

    [Range(0d, 99d, ErrorMessage = "A alíquota do ICMS deve estar entre 0 e 99%.")]
    public decimal? IcmsRate { get; init; }

    /// <summary>Percent of the ICMS that is deferred: calculated, and left out of the total.</summary>
    [Range(0d, 100d, ErrorMessage = "O diferimento do ICMS deve estar entre 0 e 100%.")]
    public decimal? IcmsDeferral { get; init; }

    [Required(ErrorMessage = "Informe o modo de transporte (transport_mode).")]
    [AllowedValues(
        "sea", "air", "road", ErrorMessage = "O modo de transporte deve ser sea (aquaviário), air (aéreo) ou road (rodoviário).")]
    public string? TransportMode { get; init; }

    [Range(0, 1e11, ErrorMessage = "O frete deve estar entre 0 e 100 bilhões.")]
    public decimal? Freight { get; init; }

    [Range(0, 1e11, ErrorMessage = "O seguro deve estar entre 0 e 100 bilhões.")]
    public decimal? Insurance { get; init; }

    [Range(1e-6, 1e4, ErrorMessage = "A taxa de câmbio deve estar entre 0,000001 e 10.000.")]
    public decimal? ExchangeRate { get; init; }

    /// <summary>Additions of the declaration when there are more than the items show.</summary>
    [Range(1, 10_000, ErrorMessage = "O número de adições deve estar entre 1 e 10.000.")]
    public int? Additions { get; init; }

    /// <summary>IOF and other customs expenses in reais: in the base of ICMS only.</summary>
    [Range(0, 1e11, ErrorMessage = "As outras despesas devem estar entre 0 e 100 bilhões.")]
    public decimal OtherExpenses { get; init; }

    /// <summary>Also answers for 2026 and 2027 beside each other; rates belong to the year of <c>date</c>.</summary>
    public bool SideBySide { get; init; }

    [Required(ErrorMessage = "Informe ao menos um item.")]
    [MinLength(1, ErrorMessage = "Informe ao menos um item.")]
    [MaxLength(2_000, ErrorMessage = "O limite é de 2.000 itens por estimativa.")]
    public List<TaxItem>? Items { get; init; }
}

public sealed record TaxItem
{
    [Required(ErrorMessage = "Informe a NCM.")]
    [RegularExpression(@"^\s*\d{4}\.?\d{2}\.?\d{2}\s*$", ErrorMessage = "Informe a NCM com 8 dígitos.")]
    public string? Ncm { get; init; }

    [RegularExpression(@"^\s*([Ee][Xx]\s*)?\d{1,3}\s*$", ErrorMessage = "Informe o Ex com até 3 dígitos.")]
    public string? Ex { get; init; }

    [MaxLength(60, ErrorMessage = "A origem deve ter no máximo 60 caracteres.")]
    public string? Origin { get; init; }

    /// <summary>Items with the same key are one addition of the declaration.</summary>
    [MaxLength(40, ErrorMessage = "A adição deve ter no máximo 40 caracteres.")]
    public string? Addition { get; init; }

    [Range(0.01, 1e11, ErrorMessage = "O valor aduaneiro deve estar entre 0,01 e 100 bilhões.")]
    public decimal? CustomsValue { get; init; }

    [Range(0.01, 1e11, ErrorMessage = "O valor FOB deve estar entre 0,01 e 100 bilhões.")]
    public decimal? Fob { get; init; }

    /// <summary>The price by the declaration's <c>incoterm</c>.</summary>
    [Range(0.01, 1e11, ErrorMessage = "O preço deve estar entre 0,01 e 100 bilhões.")]
    public decimal? Price { get; init; }

    /// <summary>Of the price; the declaration's where it is left out.</summary>
    [Currency]
    public string? Currency { get; init; }

    [Range(1e-6, 1e9, ErrorMessage = "A quantidade deve estar entre 0,000001 e 1 bilhão.")]
    public decimal? Quantity { get; init; }

    /// <summary>In which the quantity is; the cost is told for one of it.</summary>
    [MaxLength(20, ErrorMessage = "A unidade deve ter no máximo 20 caracteres.")]
    public string? Unit { get; init; }

    public ItemIcms? Icms { get; init; }

    /// <summary>Takes a margin off the import duty; never applied unless it is stated here.</summary>
    public ConfirmedPreference? Preference { get; init; }

    [Range(-1e11, 1e11, ErrorMessage = "O ajuste deve estar entre −100 bilhões e 100 bilhões.")]
    public decimal Adjustments { get; init; }

    [Range(0, 1e11, ErrorMessage = "O frete deve estar entre 0 e 100 bilhões.")]
    public decimal? Freight { get; init; }

    [Range(0, 1e11, ErrorMessage = "O seguro deve estar entre 0 e 100 bilhões.")]
    public decimal? Insurance { get; init; }

    /// <summary>In kg. Shares the freight of the declaration among several codes (Decreto 6.759/2009, art. 78, I).</summary>
    [Range(1e-6, 1e9, ErrorMessage = "O peso líquido deve estar entre 0,000001 e 1 bilhão de kg.")]
    public decimal? NetWeight { get; init; }

    /// <summary>Special regime of PIS/COFINS: autopecas, farmacos, perfumaria, maquinas, pneus, or one that was imported.</summary>
    [MaxLength(40, ErrorMessage = "O regime deve ter no máximo 40 caracteres.")]
    public string? Regime { get; init; }

    /// <summary>The goods are on the list of Lei 10.865/2004, art. 8º, § 21.</summary>
    public bool? CofinsAddition { get; init; }

    /// <summary>Anti-dumping, countervailing and safeguard duties in reais.</summary>
    [Range(0, 1e11, ErrorMessage = "Os direitos de defesa comercial devem estar entre 0 e 100 bilhões.")]
    public decimal TradeDefence { get; init; }

    /// <summary>The same by unit, as many acts state it.</summary>
    public DutyByUnit? TradeDefenceByUnit { get; init; }

    /// <summary>An import duty by unit, in the place of the one in percent.</summary>
    public DutyByUnit? IiByUnit { get; init; }

    /// <summary>The caller's own rates for the year of <c>date</c>.</summary>
    public GivenRates? Rates { get; init; }

    /// <summary>Those for 2026 of a side by side estimate of another year.</summary>
    public GivenRates? Rates2026 { get; init; }

    /// <summary>Those for 2027 of a side by side estimate of another year.</summary>
    public GivenRates? Rates2027 { get; init; }

    /// <summary>Of the rates of the declaration's own year only the import duty holds in another.</summary>
    internal GivenRates RatesIn(int year, DateOnly date)
    {
        if (year == date.Year)
        {
            return Rates ?? new GivenRates();
        }

        var given = (year == 2026 ? Rates2026 : Rates2027) ?? new GivenRates();
        return given with { Ii = given.Ii ?? Rates?.Ii };
    }

    internal ImportItem ToItem(GivenRates rates) => new(NcmCode.ParseDigits(Ncm)!)
    {
        Ex = Ex, Origin = Origin, Addition = Addition, CustomsValue = CustomsValue, Fob = Price ?? Fob, Adjustments = Adjustments,
        Freight = Freight, Insurance = Insurance, NetWeight = NetWeight, Regime = Regime, CofinsAddition = CofinsAddition,
        TradeDefence = TradeDefence, TradeDefenceByUnit = TradeDefenceByUnit?.ToDuty(this), IiByUnit = IiByUnit?.ToDuty(this),
        Rates = rates,
        Currency = Currency, Quantity = Quantity, Unit = Unit, Icms = Icms?.ToTerms(),
        Preference = Preference is { } one ? new Preference(one.Agreement!.Trim(), one.Margin!.Value) : null,
    };
}
