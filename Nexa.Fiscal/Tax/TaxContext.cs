namespace Nexa.Fiscal.Tax;

/// <summary>What all additions of one estimate share.</summary>
internal sealed class TaxContext(ImportDeclaration declaration, FiscalTables tables, TaxRules rules)
{
    private const string Reais = "BRL";
    private readonly Dictionary<string, decimal?> exchange = new(StringComparer.Ordinal);

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

    /// <summary>Reais for one unit; null where nobody knows it, which is noted once.</summary>
    public decimal? FindExchange(string? currency)
    {
        if (currency is null || (currency == declaration.Currency && declaration.ExchangeRate is not null))
        {
            return declaration.ExchangeRate ?? 1m;
        }

        if (currency == Reais)
        {
            return 1m;
        }

        if (declaration.ExchangeRates.TryGetValue(currency, out var given))
        {
            return given;
        }

        if (exchange.TryGetValue(currency, out var known))
        {
            return known;
        }

        var (rate, missing) = tables.Exchange.FindSale(currency, declaration.ExchangeOn ?? On);
        if (rate is null)
        {
            AddMissing(null, null, "exchange_rate", missing!);
        }
        else
        {
            Steps.Add(new TaxStep(
                "exchange_rate", null, null, rate.Sale, TaxTexts.FormatExchange(rate), TaxTexts.ExchangeAct, "table"));
        }

        return exchange[currency] = rate?.Sale;
    }

    /// <summary>A duty of so much a unit; null where its currency's rate is not known.</summary>
    public decimal? CalculateInReais(SpecificDuty duty) =>
        (duty.ExchangeRate ?? (duty.Currency is null ? 1m : FindExchange(duty.Currency))) is { } rate
            ? Cents.Round(duty.Quantity * duty.AmountPerUnit * rate) : null;

    public decimal? CalculateAfrmm()
    {
        if (declaration is { Mode: TransportMode.Sea, AfrmmExemption: { } act })
        {
            Steps.Add(new TaxStep("afrmm", null, null, 0m, TaxTexts.ExemptionStated, act, "caller"));
            return 0m;
        }

        var rate = Fees.FindAfrmm(tables.Rates, declaration.Mode, On);
        if (rate.Rate.Percent == 0m)
        {
            Steps.Add(new TaxStep("afrmm", null, null, 0m, rate.Basis ?? "alíquota zero", rate.Act, "table"));
            return 0m;
        }

        var freight = CustomsValuation.SumFreightInReais(this, out var isStated);
        if (rate.Rate.Percent is not { } percent || freight is null)
        {
            if (rate.Rate.Percent is null || !isStated)
            {
                AddMissing(null, null, "afrmm", rate.Rate.Percent is null ? rate.Basis!
                    : declaration.Incoterm?.IncludesFreight() is true ? TaxTexts.FreightInPriceNeeded : TaxTexts.FreightNeeded);
            }

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
