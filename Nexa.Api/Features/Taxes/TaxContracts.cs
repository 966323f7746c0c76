using System.ComponentModel.DataAnnotations;
using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <summary>An import whose taxes are to be estimated. Rates in percent; money in reais, or in the currency of <c>exchange_rate</c> when one is given.</summary>
public sealed record EstimateTaxes
{
    /// <summary>Date of registration of the declaration: it decides which rates hold.</summary>
    [Required(ErrorMessage = "Informe a data do registro (date).")]
    public DateOnly? Date { get; init; }

    [RegularExpression("^[A-Za-z]{2}$", ErrorMessage = "A UF tem duas letras.")]
    public string? Uf { get; init; }

    [Range(0d, 99d, ErrorMessage = "A alíquota do ICMS vai de 0 a 99.")]
    public decimal? IcmsRate { get; init; }

    [Required(ErrorMessage = "Informe o modo de transporte (transport_mode).")]
    [AllowedValues("sea", "air", "road", ErrorMessage = "O modo de transporte é sea, air ou road.")]
    public string? TransportMode { get; init; }

    [Range(0, 1e11, ErrorMessage = "O frete vai de 0 a 100 bilhões.")]
    public decimal? Freight { get; init; }

    [Range(0, 1e11, ErrorMessage = "O seguro vai de 0 a 100 bilhões.")]
    public decimal? Insurance { get; init; }

    [Range(1e-6, 1e4, ErrorMessage = "A taxa de câmbio vai de 0,000001 a 10.000.")]
    public decimal? ExchangeRate { get; init; }

    /// <summary>Additions of the declaration when there are more than the items show.</summary>
    [Range(1, 10_000, ErrorMessage = "O número de adições vai de 1 a 10.000.")]
    public int? Additions { get; init; }

    /// <summary>IOF and other customs expenses in reais: in the base of ICMS only.</summary>
    [Range(0, 1e11, ErrorMessage = "As despesas vão de 0 a 100 bilhões.")]
    public decimal OtherExpenses { get; init; }

    /// <summary>Also answers for 2026 and 2027 beside each other.</summary>
    public bool SideBySide { get; init; }

    [Required(ErrorMessage = "Informe ao menos um item.")]
    [MinLength(1, ErrorMessage = "Informe ao menos um item.")]
    [MaxLength(2_000, ErrorMessage = "São no máximo 2.000 itens por estimativa.")]
    public List<TaxItem>? Items { get; init; }
}

public sealed record TaxItem
{
    [Required(ErrorMessage = "Informe a NCM.")]
    [RegularExpression(@"^\s*\d{4}\.?\d{2}\.?\d{2}\s*$", ErrorMessage = "A NCM tem 8 dígitos.")]
    public string? Ncm { get; init; }

    [RegularExpression(@"^\s*([Ee][Xx]\s*)?\d{1,3}\s*$", ErrorMessage = "O Ex tem até 3 dígitos.")]
    public string? Ex { get; init; }

    [MaxLength(60, ErrorMessage = "A origem tem no máximo 60 caracteres.")]
    public string? Origin { get; init; }

    /// <summary>Items with the same key are one addition of the declaration.</summary>
    [MaxLength(40, ErrorMessage = "A adição tem no máximo 40 caracteres.")]
    public string? Addition { get; init; }

    [Range(0.01, 1e11, ErrorMessage = "O valor aduaneiro vai de 0,01 a 100 bilhões.")]
    public decimal? CustomsValue { get; init; }

    [Range(0.01, 1e11, ErrorMessage = "O valor FOB vai de 0,01 a 100 bilhões.")]
    public decimal? Fob { get; init; }

    [Range(-1e11, 1e11, ErrorMessage = "Ajuste fora dos limites.")]
    public decimal Adjustments { get; init; }

    [Range(0, 1e11, ErrorMessage = "O frete vai de 0 a 100 bilhões.")]
    public decimal? Freight { get; init; }

    [Range(0, 1e11, ErrorMessage = "O seguro vai de 0 a 100 bilhões.")]
    public decimal? Insurance { get; init; }

