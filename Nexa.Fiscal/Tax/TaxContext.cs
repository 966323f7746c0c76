namespace Nexa.Fiscal.Tax;

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

    public void AddNote(string note)
    {
        if (!Notes.Contains(note, StringComparer.Ordinal))
        {
            Notes.Add(note);
        }
    }

    public void AddMissing(int? item, string? ncm, string tax, string reason) =>
        Missing.Add(new MissingRate(item, ncm is null ? null : NcmCode.Format(ncm), tax, reason));

    public decimal? CalculateAfrmm()
    {
        var rate = Fees.FindAfrmm(tables.Rates, declaration.Mode, On);
        if (rate.Rate.Percent == 0m)
        {
            Steps.Add(new TaxStep("afrmm", null, null, 0m, rate.Basis ?? "alíquota zero", rate.Act, "table"));
            return 0m;
        }

        var freight = CustomsValuation.SumFreightInReais(declaration);
        if (rate.Rate.Percent is not { } percent || freight is null)
        {
            AddMissing(null, null, "afrmm", freight is null ? TaxTexts.FreightNeeded : rate.Basis!);
            return null;
        }

        var value = Cents.TakePercent(freight.Value, percent);
        Steps.Add(new TaxStep("afrmm", freight, rate.Rate, value, TaxTexts.OnFreight, rate.Act, "table"));
        return value;
    }

    public decimal? CalculateSiscomex(int additions)
    {
        var (value, act) = Fees.CalculateSiscomex(tables.Rates, additions, On);
        if (value is null)
        {
            AddMissing(null, null, "siscomex", TaxTexts.SiscomexUnknown);
        }

        Steps.Add(new TaxStep("siscomex", null, null, value, TaxTexts.FormatSiscomex(additions), act, "table"));
        return value;
    }
}
