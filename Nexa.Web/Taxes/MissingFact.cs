using Nexa.Client;

namespace Nexa.Web.Taxes;

/// <summary>Something that a total still needs.</summary>
/// <param name="Year">Null where every year needs it.</param>
/// <param name="Item">The item's place, from 0; null for the declaration.</param>
public sealed record MissingFact(int? Year, int? Item, string Tax, string Reason)
{
    private static readonly string[] Rates = ["ii", "ipi", "pis", "cofins", "cofins_additional", "is", "cbs", "ibs_uf", "ibs_mun"];

    /// <summary>It is a rate that a person may know better than the tables.</summary>
    public bool IsRate => Item is not null && Rates.Contains(Tax);

    /// <summary>What the answers for all years lack, each once.</summary>
    public static IReadOnlyList<MissingFact> ListAll(IReadOnlyList<TaxAnswer> answers) =>
    [
        .. answers.SelectMany(answer => answer.Missing.Select(one => new MissingFact(
                one.Item is not null && one.Tax != "customs_value" ? answer.Date.Year : null, one.Item, FindTax(one),
                TaxNames.Explain(one.Reason))))
            .Distinct(),
    ];

    /// <summary>COFINS lacks its addition where Nexa says so, and the rate of COFINS itself would not help.</summary>
    private static string FindTax(MissingRate one) =>
        one.Tax == "cofins" && one.Reason.StartsWith("Adicional", StringComparison.Ordinal) ? "cofins_additional" : one.Tax;
}
