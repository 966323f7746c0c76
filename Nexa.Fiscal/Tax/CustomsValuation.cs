namespace Nexa.Fiscal.Tax;

/// <summary>
/// Customs value of each item in reais: as given, or price + adjustments + freight + insurance, times the exchange rate. What is given for
/// the whole declaration is shared as Decreto 6.759/2009, art. 78, says.
/// </summary>
internal static class CustomsValuation
{
    /// <returns>Null where the freight cannot be shared for want of a weight.</returns>
    public static decimal?[] CalculateValues(TaxContext context)
    {
        var declaration = context.Declaration;
        var items = declaration.Items;
        if (items.All(item => item.CustomsValue is not null))
        {
            NoteWhatTheValueIncludes(context);
            return [.. items.Select(item => (decimal?)Cents.Round(item.CustomsValue!.Value))];
        }

        NoteWhatIsNotStated(context);
        var prices = items.Select(item => item.Fob ?? 0m).ToArray();
        var freight = ShareFreight(context, prices);
        var insurance = ShareByWeight(declaration.Insurance ?? 0m, prices);
        var values = new decimal?[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var (itemFreight, itemInsurance) =
                (items[i].Freight.GetValueOrDefault() + freight?[i], items[i].Insurance.GetValueOrDefault() + insurance[i]);
            var price = prices[i] + items[i].Adjustments;
            values[i] = itemFreight is null ? null
                : Cents.Round((price + itemFreight.Value + itemInsurance) * (declaration.ExchangeRate ?? 1m));
            var formula =
                TaxTexts.FormatCustomsValue(i, prices[i], items[i].Adjustments, itemFreight, itemInsurance, declaration.ExchangeRate);
            context.Steps.Add(new TaxStep("customs_value", prices[i], null, values[i], formula, TaxTexts.CustomsValueAct, "caller"));
        }

        return values;
    }

    /// <summary>The freight of the whole declaration: the base of AFRMM. Null when nobody said it.</summary>
    public static decimal? SumFreightInReais(ImportDeclaration declaration)
    {
        var freight = declaration.Freight;
        if (declaration.Items.Any(item => item.Freight is not null))
        {
            freight = declaration.Items.Sum(item => item.Freight ?? 0m) + (declaration.Freight ?? 0m);
        }

        return freight is null ? null : Cents.Round(freight.Value * (declaration.ExchangeRate ?? 1m));
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
        var freight = declaration.Freight is not null || declaration.Items.All(item => item.Freight is not null);
        var insurance = declaration.Insurance is not null || declaration.Items.All(item => item.Insurance is not null);
        if (!freight || !insurance)
        {
            context.AddNote(TaxTexts.ExplainNotStated(freight, insurance));
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
