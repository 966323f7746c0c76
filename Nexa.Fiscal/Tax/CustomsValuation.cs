namespace Nexa.Fiscal.Tax;

/// <summary>
/// Customs value of each item in reais: as given, or price + adjustments + freight + insurance, times the exchange rate. What is given for
/// the whole declaration is shared as Decreto 6.759/2009, art. 78, says.
/// </summary>
internal static class CustomsValuation
{
    /// <returns>Null where the freight cannot be shared for want of a weight, or an exchange rate is not known.</returns>
    public static decimal?[] CalculateValues(TaxContext context)
    {
        var declaration = context.Declaration;
        var items = declaration.Items;
        if (items.All(item => item.CustomsValue is not null))
        {
            NoteWhatTheValueIncludes(context);
            return [.. items.Select(item => (decimal?)Cents.Round(item.CustomsValue!.Value))];
        }

        if (!IsFreightStated(context))
        {
            context.AddMissing(null, null, "customs_value", TaxTexts.FreightNotStated(declaration.Incoterm!.Value));
            return new decimal?[items.Count];
        }

        NoteWhatIsNotStated(context);
        decimal?[] rates = [.. items.Select(item => context.FindExchange(item.Currency ?? declaration.Currency))];
        if (WeighPrices(items, rates) is not { } prices)
        {
            return new decimal?[items.Count];
        }

        var freight = ShareFreight(context, prices);
        var insurance = ShareByWeight(declaration.Insurance ?? 0m, prices);
        var values = new decimal?[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var (itemFreight, itemInsurance) =
                (items[i].Freight.GetValueOrDefault() + freight?[i], items[i].Insurance.GetValueOrDefault() + insurance[i]);
            var price = items[i].Fob.GetValueOrDefault() + items[i].Adjustments;
            values[i] = itemFreight is null ? null
                : SumInReais(context, (price, rates[i]), itemFreight.Value, itemInsurance);
            var formula = TaxTexts.FormatCustomsValue(i, items[i], itemFreight, itemInsurance, declaration, rates[i]);
            context.Steps.Add(new TaxStep(
                "customs_value", items[i].Fob.GetValueOrDefault(), null, values[i], formula, TaxTexts.CustomsValueAct, "caller"));
        }

        return values;
    }

    /// <summary>The freight of the whole declaration: the base of AFRMM.</summary>
    /// <param name="context">The declaration.</param>
    /// <param name="isStated">False when nobody said it; else null is for want of an exchange rate.</param>
    public static decimal? SumFreightInReais(TaxContext context, out bool isStated)
    {
        var declaration = context.Declaration;
        var freight = declaration.FreightInPrice ?? declaration.Freight;
        if (declaration.Items.Any(item => item.Freight is not null))
        {
            freight = declaration.Items.Sum(item => item.Freight ?? 0m) + (freight ?? 0m);
        }

        isStated = freight is not null;
        return freight is { } stated && context.FindExchange(declaration.FreightCurrency ?? declaration.Currency) is { } rate
            ? Cents.Round(stated * rate) : null;
    }

    // In one currency the sum is converted; parts in several are converted each, and rounded once.
    private static decimal? SumInReais(TaxContext context, (decimal Amount, decimal? Rate) price, decimal freight, decimal insurance)
    {
        var declaration = context.Declaration;
        var freightRate = freight == 0m ? price.Rate : context.FindExchange(declaration.FreightCurrency ?? declaration.Currency);
        var insuranceRate = insurance == 0m ? price.Rate : context.FindExchange(declaration.InsuranceCurrency ?? declaration.Currency);
        return (price.Rate, freightRate, insuranceRate) is not ({ } one, { } two, { } three) ? null
            : one == two && two == three ? Cents.Round((price.Amount + freight + insurance) * one)
            : Cents.Round((price.Amount * one) + (freight * two) + (insurance * three));
    }

    // Prices in one currency compare as they are; in several, in reais.
    private static decimal[]? WeighPrices(IReadOnlyList<ImportItem> items, decimal?[] rates)
    {
        if (rates.Contains(null))
        {
            return null;
        }

        var isOne = rates.Distinct().Count() == 1;
        return [.. items.Zip(rates, (item, rate) => (item.Fob ?? 0m) * (isOne ? 1m : rate!.Value))];
    }

    private static bool IsFreightStated(TaxContext context)
    {
        var declaration = context.Declaration;
        return declaration.Incoterm is not { } term || term.IncludesFreight() || declaration.Freight is not null
            || declaration.Items.All(item => item.Freight is not null);
    }

    // With one code the law leaves the way open, and the price serves; with more of them only the net weight does.
    private static decimal[]? ShareFreight(TaxContext context, decimal[] prices)
    {
        var (freight, items) = (context.Declaration.Freight ?? 0m, context.Declaration.Items);
        if (freight == 0m || items.Select(item => NcmCode.ParseDigits(item.Ncm)).Distinct(StringComparer.Ordinal).Count() == 1)
        {
            return ShareByWeight(freight, prices);
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].NetWeight is null)
            {
                context.AddMissing(i, NcmCode.ParseDigits(items[i].Ncm), "customs_value", TaxTexts.NetWeightNeeded);
            }
        }

        return items.Any(item => item.NetWeight is null) ? null : ShareByWeight(freight, [.. items.Select(item => item.NetWeight!.Value)]);
    }

    private static decimal[] ShareByWeight(decimal whole, decimal[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(weight => sum == 0m ? 0m : whole * weight / sum)];
    }

    private static void NoteWhatIsNotStated(TaxContext context)
    {
        var declaration = context.Declaration;
        var freight = declaration.Incoterm?.IncludesFreight() is true || declaration.Freight is not null
            || declaration.Items.All(item => item.Freight is not null);
        var insurance = declaration.Incoterm?.IncludesInsurance() is true || declaration.Insurance is not null
            || declaration.Items.All(item => item.Insurance is not null);
        if (!freight || !insurance)
        {
            context.AddNote(TaxTexts.ExplainNotStated(freight, insurance));
        }

        if (declaration.Incoterm is { } term && (term.LacksCarriageAbroad() || term.IncludesCostsInBrazil()))
        {
            context.AddNote(TaxTexts.ExplainIncoterm(term));
        }
    }

    private static void NoteWhatTheValueIncludes(TaxContext context)
    {
        var declaration = context.Declaration;
        if ((declaration.Freight ?? declaration.Insurance) is not null
            || declaration.Items.Any(item => (item.Freight ?? item.Insurance) is not null || item.Adjustments != 0m))
        {
            context.AddNote(TaxTexts.ValueIncludesFreight);
        }
    }
}
