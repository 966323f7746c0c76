using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

/// <summary>What the fields of an estimate must be together; each alone is checked by its attributes.</summary>
internal static class TaxChecks
{
    public static Dictionary<string, string[]> Find(EstimateTaxes request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var items = request.Items!;
        if (request.Uf is not null && !BrazilStates.Contains(request.Uf))
        {
            errors["uf"] = [$"A UF \"{request.Uf}\" não existe. Informe a sigla de um Estado ou do Distrito Federal."];
        }

        // The validation of the framework does not look for null in a list.
        foreach (var i in Enumerable.Range(0, items.Count).Where(i => items[i] is null))
        {
            errors[$"items[{i}]"] = ["Informe o item."];
        }

        if (errors.Count > 0)
        {
            return errors;
        }

        CostChecks.Check(request, errors);
        if (request.ExchangeRate is not null && items.Exists(item => item.CustomsValue is not null))
        {
            errors["exchange_rate"] =
                ["O valor aduaneiro (customs_value) é em reais e não se converte: retire exchange_rate ou informe o preço (fob)."];
        }

        var first = new Dictionary<string, TaxItem>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            CheckItem(items[i], items[0], first, $"items[{i}]", errors);
            CheckYears(items[i], request, $"items[{i}]", errors);
        }

        return errors;
    }

    private static void CheckItem(
        TaxItem item, TaxItem firstItem, Dictionary<string, TaxItem> first, string name, Dictionary<string, string[]> errors)
    {
        var price = item.Price ?? item.Fob;
        if (item.CustomsValue is null == price is null)
        {
            errors[$"{name}.customs_value"] = ["Informe o valor aduaneiro (customs_value) ou o preço (fob), apenas um dos dois."];
        }
        else if (price is null != (firstItem.Price ?? firstItem.Fob) is null)
        {
            errors[$"{name}.customs_value"] =
                ["Todos os itens da declaração devem ser informados da mesma forma: pelo valor aduaneiro ou pelo preço."];
        }
        else if (price + item.Adjustments <= 0m)
        {
            errors[$"{name}.adjustments"] = ["As deduções superam o preço."];
        }

        if (item.Addition is { } addition && !first.TryAdd(addition, item) && !IsSameGoods(first[addition], item))
        {
            errors[$"{name}.addition"] =
                [$"Os itens da adição {addition} devem ter a mesma NCM, Ex, origem, regime, alíquotas, ICMS e preferência."];
        }
    }

    // Rates of the declaration's own year have one place, and those of another year serve only where that year is asked for.
    private static void CheckYears(TaxItem item, EstimateTaxes request, string name, Dictionary<string, string[]> errors)
    {
        foreach (var (year, given) in new[] { (2026, item.Rates2026), (2027, item.Rates2027) })
        {
            if (given is not null && year == request.Date!.Value.Year)
            {
                errors[$"{name}.rates{year}"] = [$"A declaração é de {year}: informe as alíquotas desse ano em rates."];
            }
            else if (given is not null && !request.SideBySide)
            {
                errors[$"{name}.rates{year}"] = [$"As alíquotas de {year} só são usadas com side_by_side."];
            }
        }
    }

    private static bool IsSameGoods(TaxItem a, TaxItem b) =>
        NcmCode.ParseDigits(a.Ncm) == NcmCode.ParseDigits(b.Ncm) && NcmCode.ParseEx(a.Ex) == NcmCode.ParseEx(b.Ex) && a.Origin == b.Origin
        && a.Regime == b.Regime && a.CofinsAddition == b.CofinsAddition && (a.Rates ?? new GivenRates()) == (b.Rates ?? new GivenRates())
        && (a.Icms ?? new ItemIcms()) == (b.Icms ?? new ItemIcms()) && a.Preference == b.Preference
        && (a.Rates2026 ?? new GivenRates()) == (b.Rates2026 ?? new GivenRates())
        && (a.Rates2027 ?? new GivenRates()) == (b.Rates2027 ?? new GivenRates());
}
