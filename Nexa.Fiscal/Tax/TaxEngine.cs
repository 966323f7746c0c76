namespace Nexa.Fiscal.Tax;

/// <summary>The whole import tax of a declaration, by date: each addition rounded half up to cents, then summed.</summary>
public static class TaxEngine
{
    public static TaxEstimate Estimate(ImportDeclaration declaration, FiscalTables tables, TaxRules rules)
    {
        var context = new TaxContext(declaration, tables, rules);
        var values = CustomsValuation.Of(declaration, context.Steps);
        var additions = declaration.Items.Select((item, i) => (item, i)).GroupBy(pair => (pair.item.Addition, pair.item.Addition is null ? pair.i : -1)).ToArray();
        var weights = additions.Select(group => group.Sum(pair => values[pair.i])).ToArray();
        var afrmm = Split(context.Afrmm(), weights);
        var siscomex = Split(context.Siscomex(Math.Max(additions.Length, declaration.Additions ?? 0)), weights);
        var expenses = Cents.Apportion(Cents.Round(declaration.OtherExpenses), weights);

        var items = new ItemEstimate[declaration.Items.Count];
        var amounts = new List<TaxAmounts>(additions.Length);
        for (var a = 0; a < additions.Length; a++)
        {
            var members = additions[a].ToArray();
            var calculation = new AdditionTax(context, members[0].item, members[0].i, weights[a]);
            var whole = calculation.Calculate(members.Sum(pair => Cents.Round(pair.item.TradeDefence)), afrmm[a], siscomex[a], expenses[a]);
            amounts.Add(whole);
            var shares = members.Length == 1 ? [whole] : whole.Divide([.. members.Select(pair => values[pair.i])]);
            for (var m = 0; m < members.Length; m++)
            {
                var (item, i) = members[m];
                items[i] = new ItemEstimate(i, NcmCode.Format(NcmCode.Digits(item.Ncm)!), NcmCode.Ex(item.Ex), item.Addition ?? $"#{i + 1}", shares[m], calculation.Steps);
            }
        }

        return new TaxEstimate(declaration.Date, tables.SnapshotId, items, TaxAmounts.Sum(amounts), context.Steps, context.Missing, context.Notes);
    }

    private static decimal?[] Split(decimal? total, decimal[] weights) =>
        total is null ? new decimal?[weights.Length] : [.. Cents.Apportion(total.Value, weights)];
}

/// <summary>What all additions of one estimate share.</summary>
internal sealed class TaxContext(ImportDeclaration declaration, FiscalTables tables, TaxRules rules)
{
    public ImportDeclaration Declaration => declaration;
    public FiscalTables Tables => tables;
    public TaxRules Rules => rules;
    public DateOnly On => declaration.Date;
    public List<TaxStep> Steps { get; } = [];
    public List<MissingRate> Missing { get; } = [];
    public List<string> Notes { get; } = [];

    public void Note(string note)
    {
        if (!Notes.Contains(note, StringComparer.Ordinal))
        {
            Notes.Add(note);
        }
    }

    public void Miss(int? item, string? ncm, string tax, string reason) => Missing.Add(new MissingRate(item, ncm is null ? null : NcmCode.Format(ncm), tax, reason));

    public decimal? Afrmm()
    {
        var rate = Fees.Afrmm(tables.Rates, declaration.Mode, On);
        if (rate.Rate.Percent == 0m)
        {
            Steps.Add(new TaxStep("afrmm", null, null, 0m, rate.Basis ?? "alíquota zero", rate.Act, "table"));
            return 0m;
        }

        var freight = CustomsValuation.FreightInReais(declaration);
        if (rate.Rate.Percent is not { } percent || freight is null)
        {
            Miss(null, null, "afrmm", freight is null ? "Informe o frete (freight): base do AFRMM no transporte marítimo." : rate.Basis!);
            return null;
        }

        var value = Cents.Of(freight.Value, percent);
        Steps.Add(new TaxStep("afrmm", freight, rate.Rate, value, "frete × alíquota", rate.Act, "table"));
        return value;
    }

    public decimal? Siscomex(int additions)
    {
        var (value, act) = Fees.Siscomex(tables.Rates, additions, On);
        if (value is null)
        {
            Miss(null, null, "siscomex", "Taxa Siscomex nesta data não consta das tabelas.");
        }

        Steps.Add(new TaxStep("siscomex", null, null, value, $"valor da declaração + adições 1 a {additions} pelas faixas", act, "table"));
        return value;
    }
}
