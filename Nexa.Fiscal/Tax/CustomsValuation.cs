namespace Nexa.Fiscal.Tax;

/// <summary>Customs value of each item in reais: as given, or price + adjustments + freight + insurance, times the exchange rate.</summary>
internal static class CustomsValuation
{
    private const string Act = "Decreto 6.759/2009, arts. 75 a 77 (capatazia no Brasil excluída: Decreto 11.090/2022)";

    public static decimal[] Of(ImportDeclaration declaration, List<TaxStep> steps)
    {
        var items = declaration.Items;
        var prices = items.Select(item => item.Fob ?? 0m).ToArray();
        var freight = Shared(declaration.Freight, items.Select(item => item.Freight), prices);
        var insurance = Shared(declaration.Insurance, items.Select(item => item.Insurance), prices);
        var rate = declaration.ExchangeRate ?? 1m;
        var values = new decimal[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.CustomsValue is { } given)
            {
                values[i] = Cents.Round(given);
                continue;
            }

            values[i] = Cents.Round((prices[i] + item.Adjustments + freight[i] + insurance[i]) * rate);
            steps.Add(new TaxStep("customs_value", prices[i], null, values[i], FormattableString.Invariant(
                $"item {i + 1}: ({prices[i]} + {item.Adjustments} ajustes + {freight[i]:0.00####} frete + {insurance[i]:0.00####} seguro) × {rate} câmbio"), Act, "caller"));
        }

        return values;
    }

    /// <summary>The freight of the whole declaration: the base of AFRMM. Null when nobody said it.</summary>
    public static decimal? FreightInReais(ImportDeclaration declaration)
    {
        var freight = declaration.Freight;
        if (declaration.Items.Any(item => item.Freight is not null))
        {
            freight = declaration.Items.Sum(item => item.Freight ?? 0m) + (declaration.Freight ?? 0m);
        }

        return freight is null ? null : Cents.Round(freight.Value * (declaration.ExchangeRate ?? 1m));
    }

    // What an item has of its own, and its share by price of what is given for all.
    private static decimal[] Shared(decimal? forAll, IEnumerable<decimal?> own, decimal[] prices)
    {
        var sum = prices.Sum();
        return [.. own.Select((value, i) => (value ?? 0m) + (forAll is null || sum == 0m ? 0m : forAll.Value * prices[i] / sum))];
    }
}
