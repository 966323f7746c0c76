namespace Nexa.Fiscal.Tax;

/// <summary>The whole import tax of a declaration, by date: each addition rounded half up to cents, then summed.</summary>
public static class TaxEngine
{
    public static TaxEstimate Estimate(ImportDeclaration declaration, FiscalTables tables, TaxRules rules)
    {
        var context = new TaxContext(declaration, tables, rules);
        var values = CustomsValuation.CalculateValues(context);
        var additions = declaration.Items.Select((item, i) => (item, i))
            .GroupBy(pair => (pair.item.Addition, pair.item.Addition is null ? pair.i : -1)).ToArray();
        decimal?[] weights = [.. additions.Select(group => SumKnown(group.Select(pair => values[pair.i])))];
        var (wholeAfrmm, wholeSiscomex) =
            (context.CalculateAfrmm(), context.CalculateSiscomex(Math.Max(additions.Length, declaration.Additions ?? 0)));
        var afrmm = SplitByWeight(wholeAfrmm, weights);
        var siscomex = SplitByWeight(wholeSiscomex, weights);
        var expenses = SplitByWeight(Cents.Round(declaration.OtherExpenses), weights);

        var local = SplitByWeight(Cents.Round(declaration.LocalExpenses ?? 0m), values);

        var items = new ItemEstimate[declaration.Items.Count];
        var amounts = new List<TaxAmounts>(additions.Length);
        for (var a = 0; a < additions.Length; a++)
        {
            var members = additions[a].ToArray();
            var calculation = new AdditionTax(context, members[0].item, members[0].i, weights[a]);
            var defence = SumKnown(members.Select(pair => Cents.Round(pair.item.TradeDefence)
                + (pair.item.TradeDefenceByUnit is { } byUnit ? context.CalculateInReais(byUnit) : 0m)));
            var isByUnit = members.Any(pair => pair.item.IiByUnit is not null);
            var duty = SumKnown(members.Select(pair => pair.item.IiByUnit is { } byUnit ? context.CalculateInReais(byUnit) : 0m));
            var whole = calculation.Calculate(isByUnit, duty, defence, afrmm[a], siscomex[a], expenses[a]);
            amounts.Add(whole);
            decimal?[] own = [.. members.Select(pair => values[pair.i])];
            var shares = members.Length == 1 ? [whole] : whole.Divide(own);
            var (cofins, spent) = (SplitByWeight(calculation.CofinsWithoutAddition, own), SplitByWeight(expenses[a], own));
            for (var m = 0; m < members.Length; m++)
            {
                var (item, i) = members[m];
                items[i] = new ItemEstimate(
                    i, NcmCode.Format(NcmCode.ParseDigits(item.Ncm)!), NcmCode.ParseEx(item.Ex), item.Addition ?? $"#{i + 1}", shares[m],
                    calculation.Steps)
                {
                    Cost = ImportCosts.Calculate(context, item, shares[m], cofins[m], spent[m], local[i]),
                };
            }
        }

        // The charges of the declaration are known even where their shares are not.
        var totals = TaxAmounts.Sum(amounts) with { Afrmm = wholeAfrmm, Siscomex = wholeSiscomex };
        OriginCandidates.NoteWhatIsNotKnown(context);
        return new TaxEstimate(declaration.Date, tables.SnapshotId, items, totals, context.Steps, context.Missing, context.Notes)
        {
            Cost = ImportCosts.Sum(items), Candidates = [.. OriginCandidates.List(context)],
        };
    }

    // Sum() of nullables skips nulls; here one unknown makes the sum unknown.
    private static decimal? SumKnown(IEnumerable<decimal?> values) => values.Aggregate((decimal?)0m, (sum, value) => sum + value);

    private static decimal?[] SplitByWeight(decimal? total, decimal?[] weights) =>
        total is null || weights.Any(weight => weight is null)
            ? new decimal?[weights.Length]
            : [.. Cents.Apportion(total.Value, [.. weights.Select(weight => weight!.Value)])];
}
