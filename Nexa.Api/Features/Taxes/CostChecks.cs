using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <summary>What incoterm, currencies, units and benefits of an estimate contradict in each other or in the rest of it.</summary>
internal static class CostChecks
{
    public static void Check(EstimateTaxes request, Dictionary<string, string[]> errors)
    {
        var items = request.Items!;
        CheckIncoterm(request, items, errors);
        CheckCurrencies(request, items, errors);
        if (request.AfrmmExemption is not null && request.TransportMode != "sea")
        {
            errors["afrmm_exemption"] = ["O AFRMM só incide no transporte aquaviário: retire afrmm_exemption."];
        }

        for (var i = 0; i < items.Count; i++)
        {
            CheckTerms(items[i], $"items[{i}]", errors);
        }
    }

    private static void CheckIncoterm(EstimateTaxes request, List<TaxItem> items, Dictionary<string, string[]> errors)
    {
        var byPrice = items.FindIndex(item => item.Price is not null);
        if (request.Incoterm is not { } name)
        {
            if (byPrice >= 0)
            {
                errors[$"items[{byPrice}].price"] = ["Informe o incoterm: ele diz o que o preço (price) inclui."];
            }

            if (request.FreightInPrice is not null)
            {
                errors["freight_in_price"] = ["freight_in_price só se informa com um incoterm que inclua o frete."];
            }

            return;
        }

        var term = Enum.Parse<Incoterm>(name);
        if (items.FindIndex(item => item.CustomsValue is not null) is >= 0 and var byValue)
        {
            errors[$"items[{byValue}].customs_value"] = ["O incoterm refere-se ao preço: informe price no lugar do valor aduaneiro."];
        }

        if (items.FindIndex(item => item.Fob is not null && (term is not Incoterm.FOB || item.Price is not null)) is >= 0 and var fob)
        {
            errors[$"items[{fob}].fob"] = [$"O preço FOB (fob) contradiz o incoterm {name}: informe o preço em price."];
        }

        if (term.IncludesFreight() && (request.Freight is not null || items.Exists(item => item.Freight is not null)))
        {
            errors["freight"] =
                [$"O preço {name} já inclui o frete: retire freight; para a base do AFRMM, informe freight_in_price."];
        }

        if (!term.IncludesFreight() && request.FreightInPrice is not null)
        {
            errors["freight_in_price"] = [$"O preço {name} não inclui o frete internacional: informe-o em freight."];
        }

        if (term.IncludesInsurance() && (request.Insurance is not null || items.Exists(item => item.Insurance is not null)))
        {
            errors["insurance"] = [$"O preço {name} já inclui o seguro: retire insurance."];
        }
    }

    private static void CheckCurrencies(EstimateTaxes request, List<TaxItem> items, Dictionary<string, string[]> errors)
    {
        if (request.Currency is not null && items.Exists(item => item.CustomsValue is not null))
        {
            errors["currency"] = ["O valor aduaneiro (customs_value) é em reais: retire currency ou informe o preço."];
        }

        if (request is { Currency: null, ExchangeRate: not null }
            && ((request.FreightCurrency ?? request.InsuranceCurrency) is not null || items.Exists(item => item.Currency is not null)))
        {
            errors["currency"] = ["Com várias moedas, informe a de exchange_rate em currency."];
        }

        if (request is { Currency: "BRL", ExchangeRate: not null })
        {
            errors["exchange_rate"] = ["Preços em reais não se convertem: retire exchange_rate."];
        }

        HashSet<string> used =
        [
            .. new[] { request.Currency, request.FreightCurrency, request.InsuranceCurrency }
                .Concat(items.Select(item => item.Currency)).Concat(items.Select(item => item.IiByUnit?.Currency))
                .Concat(items.Select(item => item.TradeDefenceByUnit?.Currency)).OfType<string>(),
        ];
        foreach (var (i, given) in (request.ExchangeRates ?? []).Index())
        {
            var isOwn = given.Currency == request.Currency && request.ExchangeRate is not null;
            if (isOwn || !used.Remove(given.Currency!))
            {
                errors[$"exchange_rates[{i}].currency"] = [$"A moeda {given.Currency} não é usada nesta declaração ou já tem taxa."];
            }
        }
    }

    private static void CheckTerms(TaxItem item, string name, Dictionary<string, string[]> errors)
    {
        if (item is { Unit: not null, Quantity: null })
        {
            errors[$"{name}.quantity"] = ["Informe a quantidade (quantity) na unidade informada."];
        }

        if (item.Icms is { EffectiveRate: not null } terms && (terms.Rate is not null || terms.BaseReduction > 0m))
        {
            errors[$"{name}.icms.effective_rate"] =
                ["A carga efetiva substitui a alíquota e a redução da base: informe apenas uma das formas."];
        }

        if (item.Preference is not null && (item.Rates?.Ii is not null || item.IiByUnit is not null))
        {
            errors[$"{name}.preference"] = ["Informe a preferência ou a alíquota do II já reduzida, apenas uma das duas."];
        }

        foreach (var (duty, field) in new[] { (item.IiByUnit, "ii_by_unit"), (item.TradeDefenceByUnit, "trade_defence_by_unit") })
        {
            if (duty is not null && duty.FindQuantity(item) is null)
            {
                errors[$"{name}.{field}.quantity"] =
                    ["Informe a quantidade (quantity), ou a unidade (unit) em que o item traz a sua (net_weight para kg)."];
            }
        }
    }
}
