namespace Nexa.Fiscal.Tax;

/// <summary>The taxes of one addition, step by step. A rate that nobody knows leaves its amount, and what rests on it, null.</summary>
internal sealed class AdditionTax(TaxContext context, ImportItem item, int position, decimal customsValue)
{
    private readonly string _ncm = NcmCode.Digits(item.Ncm)!;
    private readonly List<TaxStep> _steps = [];

    public IReadOnlyList<TaxStep> Steps => _steps;

    private DateOnly On => context.On;

    private TaxRates Rates => context.Tables.Rates;

    public TaxAmounts Calculate(decimal tradeDefence, decimal? afrmm, decimal? siscomex, decimal expenses)
    {
        CheckCode();
        var known = context.Tables.RatesOn(_ncm, item.Ex, On);
        var given = item.Rates;
        var ii = Charge("ii", customsValue, given.Ii, known.Ii, "valor aduaneiro × alíquota");
        var ipi = Charge("ipi", customsValue + ii, given.Ipi, known.Ipi, "(valor aduaneiro + II) × alíquota", "Decreto 6.759/2009, art. 239");
        var pis = Charge("pis", customsValue, given.Pis, Contributions.Pis(Rates, On, item.Regime, _ncm), "valor aduaneiro × alíquota");
        var cofins = Cofins();
        NoteRegimes();
        var selective = Charge("is", customsValue + ii, given.Is, Reform2027.Selective(Rates, _ncm, On), "(valor aduaneiro + II) × alíquota");
        if (tradeDefence > 0m)
        {
            _steps.Add(new TaxStep("trade_defence", null, null, tradeDefence, "direitos antidumping, compensatórios ou salvaguardas informados", null, "caller"));
        }

        var (cbs, ibsUf, ibsMun) = Consumption(customsValue + ii + selective + siscomex + afrmm + tradeDefence);
        var (icmsBase, icms) = Icms(
            customsValue + ii + ipi + pis + cofins + selective + afrmm + siscomex + tradeDefence + expenses, cbs + ibsUf + ibsMun);
        return new TaxAmounts
        {
            CustomsValue = customsValue, Ii = ii, Ipi = ipi, Pis = pis, Cofins = cofins, Is = selective, Cbs = cbs, IbsUf = ibsUf, IbsMun = ibsMun,
            TradeDefence = tradeDefence, Afrmm = afrmm, Siscomex = siscomex, IcmsBase = icmsBase, Icms = icms,
        };
    }

    private void CheckCode()
    {
        if ((DeterminismGate.Reject(context.Tables, _ncm, item.Ex, On) ?? DeterminismGate.Unverifiable(context.Tables, _ncm)) is { } reason)
        {
            context.Note($"Item {position + 1}: {reason}");
        }
    }

    private void NoteRegimes()
    {
        if (item.Regime is null && item.Rates.Pis is null && Rates.RegimesOf(_ncm, On).ToArray() is { Length: > 0 } regimes)
        {
            context.Note($"NCM {NcmCode.Format(_ncm)}: consta da lista do regime especial de PIS/COFINS {string.Join(", ", regimes)}; se ele se aplica ao importador e ao uso, informe regime.");
        }
    }

    private decimal? Cofins()
    {
        var rate = item.Rates.Cofins is { } given ? new DatedRate(given, null, null, null) : Contributions.Cofins(Rates, On, item.Regime, _ncm);
        var source = item.Rates.Cofins is null ? "table" : "caller";
        var addition = item.Rates.CofinsAdditional is { } own ? new DatedRate(own, null, null, null) : ListedAddition();
        if (addition is null)
        {
            return Charge("cofins", customsValue, item.Rates.Cofins, rate, "valor aduaneiro × alíquota");
        }

        var sum = rate.Rate.Percent + addition.Rate.Percent;
        var both = sum is null ? DatedRate.Unknown((rate.Rate.IsKnown ? addition : rate).Basis ?? "Adicional da COFINS-Importação desconhecido: informe cofins_additional.")
            : new DatedRate(Rate.Of(sum.Value), string.Join("; ", new[] { rate.Act, addition.Act }.OfType<string>().Distinct(StringComparer.Ordinal)), null, null);
        return Charge("cofins", customsValue, null, both, $"valor aduaneiro × (alíquota {rate.Rate} + adicional {addition.Rate})", source: item.Rates.CofinsAdditional is null ? source : "caller");
    }

