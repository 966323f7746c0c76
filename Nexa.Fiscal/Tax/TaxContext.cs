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

    public void Note(string note)
    {
        if (!Notes.Contains(note, StringComparer.Ordinal))
        {
            Notes.Add(note);
        }
    }

    public void Miss(int? item, string? ncm, string tax, string reason) =>
        Missing.Add(new MissingRate(item, ncm is null ? null : NcmCode.Format(ncm), tax, reason));

    public decimal? CalculateAfrmm()
    {
        var rate = Fees.Afrmm(tables.Rates, declaration.Mode, On);
        if (rate.Rate.Percent == 0m)
        {
            Steps.Add(new TaxStep("afrmm", null, null, 0m, rate.Basis ?? "alíquota zero", rate.Act, "table"));
            return 0m;
        }

        var freight = CustomsValuation.SumFreightInReais(declaration);
        if (rate.Rate.Percent is not { } percent || freight is null)
        {
            Miss(null, null, "afrmm", freight is null ? TaxTexts.FreightNeeded : rate.Basis!);
            return null;
        }

        var value = Cents.Of(freight.Value, percent);
        Steps.Add(new TaxStep("afrmm", freight, rate.Rate, value, TaxTexts.OnFreight, rate.Act, "table"));
        return value;
    }

    public decimal? CalculateSiscomex(int additions)
    {
        var (value, act) = Fees.Siscomex(tables.Rates, additions, On);
        if (value is null)
        {
            Miss(null, null, "siscomex", TaxTexts.SiscomexUnknown);
        }

        Steps.Add(new TaxStep("siscomex", null, null, value, TaxTexts.SiscomexFormula(additions), act, "table"));
        return value;
    }
}
