namespace Nexa.Fiscal.Tax;

/// <summary>What the operator of Nexa decides where States read the law differently; configuration section <c>Fiscal:Taxes</c>.</summary>
public sealed class TaxRules
{
    /// <summary>States that keep CBS and IBS out of the base of ICMS from 2027 on.</summary>
    public List<string> IcmsWithoutCbsIbs { get; init; } = [];
}
