using System.ComponentModel.DataAnnotations;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <summary>So much for each unit of the act (kg, piece).</summary>
public sealed record DutyByUnit
{
    /// <summary>Left out: the item's net weight where <c>unit</c> is kg, its quantity where the unit is the item's.</summary>
    [Range(1e-6, 1e9, ErrorMessage = "A quantidade deve estar entre 0,000001 e 1 bilhão.")]
    public decimal? Quantity { get; init; }

    /// <summary>Of the act.</summary>
    [MaxLength(20, ErrorMessage = "A unidade deve ter no máximo 20 caracteres.")]
    public string? Unit { get; init; }

    [Required(ErrorMessage = "Informe o valor por unidade (amount_per_unit)."),
        Range(0, 1e6, ErrorMessage = "O valor por unidade deve estar entre 0 e 1 milhão.")]
    public decimal? AmountPerUnit { get; init; }

    /// <summary>Of the amount, ISO 4217; its rate is the PTAX where <c>exchange_rate</c> is left out.</summary>
    [Currency]
    public string? Currency { get; init; }

    /// <summary>To reais; left out where the amount is in reais.</summary>
    [Range(1e-6, 1e4, ErrorMessage = "A taxa de câmbio deve estar entre 0,000001 e 10.000.")]
    public decimal? ExchangeRate { get; init; }

    /// <summary>Null where nobody said how many units there are.</summary>
    internal decimal? FindQuantity(TaxItem item) => Quantity
        ?? (Unit is not { } unit ? null : unit.Equals("kg", StringComparison.OrdinalIgnoreCase) ? item.NetWeight
            : unit.Equals(item.Unit, StringComparison.OrdinalIgnoreCase) ? item.Quantity : null);

    internal SpecificDuty ToDuty(TaxItem item) =>
        new(FindQuantity(item)!.Value, AmountPerUnit!.Value, ExchangeRate) { Currency = Currency };
}

/// <summary>How the State taxes the goods of an item; what is left out is as the declaration or the tables say.</summary>
public sealed record ItemIcms
{
    [Range(0d, 99d, ErrorMessage = "A alíquota do ICMS deve estar entre 0 e 99%.")]
    public decimal? Rate { get; init; }

    /// <summary>Percent by which the base is reduced.</summary>
    [Range(0d, 100d, ErrorMessage = "A redução da base deve estar entre 0 e 100%.")]
    public decimal BaseReduction { get; init; }

    /// <summary>The burden in percent that a benefit leaves, in the place of the rate.</summary>
    [Range(0d, 99d, ErrorMessage = "A carga efetiva deve estar entre 0 e 99%.")]
    public decimal? EffectiveRate { get; init; }

    /// <summary>Percent of the tax that is paid later.</summary>
    [Range(0d, 100d, ErrorMessage = "O diferimento do ICMS deve estar entre 0 e 100%.")]
    public decimal? Deferral { get; init; }

    /// <summary>The State's fund against poverty in percent, on the same base.</summary>
    [Range(0d, 10d, ErrorMessage = "O FECP deve estar entre 0 e 10%.")]
    public decimal Fecp { get; init; }

    internal IcmsTerms ToTerms() => new()
    {
        Rate = Rate, BaseReduction = BaseReduction, EffectiveRate = EffectiveRate, Deferral = Deferral, Fecp = Fecp,
    };
}

/// <summary>A preference by agreement of origin that the importer confirms, and has the proof of origin for.</summary>
public sealed record ConfirmedPreference
{
    [Required(ErrorMessage = "Informe o acordo (agreement)."),
        StringLength(100, MinimumLength = 2, ErrorMessage = "O acordo deve ter de 2 a 100 caracteres.")]
    public string? Agreement { get; init; }

    /// <summary>Percent that it takes off the import duty: 100 leaves none.</summary>
    [Required(ErrorMessage = "Informe a margem de preferência (margin)."),
        Range(0.01, 100d, ErrorMessage = "A margem de preferência deve estar entre 0,01 e 100%.")]
    public decimal? Margin { get; init; }
}

/// <summary>The caller's own exchange rate of a currency, before the PTAX.</summary>
public sealed record GivenExchange
{
    [Required(ErrorMessage = "Informe a moeda (currency)."), Currency]
    public string? Currency { get; init; }

    [Required(ErrorMessage = "Informe a taxa (rate)."),
        Range(1e-6, 1e4, ErrorMessage = "A taxa de câmbio deve estar entre 0,000001 e 10.000.")]
    public decimal? Rate { get; init; }
}

/// <summary>The three letters of a currency.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CurrencyAttribute()
    : RegularExpressionAttribute("^[A-Z]{3}$")
{
    public override string FormatErrorMessage(string name) => "Informe a moeda pelo código ISO 4217 de três letras maiúsculas, como USD.";
}
