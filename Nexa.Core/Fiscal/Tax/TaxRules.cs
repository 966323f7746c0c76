namespace Nexa.Core.Fiscal.Tax;

/// <summary>What the operator of Nexa knows and the law leaves open; configuration section <c>Fiscal:Taxes</c>. What is not here is UNKNOWN.</summary>
public sealed class TaxRules
{
    /// <summary>ICMS on imports by State ("SP"), dated.</summary>
    public Dictionary<string, List<ConfiguredRate>> Icms { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Beginnings of the codes that Lei 10.865 art. 8º §21 lists.</summary>
    public List<string> CofinsAdditionCodes { get; init; } = [];

    /// <summary>States that keep CBS and IBS out of the base of ICMS from 2027 on.</summary>
    public List<string> IcmsWithoutCbsIbs { get; init; } = [];

    /// <summary>CBS once its rate is law, dated.</summary>
    public List<ConfiguredRate> Cbs { get; init; } = [];

    public DatedRate IcmsOn(string? uf, DateOnly on) => uf is { Length: > 0 } && Icms.TryGetValue(uf, out var rates) && Find(rates, on) is { } rate
        ? rate
        : DatedRate.Unknown(uf is { Length: > 0 }
            ? $"Alíquota do ICMS na importação em {uf.ToUpperInvariant()} não configurada: informe icms_rate."
            : "Informe a UF ou a alíquota do ICMS (icms_rate).");

    public DatedRate CbsOn(DateOnly on) => on >= Reform2027.Start && Find(Cbs, on) is { } rate ? rate : Reform2027.Cbs(on);

    private static DatedRate? Find(List<ConfiguredRate> rates, DateOnly on) => rates
        .Where(rate => rate.From <= on && on <= rate.To).Select(rate => new DatedRate(Rate.Of(rate.Percent), rate.Act, rate.From, rate.To, "configuration")).FirstOrDefault();
}

public sealed class ConfiguredRate
{
    public decimal Percent { get; init; }
    public DateOnly From { get; init; } = DateOnly.MinValue;
    public DateOnly To { get; init; } = NcmNode.Open;
    public string? Act { get; init; }
}