    /// <summary>Special regime of PIS/COFINS: autopecas, farmacos, perfumaria, maquinas, pneus, or one that was imported.</summary>
    [MaxLength(40, ErrorMessage = "O regime tem no máximo 40 caracteres.")]
    public string? Regime { get; init; }

    /// <summary>The goods are on the list of Lei 10.865/2004, art. 8º, §21.</summary>
    public bool? CofinsAddition { get; init; }

    /// <summary>Anti-dumping, countervailing and safeguard duties in reais.</summary>
    [Range(0, 1e11, ErrorMessage = "Os direitos vão de 0 a 100 bilhões.")]
    public decimal TradeDefence { get; init; }

    public GivenRates? Rates { get; init; }

    /// <summary>The caller's own rates for 2027 of a side by side estimate.</summary>
    public GivenRates? Rates2027 { get; init; }

    internal ImportItem ToItem(GivenRates? rates) => new(NcmCode.Digits(Ncm)!)
    {
        Ex = Ex, Origin = Origin, Addition = Addition, CustomsValue = CustomsValue, Fob = Fob, Adjustments = Adjustments, Freight = Freight, Insurance = Insurance,
        Regime = Regime, CofinsAddition = CofinsAddition, TradeDefence = TradeDefence, Rates = rates ?? new GivenRates(),
    };
}

public sealed record TaxRatesAnswer(DateOnly On, Guid SnapshotId, IReadOnlyList<TaxRateView> Rates);

/// <param name="Ncm">Beginning of the codes for which it holds; null for all.</param>
/// <param name="Rate">In percent; of the Siscomex fee, in reais.</param>
/// <param name="Origin">"law", or "operator" for a line that was imported.</param>
public sealed record TaxRateView(string Tax, string? Scope, string? Ncm, Rate Rate, DateOnly? ValidFrom, DateOnly? ValidTo, string? Act, string? Note, string Origin)
{
    internal static TaxRateView Of(TaxRate row, bool isLaw) => new(
        row.Tax, row.Scope.Length == 0 ? null : row.Scope, row.Code.Length == 0 ? null : row.Code, row.Rate, row.From, row.To == NcmNode.Open ? null : row.To,
        row.Act, row.Note, isLaw ? "law" : "operator");
}

public sealed record TaxAnswer(
    DateOnly Date, Guid SnapshotId, IReadOnlyList<ItemTaxes> Items, TaxAmounts Totals, IReadOnlyList<TaxStep> Steps,
    IReadOnlyList<MissingRate> Missing, IReadOnlyList<string> Notes)
{
    public IReadOnlyList<TaxAnswer>? SideBySide { get; init; }

    internal static TaxAnswer Of(TaxEstimate estimate) => new(
        estimate.Date, estimate.SnapshotId, [.. estimate.Items.Select(ItemTaxes.Of)], estimate.Totals, estimate.Steps, estimate.Missing, estimate.Notes);
}

public sealed record ItemTaxes(
    string Ncm, string? Ex, string Addition, decimal? CustomsValue, decimal? Ii, decimal? Ipi, decimal? Pis, decimal? Cofins, decimal? Is, decimal? Cbs,
    decimal? IbsUf, decimal? IbsMun, decimal? TradeDefence, decimal? Afrmm, decimal? Siscomex, decimal? IcmsBase, decimal? Icms, decimal? Total, IReadOnlyList<TaxStep> Steps)
{
    internal static ItemTaxes Of(ItemEstimate item)
    {
        var amounts = item.Amounts;
        return new ItemTaxes(
            item.Ncm, item.Ex, item.Addition, amounts.CustomsValue, amounts.Ii, amounts.Ipi, amounts.Pis, amounts.Cofins, amounts.Is, amounts.Cbs, amounts.IbsUf,
            amounts.IbsMun, amounts.TradeDefence, amounts.Afrmm, amounts.Siscomex, amounts.IcmsBase, amounts.Icms, amounts.Total, item.Steps);
    }
}
