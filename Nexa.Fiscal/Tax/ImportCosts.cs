namespace Nexa.Fiscal.Tax;

/// <summary>Adds up what an item and a declaration cost.</summary>
internal static class ImportCosts
{
    /// <returns>Null where nothing was said of quantity, local expenses or the importer's regime.</returns>
    public static ImportCost? Calculate(
        TaxContext context, ImportItem item, TaxAmounts amounts, decimal? cofinsWithoutAddition, decimal? customsExpenses, decimal? local)
    {
        var declaration = context.Declaration;
        if (item.Quantity is null && declaration.LocalExpenses is null && declaration.Regime is null)
        {
            return null;
        }

        if (declaration.Regime is { } regime)
        {
            context.AddNote(TaxTexts.ExplainCredits(regime));
        }

        if (declaration.Regime is TaxRegime.LucroReal && item.Regime is { } special && context.On < Reform2027.Start)
        {
            context.AddNote(TaxTexts.ExplainSpecialCredits(special));
        }

        var gross = amounts.CustomsValue + amounts.Total + customsExpenses + local;
        var credits = declaration.Regime is null ? null : TaxCredits.Calculate(
            declaration.Regime.Value, amounts, cofinsWithoutAddition, item.Regime is not null && context.On < Reform2027.Start);
        return new ImportCost(gross, local, credits, gross - credits?.Total) { Quantity = item.Quantity, Unit = item.Unit };
    }

    public static ImportCost? Sum(IReadOnlyList<ItemEstimate> items)
    {
        if (items.Any(item => item.Cost is null))
        {
            return null;
        }

        decimal? Add(Func<ImportCost, decimal?> part) =>
            items.Aggregate((decimal?)0m, (sum, item) => sum + part(item.Cost!)); // one unknown makes the sum unknown
        var credits = items[0].Cost!.Credits is null ? null : new TaxCredits(
            Add(cost => cost.Credits!.Ipi), Add(cost => cost.Credits!.Pis), Add(cost => cost.Credits!.Cofins),
            Add(cost => cost.Credits!.Icms), Add(cost => cost.Credits!.Cbs), Add(cost => cost.Credits!.Ibs));
        return new ImportCost(Add(cost => cost.Gross), Add(cost => cost.LocalExpenses), credits, Add(cost => cost.Net));
    }
}
