namespace Nexa.Fiscal.Tax;

/// <summary>Every sentence of an estimate that an analyst reads.</summary>
internal static class TaxTexts
{
    public const string CustomsValueAct =
        "Decreto 6.759/2009, arts. 75 a 78 (capatazia no Brasil excluída: Decreto 11.090/2022)";
    public const string IpiAct = "Decreto 6.759/2009, art. 239";
    public const string ConsumptionAct = "LC 214/2025, art. 69";
    public const string IcmsAct = "LC 87/1996, art. 13, V e § 1º, I";

    public const string OnCustomsValue = "valor aduaneiro × alíquota";
    public const string OnValueAndDuty = "(valor aduaneiro + II) × alíquota";
    public const string OnConsumptionBase = "(valor aduaneiro + II + IS + Siscomex + AFRMM + direitos) × alíquota";
    public const string OnFreight = "frete × alíquota";
    public const string OnIcmsBase = "base × alíquota";
    public const string OnIcms = "ICMS × diferimento";
    public const string DutyByUnitFormula = "quantidade × valor por unidade × câmbio";
    public const string TradeDefenceFormula = "direitos antidumping, compensatórios ou salvaguardas informados";

    public const string NetWeightNeeded =
        "Informe o peso líquido (net_weight) ou o frete deste item: com mais de um código NCM, o frete da declaração é rateado "
        + "pelo peso líquido (Decreto 6.759/2009, art. 78, I).";
    public const string ValueIncludesFreight =
        "O valor aduaneiro informado já inclui ajustes, frete e seguro: os que foram informados não o alteram; "
        + "o frete serve apenas de base do AFRMM.";
    public const string FreightNeeded = "Informe o frete (freight): base do AFRMM no transporte aquaviário.";
    public const string SiscomexUnknown = "A taxa Siscomex nesta data não consta das tabelas.";
    public const string AdditionNotApplied = " O adicional não foi aplicado: se a NCM consta da lista, informe cofins_addition.";
    public const string AdditionUnknown = "Adicional da COFINS-Importação não disponível: informe a alíquota (cofins_additional).";
    public const string TestYear =
        "CBS e IBS de 2026 são calculados a título informativo: o recolhimento é dispensado se cumpridas as obrigações acessórias "
        + "(LC 214/2025, art. 348, § 1º); não integram o total nem a base do ICMS.";
    public const string ConsumptionInIcms =
        "CBS e IBS incluídos na base do ICMS conforme o entendimento da SEFAZ-SP (RC 32931/2026 e 33083/2026); "
        + "confirme o da sua UF.";

    public static string FormatCustomsValue(
        int item, decimal price, decimal adjustments, decimal? freight, decimal insurance, decimal? exchangeRate) =>
        $"item {item + 1}: ({FormatNumber(price)} + {FormatNumber(adjustments)} ajustes + "
        + $"{(freight is { } known ? FormatNumber(known) : "?")} frete + {FormatNumber(insurance)} seguro)"
        + (exchangeRate is { } rate ? $" × {FormatNumber(rate)} câmbio" : "");

    public static string ExplainNotStated(bool freight, bool insurance) =>
        (freight ? "O seguro internacional integra" : insurance ? "O frete internacional integra"
            : "O frete e o seguro internacionais integram")
        + " o valor aduaneiro (Decreto 6.759/2009, art. 77) e não "
        + (freight || insurance ? "foi informado: foi considerado zero." : "foram informados: foram considerados zero.");

    public static string ExplainRegimes(string ncm, IEnumerable<string> regimes) =>
        $"NCM {NcmCode.Format(ncm)}: consta da lista do regime especial de PIS/COFINS {string.Join(", ", regimes.Select(QuoteRegime))}; "
        + "se o regime se aplicar ao importador e à destinação, informe o campo regime.";

    public static string ExplainIgnoredRates(IReadOnlyList<string> taxes, DateOnly on) =>
        $"Alíquotas informadas e não aplicadas em {on:dd/MM/yyyy}: {string.Join(", ", taxes.Select(Portuguese.NameTax))}. "
        + (taxes.Contains("pis", StringComparer.Ordinal)
            ? "PIS/Pasep-Importação e COFINS-Importação extinguem-se em 31/12/2026 (ADCT, art. 126, II)."
            : "O tributo ainda não é exigido nessa data (LC 214/2025).");

    public static string FormatCofins(Rate general, Rate addition) =>
        $"valor aduaneiro × (alíquota {Portuguese.FormatPercent(general)} + adicional {Portuguese.FormatPercent(addition)})";

    public static string FormatIcmsBase(bool consumption) =>
        $"(valor aduaneiro + tributos{(consumption ? " + CBS + IBS" : "")} + AFRMM + Siscomex + despesas) / (1 − alíquota)";

    public static string FormatSiscomex(int additions) =>
        $"taxa por declaração + taxa por adição, conforme as faixas ({(additions == 1 ? "adição 1" : $"adições 1 a {additions}")})";

    public static string ExplainUnknownRate(string tax) => $"Alíquota não disponível: {Portuguese.NameTax(tax)}.";

    private static string QuoteRegime(string regime) =>
        $"\"{(regime == "autopecas" ? "autopeças" : regime == "farmacos" ? "fármacos" : regime)}\"";

    private static string FormatNumber(decimal number) => Portuguese.FormatNumber(number);
}
