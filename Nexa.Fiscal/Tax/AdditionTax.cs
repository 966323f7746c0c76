namespace Nexa.Fiscal.Tax;

/// <summary>
/// The taxes of one addition, step by step. A rate or value that nobody knows leaves its amount, and what rests on it, null.
/// </summary>
internal sealed class AdditionTax
{
    private readonly TaxContext context;
    private readonly ImportItem item;
    private readonly int position;
    private readonly decimal? customsValue;
    private readonly string ncm;
    private readonly GivenRates given;
    private readonly List<TaxStep> steps = [];

    public AdditionTax(TaxContext context, ImportItem item, int position, decimal? customsValue)
    {
        (this.context, this.item, this.position, this.customsValue, ncm) = (context, item, position, customsValue,
            NcmCode.ParseDigits(item.Ncm)!);
        (given, var ignored) = item.Rates.SelectInForce(context.On);
        if (ignored.Count > 0)
        {
            context.AddNote(TaxTexts.ExplainIgnoredRates(ignored, context.On));
        }
    }

    public IReadOnlyList<TaxStep> Steps => steps;

    /// <summary>COFINS without its addition, which gives no credit.</summary>
    public decimal? CofinsWithoutAddition { get; private set; }

    private DateOnly On => context.On;

    private TaxRates Rates => context.Tables.Rates;

    public TaxAmounts Calculate(
        bool isByUnit, decimal? dutyByUnit, decimal? tradeDefence, decimal? afrmm, decimal? siscomex, decimal? expenses)
    {
        CheckCode();
        var known = context.Tables.FindRates(ncm, item.Ex, On);
        var ii = isByUnit ? dutyByUnit : ChargeDuty(known.Ii);
        if (isByUnit)
        {
            steps.Add(new TaxStep("ii", null, null, dutyByUnit, TaxTexts.DutyByUnitFormula, null, "caller"));
        }

        var ipi = ChargeRate("ipi", customsValue + ii, given.Ipi, known.Ipi, TaxTexts.OnValueAndDuty, TaxTexts.IpiAct);
        var pis = ChargeRate("pis", customsValue, given.Pis, Contributions.FindPis(Rates, On, item.Regime, ncm), TaxTexts.OnCustomsValue);
        var cofins = ChargeCofins();
        NoteRegimes();
        var selective = ChargeRate("is", customsValue + ii, given.Is, Reform2027.FindSelective(Rates, ncm, On), TaxTexts.OnValueAndDuty);
        if (tradeDefence is null or > 0m)
        {
            steps.Add(new TaxStep("trade_defence", null, null, tradeDefence, TaxTexts.TradeDefenceFormula, null, "caller"));
        }

        var (calculated, collected) = ChargeConsumption(customsValue + ii + selective + siscomex + afrmm + tradeDefence);
        var (cbs, ibsUf, ibsMun) = collected ? calculated : (0m, 0m, 0m);
        var icms = ChargeIcms(
            customsValue + ii + ipi + pis + cofins + selective + afrmm + siscomex + tradeDefence + expenses, cbs + ibsUf + ibsMun);
        return new TaxAmounts
        {
            CustomsValue = customsValue, Ii = ii, Ipi = ipi, Pis = pis, Cofins = cofins, Is = selective, Cbs = cbs, IbsUf = ibsUf,
            IbsMun = ibsMun, TradeDefence = tradeDefence, Afrmm = afrmm, Siscomex = siscomex, IcmsBase = icms.Base, Icms = icms.Tax,
            IcmsDeferred = icms.Deferred, Fecp = icms.Fecp,
            InformativeCbs = collected ? null : calculated.Cbs, InformativeIbsUf = collected ? null : calculated.IbsUf,
            InformativeIbsMun = collected ? null : calculated.IbsMun,
        };
    }

    private void CheckCode()
    {
        var tables = context.Tables;
        if ((DeterminismGate.Reject(tables, ncm, item.Ex, On) ?? DeterminismGate.ExplainUnverifiable(tables, ncm)) is { } reason)
        {
            context.AddNote($"Item {position + 1}: {reason}");
        }
    }

    private void NoteRegimes()
    {
        if (item.Regime is null && given.Pis is null && Rates.ListRegimes(ncm, On).ToArray() is { Length: > 0 } regimes)
        {
            context.AddNote(TaxTexts.ExplainRegimes(ncm, regimes));
        }
    }

    // A confirmed preference stands before the lists of the tariff and takes its margin off the duty that they give.
    private decimal? ChargeDuty(DatedRate known)
    {
        if (item.Preference is not { } preference)
        {
            return ChargeRate("ii", customsValue, given.Ii, known, TaxTexts.OnCustomsValue);
        }

        var reduced = known.Rate.Percent is { } percent
            ? new DatedRate(Rate.FromPercent(percent * (1m - (preference.Margin / 100m))), preference.Agreement, null, null)
            : preference.Margin == 100m ? new DatedRate(Rate.Zero, preference.Agreement, null, null) : known;
        return ChargeRate(
            "ii", customsValue, null, reduced, TaxTexts.FormatPreference(preference, known.Rate), source: "caller");
    }

