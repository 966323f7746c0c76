using System.Globalization;

namespace Nexa.Fiscal;

/// <summary>Numbers as a Brazilian reads them in a sentence.</summary>
public static class Portuguese
{
    public static readonly CultureInfo Culture = CultureInfo.GetCultureInfo("pt-BR");

    /// <summary>1234.5 is "1.234,5".</summary>
    public static string FormatNumber(decimal number) => number.ToString("#,##0.######", Culture);

    public static string FormatPercent(Rate rate) => rate.Kind switch
    {
        RateKind.Percent => $"{FormatNumber(rate.Percent!.Value)}%",
        RateKind.NotTaxed => "NT",
        _ => "não disponível",
    };

    /// <summary>The name of a tax, of which estimates and files know the key.</summary>
    public static string NameTax(string tax) => tax switch
    {
        "ii" => "imposto de importação",
        "ipi" => "IPI",
        "pis" => "PIS/Pasep-Importação",
        "cofins" => "COFINS-Importação",
        "cofins_additional" => "adicional da COFINS-Importação",
        "is" => "Imposto Seletivo",
        "cbs" => "CBS",
        "ibs_uf" => "IBS estadual",
        "ibs_mun" => "IBS municipal",
        "icms" => "ICMS",
        "afrmm" => "AFRMM",
        "siscomex" => "taxa Siscomex",
        "customs_value" => "valor aduaneiro",
        "trade_defence" => "direitos de defesa comercial",
        "fecp" => "FECP",
        "exchange_rate" => "taxa de câmbio",
        "icms_base" => "base do ICMS",
        "icms_deferred" => "ICMS diferido",
        _ => tax,
    };
}