    // The caller's word first, then the imported list; where there is neither, the general rate stands and the answer says so.
    private DatedRate? ListedAddition()
    {
        if (On >= Reform2027.Start || item.CofinsAddition == false)
        {
            return null;
        }

        if (item.CofinsAddition == true)
        {
            return Contributions.CofinsAdditional(Rates, On);
        }

        if (Contributions.HasList(Rates))
        {
            return Contributions.AdditionalOf(Rates, _ncm, On) is { Rate.Percent: not 0m } listed ? listed : null;
        }

        if (item.Rates.Cofins is null)
        {
            context.Note(Contributions.AdditionalOf(Rates, _ncm, On).Basis + " O adicional não foi aplicado: se a NCM consta da lista, informe cofins_addition.");
        }

        return null;
    }

    private (decimal? Cbs, decimal? IbsUf, decimal? IbsMun) Consumption(decimal? taxBase)
    {
        var (uf, mun) = Reform2027.Ibs(Rates, _ncm, On);
        var collected = !Reform2027.IsTestYear(On);
        const string Formula = "(valor aduaneiro + II + IS + Siscomex + AFRMM + direitos) × alíquota";
        var cbs = Charge("cbs", taxBase, item.Rates.Cbs, Reform2027.Cbs(Rates, _ncm, On), Formula, "LC 214/2025, art. 69", collected);
        var ibsUf = Charge("ibs_uf", taxBase, item.Rates.IbsUf, uf, Formula, "LC 214/2025, art. 69", collected);
        var ibsMun = Charge("ibs_mun", taxBase, item.Rates.IbsMun, mun, Formula, "LC 214/2025, art. 69", collected);
        if (collected)
        {
            return (cbs, ibsUf, ibsMun);
        }

        context.Note("CBS e IBS de 2026 são calculados, mas o recolhimento é dispensado se cumpridas as obrigações acessórias (LC 214/2025, art. 348, §1º); não integram o total nem a base do ICMS.");
        return (0m, 0m, 0m);
    }

    private (decimal? Base, decimal? Tax) Icms(decimal? sum, decimal? consumption)
    {
        var declaration = context.Declaration;
        var rate = declaration.IcmsRate is { } own ? new DatedRate(Rate.Of(own), null, null, null) : Rates.Icms(declaration.Uf, _ncm, On);
        var source = declaration.IcmsRate is null ? "table" : "caller";
        if (rate.Rate.Percent is not { } percent)
        {
            if (!context.Missing.Exists(missing => missing.Tax == "icms"))
            {
                context.Miss(null, null, "icms", rate.Basis!);
            }

            return (null, null);
        }

        var inside = On >= Reform2027.Start && !context.Rules.IcmsWithoutCbsIbs.Contains(declaration.Uf ?? "", StringComparer.OrdinalIgnoreCase);
        if (inside && !string.Equals(declaration.Uf, "SP", StringComparison.OrdinalIgnoreCase))
        {
            context.Note("CBS e IBS incluídos na base do ICMS conforme o entendimento da SEFAZ-SP (RC 32931/2026 e 33083/2026); confirme o da sua UF.");
        }

        var before = inside ? sum + consumption : sum;
        decimal? taxBase = before is null ? null : Cents.Round(before.Value / (1m - percent / 100m));
        decimal? tax = taxBase is null ? null : Cents.Of(taxBase.Value, percent);
        const string Act = "LC 87/1996, art. 13, V e §1º, I";
        _steps.Add(new TaxStep("icms_base", before, null, taxBase,
            $"(valor aduaneiro + tributos{(inside ? " + CBS + IBS" : "")} + AFRMM + Siscomex + despesas) / (1 − alíquota)", Act, source));
        _steps.Add(new TaxStep("icms", taxBase, rate.Rate, tax, "base × alíquota", rate.Act ?? Act, source));
        return (taxBase, tax);
    }

    private decimal? Charge(string tax, decimal? taxBase, Rate? given, DatedRate known, string formula, string? rule = null, bool payable = true, string? source = null)
    {
        var rate = given is { IsKnown: true } own ? new DatedRate(own, null, null, null) : known;
        source ??= given is { IsKnown: true } ? "caller" : "table";
        if (!rate.Rate.IsKnown)
        {
            context.Miss(position, _ncm, tax, rate.Basis ?? $"Alíquota de {tax} desconhecida.");
        }

        // No rate, no tax, whatever the base: NT and zero need no import duty to be known.
        var value = rate.Rate.Percent == 0m ? 0m : taxBase is { } amount && rate.Rate.Percent is { } percent ? Cents.Of(amount, percent) : (decimal?)null;
        _steps.Add(new TaxStep(tax, taxBase, rate.Rate, value, formula, Acts(rate.Act, rule), source, payable));
        return value;
    }

    private static string? Acts(string? act, string? rule) => act is null ? rule : rule is null ? act : $"{act}; {rule}";
}