    private decimal? ChargeCofins()
    {
        var rate = this.given.Cofins is { } own ? new DatedRate(own, null, null, null)
            : Contributions.FindCofins(Rates, On, item.Regime, ncm);
        var addition = this.given.CofinsAdditional is { } given ? new DatedRate(given, null, null, null) : FindAddition();
        if (addition is null)
        {
            return CofinsWithoutAddition = ChargeRate("cofins", customsValue, this.given.Cofins, rate, TaxTexts.OnCustomsValue);
        }

        CofinsWithoutAddition = customsValue is { } value && rate.Rate.Percent is { } general ? Cents.TakePercent(value, general) : null;
        var sum = rate.Rate.Percent + addition.Rate.Percent;
        var acts = string.Join("; ", new[] { rate.Act, addition.Act }.OfType<string>().Distinct(StringComparer.Ordinal));
        var both = sum is null
            ? DatedRate.Unknown((rate.Rate.IsKnown ? addition : rate).Basis ?? TaxTexts.AdditionUnknown)
            : new DatedRate(Rate.FromPercent(sum.Value), acts, null, null);
        var source = this.given.Cofins is null && this.given.CofinsAdditional is null ? "table" : "caller";
        return ChargeRate("cofins", customsValue, null, both, TaxTexts.FormatCofins(rate.Rate, addition.Rate), source: source);
    }

    // The caller's word first, then the imported list; where there is neither, the general rate stands and the answer says so.
    private DatedRate? FindAddition()
    {
        if (On >= Reform2027.Start || item.CofinsAddition == false)
        {
            return null;
        }

        if (item.CofinsAddition == true)
        {
            return Contributions.FindCofinsAdditional(Rates, On);
        }

        if (Contributions.HasList(Rates))
        {
            return Contributions.FindAdditional(Rates, ncm, On) is { Rate.Percent: not 0m } listed ? listed : null;
        }

        if (given.Cofins is null)
        {
            context.AddNote(Contributions.FindAdditional(Rates, ncm, On).Basis + TaxTexts.AdditionNotApplied);
        }

        return null;
    }

    private ((decimal? Cbs, decimal? IbsUf, decimal? IbsMun) Calculated, bool IsCollected) ChargeConsumption(decimal? taxBase)
    {
        var (uf, mun) = Reform2027.FindIbs(Rates, ncm, On);
        var collected = !Reform2027.IsTestYear(On);
        decimal? ChargeOne(string tax, Rate? given, DatedRate known) =>
            ChargeRate(tax, taxBase, given, known, TaxTexts.OnConsumptionBase, TaxTexts.ConsumptionAct, collected);
        var cbs = ChargeOne("cbs", given.Cbs, Reform2027.FindCbs(Rates, ncm, On));
        var ibsUf = ChargeOne("ibs_uf", given.IbsUf, uf);
        var ibsMun = ChargeOne("ibs_mun", given.IbsMun, mun);
        if (!collected)
        {
            context.AddNote(TaxTexts.TestYear);
        }

        return ((cbs, ibsUf, ibsMun), collected);
    }

    private IcmsCharge.Amounts ChargeIcms(decimal? sum, decimal? consumption)
    {
        var uf = context.Declaration.Uf;
        var inside = On >= Reform2027.Start && !context.Rules.IcmsWithoutCbsIbs.Contains(uf ?? "", StringComparer.OrdinalIgnoreCase);
        if (inside && !string.Equals(uf, "SP", StringComparison.OrdinalIgnoreCase))
        {
            context.AddNote(TaxTexts.ConsumptionInIcms);
        }

        return IcmsCharge.Calculate(context, item, inside ? sum + consumption : sum, inside, steps);
    }

    private decimal? ChargeRate(
        string tax, decimal? taxBase, Rate? given, DatedRate known, string formula, string? rule = null, bool payable = true,
        string? source = null)
    {
        var rate = given is { IsKnown: true } own ? new DatedRate(own, null, null, null) : known;
        source ??= given is { IsKnown: true } ? "caller" : "table";
        if (!rate.Rate.IsKnown)
        {
            context.AddMissing(position, ncm, tax, rate.Basis ?? TaxTexts.ExplainUnknownRate(tax));
        }

        // A rate of NT or zero gives zero even when the base is unknown.
        var value = rate.Rate.Percent == 0m ? 0m
            : taxBase is { } amount && rate.Rate.Percent is { } percent ? Cents.TakePercent(amount, percent) : (decimal?)null;
        steps.Add(new TaxStep(tax, taxBase, rate.Rate, value, formula, JoinActs(rate.Act, rule), source, payable));
        return value;
    }

    private static string? JoinActs(string? act, string? rule) => act is null ? rule : rule is null ? act : $"{act}; {rule}";
}
