using Nexa.Client;

namespace Nexa.Web.Taxes;

/// <summary>One item of the sheet as it is typed.</summary>
public sealed class TaxLine
{
    public string? Ncm { get; set; }

    public string? Ex { get; set; }

    public string? Value { get; set; }

    public string? NetWeight { get; set; }

    /// <summary>Empty, "yes" or "no".</summary>
    public string CofinsAddition { get; set; } = "";

    public string? Regime { get; set; }

    public string? TradeDefence { get; set; }

    public string? Origin { get; set; }

    public string? Quantity { get; set; }

    public string? Unit { get; set; }

    public string? BaseReduction { get; set; }

    public string? EffectiveRate { get; set; }

    public string? Fecp { get; set; }

    public string? Agreement { get; set; }

    public string? Margin { get; set; }

    /// <summary>Rates that the tables don't have, by year and the tax's key.</summary>
    public Dictionary<(int Year, string Tax), string> Rates { get; } = [];

    /// <param name="name">How the item is called in a sentence.</param>
    /// <param name="day">Of the declaration.</param>
    /// <param name="isByPrice">The value is a price.</param>
    /// <param name="sideBySide">Rates of both years are asked for.</param>
    /// <param name="hasIncoterm">The price is what the declaration's incoterm says.</param>
    /// <returns>The item, or the sentence about what has to be typed first.</returns>
    public (TaxItem? Item, string? Fault) Build(string name, DateOnly day, bool isByPrice, bool sideBySide, bool hasIncoterm = false)
    {
        if (Ncm is not { Length: 8 } ncm || !ncm.All(char.IsAsciiDigit))
        {
            return (null, $"Informe a NCM do {name} com 8 dígitos.");
        }

        if (!Words.TryParseQuantity(Value, out var value) || value is not > 0)
        {
            return (null, $"Informe o valor do {name} em algarismos, por exemplo 1.250,00.");
        }

        if (!Words.TryParseQuantity(NetWeight, out var weight) || !Words.TryParseQuantity(TradeDefence, out var duties)
            || new[] { Quantity, BaseReduction, EffectiveRate, Fecp, Margin }.Any(typed => !Words.TryParseQuantity(typed, out _)))
        {
            return (null, $"Informe os demais dados do {name} em algarismos, por exemplo 1.250,00.");
        }

        if (Rates.Any(one => !TryParseRate(one.Value, out _)))
        {
            return (null, $"Informe as alíquotas do {name} em algarismos, por exemplo 2,5, ou NT.");
        }

        return (new TaxItem
        {
            Ncm = ncm, Ex = string.IsNullOrWhiteSpace(Ex) ? null : Ex.Trim(), Customs_value = isByPrice ? null : value,
            Fob = isByPrice && !hasIncoterm ? value : null, Price = isByPrice && hasIncoterm ? value : null,
            Net_weight = weight, Trade_defence = duties, Cofins_addition = ReadChoice(CofinsAddition),
            Regime = string.IsNullOrWhiteSpace(Regime) ? null : Regime, Rates = BuildRates(day.Year),
            Origin = ReadText(Origin)?.ToUpperInvariant(), Quantity = ReadNumber(Quantity), Unit = ReadText(Unit), Icms = BuildIcms(),
            Preference = ReadText(Agreement) is { } agreement
                ? new ConfirmedPreference { Agreement = agreement, Margin = ReadNumber(Margin) ?? 0m } : null,
            Rates2026 = sideBySide && day.Year != 2026 ? BuildRates(2026) : null,
            Rates2027 = sideBySide && day.Year != 2027 ? BuildRates(2027) : null,
        }, null);
    }

    private ItemIcms? BuildIcms() =>
        ReadNumber(BaseReduction) is null && ReadNumber(EffectiveRate) is null && ReadNumber(Fecp) is null ? null : new ItemIcms
        {
            Base_reduction = ReadNumber(BaseReduction) ?? 0m, Effective_rate = ReadNumber(EffectiveRate), Fecp = ReadNumber(Fecp) ?? 0m,
        };

    private static string? ReadText(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private static decimal? ReadNumber(string? typed) => Words.TryParseQuantity(typed, out var known) ? known : null;

    private static bool? ReadChoice(string choice) => choice.Length == 0 ? null : choice == "yes";

    /// <summary>An empty text is no rate, and no mistake.</summary>
    private static bool TryParseRate(string typed, out Rate? rate)
    {
        if (typed.Trim().Equals("NT", StringComparison.OrdinalIgnoreCase))
        {
            rate = Rate.NotTaxed;
            return true;
        }

        var isNumber = Words.TryParseQuantity(typed.Trim().TrimEnd('%'), out var percent);
        rate = percent is { } known ? Rate.FromPercent(known) : null;
        return isNumber;
    }

    private GivenRates? BuildRates(int year)
    {
        Rate? Find(string tax) => Rates.TryGetValue((year, tax), out var typed) && TryParseRate(typed, out var rate) ? rate : null;
        var rates = new GivenRates
        {
            Ii = Find("ii"), Ipi = Find("ipi"), Pis = Find("pis"), Cofins = Find("cofins"), Cofins_additional = Find("cofins_additional"),
            Is = Find("is"), Cbs = Find("cbs"), Ibs_uf = Find("ibs_uf"), Ibs_mun = Find("ibs_mun"),
        };
        return Rates.Keys.Any(key => key.Year == year) ? rates : null;
    }
}
