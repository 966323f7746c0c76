using Nexa.Client;

namespace Nexa.Web.Taxes;

/// <summary>Taxes of an import in the order of their calculation, and Nexa's sentences about them without names of fields.</summary>
internal static class TaxNames
{
    /// <summary>The key that the interface has, the name, and the amount.</summary>
    public static readonly (string Key, string Name, Func<TaxAmounts, decimal?> Amount)[] All =
    [
        ("ii", "Imposto de importação (II)", amounts => amounts.Ii), ("ipi", "IPI", amounts => amounts.Ipi),
        ("pis", "PIS-Importação", amounts => amounts.Pis), ("cofins", "COFINS-Importação", amounts => amounts.Cofins),
        ("is", "Imposto Seletivo (IS)", amounts => amounts.Is), ("cbs", "CBS", amounts => amounts.Cbs),
        ("ibs_uf", "IBS estadual", amounts => amounts.Ibs_uf), ("ibs_mun", "IBS municipal", amounts => amounts.Ibs_mun),
        ("trade_defence", "Defesa comercial", amounts => amounts.Trade_defence), ("afrmm", "AFRMM", amounts => amounts.Afrmm),
        ("siscomex", "Taxa do Siscomex", amounts => amounts.Siscomex), ("icms", "ICMS", amounts => amounts.Icms),
        ("fecp", "FECP", amounts => amounts.Fecp),
        ("icms_deferred", "ICMS diferido (fora do total)", amounts => amounts.Icms_deferred),
    ];

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["cofins_additional"] = "Adicional da COFINS", ["customs_value"] = "Valor aduaneiro", ["icms_base"] = "Base do ICMS",
        ["exchange_rate"] = "Taxa de câmbio",
        ["total"] = "Total",
    };

    /// <summary>Names of the interface's fields in Nexa's sentences, and what this page calls them.</summary>
    private static readonly (string Field, string Words)[] Fields =
    [
        (" (rates.ipi)", ""), (" (rates.pis)", ""), (" (rates.cofins)", ""), (" (rates.is)", ""), (" (rates.cbs)", ""),
        (" (rates.ibs_uf)", ""), (" (rates.ibs_mun)", ""), (" (cofins_additional)", ""), (" (freight)", ""), (" (net_weight)", ""),
        (" (exchange_rate)", ""), (" (freight_in_price)", ""), (" (adjustments)", ""), (" (adjustments, com sinal negativo)", ""),
        (" (origin)", ""),
        ("confirme-a em preference", "confirme-a no item"), ("confirme-a em afrmm_exemption", "informe o ato da isenção"),
        ("informe trade_defence", "informe a defesa comercial do item"),
        (" (icms_rate)", ""), ("informe icms_rate", "informe a alíquota do ICMS"),
        ("informe cofins_additional", "informe a alíquota do adicional"),
        ("informe cofins_addition", "informe o adicional da COFINS do item"), ("informe o campo regime", "informe o regime do item"),
    ];

    public static string Find(string key) =>
        Array.Find(All, one => one.Key == key).Name ?? Others.GetValueOrDefault(key, key.Replace('_', ' '));

    public static string Explain(string sentence) =>
        Fields.Aggregate(sentence, (text, one) => text.Replace(one.Field, one.Words, StringComparison.Ordinal));
}
