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
    public const string OnIcmsBurden = "base × carga efetiva";
    public const string OnIcms = "ICMS × diferimento";
    public const string FecpAct = "ADCT, art. 82, § 1º";
    public const string ExchangeAct = "Portaria MF 6/1999; Notícia Siscomex Importação 016/2019";
    public const string ExemptionStated = "isenção informada pelo importador";
    public const string DutyByUnitFormula = "quantidade × valor por unidade × câmbio";
    public const string TradeDefenceFormula = "direitos antidumping, compensatórios ou salvaguardas informados";

    public const string NetWeightNeeded =
        "Informe o peso líquido (net_weight) ou o frete deste item: com mais de um código NCM, o frete da declaração é rateado "
        + "pelo peso líquido (Decreto 6.759/2009, art. 78, I).";
    public const string ValueIncludesFreight =
        "O valor aduaneiro informado já inclui ajustes, frete e seguro: os que foram informados não o alteram; "
        + "o frete serve apenas de base do AFRMM.";
    public const string FreightNeeded = "Informe o frete (freight): base do AFRMM no transporte aquaviário.";
    public const string FreightInPriceNeeded =
        "Informe quanto do preço é frete (freight_in_price): base do AFRMM no transporte aquaviário.";
    public const string IcmsBenefit =
        "ICMS com redução da base, carga efetiva ou FECP conforme informado: o imposto devido integra a própria base "
        + "(LC 87/1996, art. 13, § 1º, I); confirme a forma de cálculo da sua UF.";
    public const string IcmsTooHigh = "A alíquota do ICMS e a do FECP somam 100% ou mais: confira-as.";
    public const string DefenceNotListed =
        "A lista de medidas de defesa comercial não foi importada: verifique se há direito antidumping, compensatório ou salvaguarda "
        + "para a origem informada.";
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
        int item, ImportItem given, decimal? freight, decimal insurance, ImportDeclaration declaration, decimal? exchangeRate)
    {
        string Name(string? currency) => currency is null ? "" : $" {currency}";
        var price = Name(given.Currency ?? declaration.Currency);
        return $"item {item + 1}: ({FormatNumber(given.Fob ?? 0m)}{price} + {FormatNumber(given.Adjustments)}{price} ajustes + "
            + $"{(freight is { } known ? FormatNumber(known) : "?")}{Name(declaration.FreightCurrency ?? declaration.Currency)} frete + "
            + $"{FormatNumber(insurance)}{Name(declaration.InsuranceCurrency ?? declaration.Currency)} seguro)"
            + (exchangeRate is { } rate && (declaration.ExchangeRate is not null || price.Length > 0)
                ? $" × {FormatNumber(rate)} câmbio" : "");
    }

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

    public static string FormatIcmsBase(bool consumption, IcmsTerms terms)
    {
        var rate = terms.EffectiveRate is null ? "alíquota" : "carga efetiva";
        var burden = terms.Fecp > 0m ? $"({rate} + FECP)" : rate;
        var sum = $"(valor aduaneiro + tributos{(consumption ? " + CBS + IBS" : "")} + AFRMM + Siscomex + despesas)";
        return terms.BaseReduction > 0m
            ? $"{sum} / (1 − {burden} × {FormatNumber(100m - terms.BaseReduction)}%) × {FormatNumber(100m - terms.BaseReduction)}%"
            : $"{sum} / (1 − {burden})";
    }

    public static string FormatSiscomex(int additions) =>
        $"taxa por declaração + taxa por adição, conforme as faixas ({(additions == 1 ? "adição 1" : $"adições 1 a {additions}")})";

    public static string FormatExchange(ExchangeRate rate) => $"{rate.Currency}: PTAX de venda de {rate.Day:dd/MM/yyyy}";

    public static string FormatPreference(Preference preference, Rate full) =>
        $"valor aduaneiro × alíquota de {Portuguese.FormatPercent(full)}, com preferência de {FormatNumber(preference.Margin)}% "
        + "confirmada pelo importador";

    public static string FreightNotStated(Incoterm term) =>
        $"O preço {term} não inclui o frete internacional, que integra o valor aduaneiro (Decreto 6.759/2009, art. 77): informe o frete "
        + "(freight), ainda que zero.";

    public static string ExplainIncoterm(Incoterm term) => term.LacksCarriageAbroad()
        ? $"O preço {term} não inclui o transporte e as despesas até o embarque, que integram o valor aduaneiro (Decreto 6.759/2009, "
            + "art. 77): inclua-os em ajustes (adjustments)."
        : $"O preço {term} inclui despesas no Brasil, que não integram o valor aduaneiro quando destacadas: desconte-as em ajustes "
            + "(adjustments, com sinal negativo).";

    public static string ExplainListedPreference(string origin, Rate margin) =>
        $"Origem {origin}: a lista importada traz preferência{(margin.IsKnown ? $" de {Portuguese.FormatPercent(margin)}" : "")} no "
        + "imposto de importação. Com a prova de origem, confirme-a em preference.";

    public static string ExplainPreference(string origin, string agreement) =>
        $"Origem {origin} ({agreement}): pode haver preferência no imposto de importação. Verifique o acordo, a margem e a prova de origem "
        + "e, se couber, confirme-a em preference.";

    public static string ExplainAfrmmExemption(string origin) =>
        $"Origem {origin}: o acordo pode isentar do AFRMM. Verifique se ele traz cláusula de isenção e, se couber, confirme-a em "
        + "afrmm_exemption.";

    public static string ExplainDefence(string ncm, string origin, bool isUnknownOrigin) =>
        $"NCM {NcmCode.Format(ncm)}, origem {origin}: há medida de defesa comercial. "
        + (isUnknownOrigin ? "Informe a origem (origin). " : "")
        + "Verifique se o produto, o produtor e o exportador estão abrangidos e, se couber, informe trade_defence.";

    public static string ExplainCredits(TaxRegime regime) => regime switch
    {
        TaxRegime.Simples => "Simples Nacional: sem créditos (LC 123/2006, art. 23).",
        TaxRegime.LucroPresumido =>
            "Créditos de IPI (RIPI, art. 226, V), do ICMS recolhido (LC 87/1996, art. 20) e, a partir de 2027, de CBS "
            + "e IBS (LC 214/2025, art. 47); PIS e COFINS cumulativos não dão crédito. " + CreditsForResale,
        _ => "Créditos de IPI (RIPI, art. 226, V), PIS e COFINS sem o adicional (Lei 10.865/2004, art. 15), do ICMS recolhido "
            + "(LC 87/1996, art. 20) e, a partir de 2027, de CBS e IBS (LC 214/2025, art. 47). " + CreditsForResale,
    };

    public static string ExplainSpecialCredits(string regime) =>
        $"O crédito de PIS e COFINS no regime especial {QuoteRegime(regime)} tem regras próprias e não foi calculado.";

    public static string ExplainUnknownRate(string tax) => $"Alíquota não disponível: {Portuguese.NameTax(tax)}.";

    private const string CreditsForResale =
        "Supõem mercadoria para revenda ou industrialização; o FECP não foi tratado como crédito.";

    private static string QuoteRegime(string regime) =>
        $"\"{(regime == "autopecas" ? "autopeças" : regime == "farmacos" ? "fármacos" : regime)}\"";

    private static string FormatNumber(decimal number) => Portuguese.FormatNumber(number);
}
