namespace Nexa.Fiscal.Tax;

/// <summary>
/// The ICMS of one addition: its rate, the reduced base or effective burden that the caller states, FECP, and what is deferred.
/// </summary>
internal static class IcmsCharge
{
    internal sealed record Amounts(decimal? Base, decimal? Tax, decimal? Deferred, decimal? Fecp)
    {
        public static readonly Amounts Unknown = new(null, null, null, null);
    }

    /// <param name="context">The declaration.</param>
    /// <param name="item">The goods.</param>
    /// <param name="sum">Value, taxes and expenses without ICMS.</param>
    /// <param name="isWithConsumption">CBS and IBS are in the sum.</param>
    /// <param name="steps">Gets the calculation.</param>
    public static Amounts Calculate(
        TaxContext context, ImportItem item, decimal? sum, bool isWithConsumption, List<TaxStep> steps)
    {
        var (declaration, terms) = (context.Declaration, item.Icms ?? new IcmsTerms());
        var ncm = NcmCode.ParseDigits(item.Ncm)!;
        var own = terms.EffectiveRate ?? terms.Rate ?? declaration.IcmsRate;
        var rate = own is { } percentGiven ? new DatedRate(Rate.FromPercent(percentGiven), null, null, null)
            : context.Tables.Rates.FindIcms(declaration.Uf, ncm, context.On);
        var tooMuch = rate.Rate.Percent + terms.Fecp >= 100m; // the base would be infinite
        if (rate.Rate.Percent is not { } percent || tooMuch)
        {
            if (!context.Missing.Exists(missing => missing.Tax == "icms"))
            {
                context.AddMissing(null, null, "icms", tooMuch ? TaxTexts.IcmsTooHigh : rate.Basis!);
            }

            return Amounts.Unknown with { Fecp = terms.Fecp == 0m ? 0m : null };
        }

        if (terms is { BaseReduction: > 0m } or { EffectiveRate: not null } or { Fecp: > 0m })
        {
            context.AddNote(TaxTexts.IcmsBenefit);
        }

        // The tax that is due is part of its own base (LC 87/1996, art. 13, § 1º, I): of a reduced one, the reduced tax.
        var source = own is null ? "table" : "caller";
        var kept = 1m - (terms.BaseReduction / 100m);
        var burden = (percent + terms.Fecp) / 100m * kept;
        decimal? whole = sum is null ? null : sum.Value / (1m - burden);
        decimal? taxBase = whole is null ? null : Cents.Round(whole.Value * kept);
        decimal? tax = taxBase is null ? null : Cents.TakePercent(taxBase.Value, percent);
        steps.Add(new TaxStep(
            "icms_base", sum, null, taxBase, TaxTexts.FormatIcmsBase(isWithConsumption, terms), TaxTexts.IcmsAct, source));
        steps.Add(new TaxStep("icms", taxBase, rate.Rate, tax,
            terms.EffectiveRate is null ? TaxTexts.OnIcmsBase : TaxTexts.OnIcmsBurden, rate.Act ?? TaxTexts.IcmsAct, source));
        decimal? fecp = terms.Fecp == 0m ? 0m : taxBase is null ? null : Cents.TakePercent(taxBase.Value, terms.Fecp);
        if (terms.Fecp > 0m)
        {
            steps.Add(
                new TaxStep("fecp", taxBase, Rate.FromPercent(terms.Fecp), fecp, TaxTexts.OnIcmsBase, TaxTexts.FecpAct, "caller"));
        }

        return new Amounts(taxBase, tax, Defer(tax, terms.Deferral ?? declaration.IcmsDeferral, steps), fecp);
    }

    private static decimal? Defer(decimal? tax, decimal deferral, List<TaxStep> steps)
    {
        decimal? deferred = tax is null ? null : Cents.TakePercent(tax.Value, deferral);
        if (deferral > 0m)
        {
            steps.Add(new TaxStep(
                "icms_deferred", tax, Rate.FromPercent(deferral), deferred, TaxTexts.OnIcms, null, "caller", Payable: false));
        }

        return deferred;
    }
}
