namespace Nexa.Fiscal;

/// <summary>One dated line of the rates that do not stand in the TIPI or the tariff.</summary>
/// <param name="Tax">As estimates name it: pis, cofins, cofins_additional, icms, is, cbs, ibs_uf, ibs_mun, afrmm, siscomex.</param>
/// <param name="Scope">A special regime (pis, cofins), a State (icms), "lista" (cofins_additional), "maritimo" (afrmm), a step of the fee
/// (siscomex); "" for the general rate.</param>
/// <param name="Code">Beginning of the NCM; "" for all goods.</param>
/// <param name="Rate">In percent; of the Siscomex fee, in reais.</param>
public sealed record TaxRate(string Tax, string Scope, string Code, Rate Rate, DateOnly From, DateOnly To, string? Act, string? Note)
{
    public bool InForce(DateOnly on) => From <= on && on <= To;
}

/// <summary>The rates of the law as they come with Nexa, and over them, line by line, those that the operator has imported.</summary>
public sealed class TaxRates(IEnumerable<TaxRate> law, IEnumerable<TaxRate> own)
{
    private readonly ILookup<(string, string), TaxRate> lawByScope = ListByScope(law);
    private readonly ILookup<(string, string), TaxRate> ownByScope = ListByScope(own);

    /// <summary>Whether anything is known of a tax in a scope: of a list, whether there is one.</summary>
    public bool Has(string tax, string scope) => lawByScope.Contains((tax, scope)) || ownByScope.Contains((tax, scope));

    /// <summary>
    /// The line in force with the longest beginning of the code; the operator's before the law's. Null where there is none.
    /// </summary>
    public TaxRate? Find(string tax, string scope, string ncm, DateOnly on) =>
        Find(ownByScope, tax, scope, ncm, on) ?? Find(lawByScope, tax, scope, ncm, on);

    /// <summary>The same as a rate: UNKNOWN, with the reason, where no line is in force or the line itself says so.</summary>
    public DatedRate FindDated(string tax, string scope, string ncm, DateOnly on, string unknown) => Find(tax, scope, ncm, on) switch
    {
        null => DatedRate.Unknown(unknown),
        { Rate.IsKnown: false } row => DatedRate.Unknown(row.Note ?? unknown),
        var row => new DatedRate(row.Rate, row.Act, row.From, row.To, row.Note),
    };

    /// <summary>ICMS on imports into a State.</summary>
    public DatedRate FindIcms(string? uf, string ncm, DateOnly on) => string.IsNullOrWhiteSpace(uf)
        ? DatedRate.Unknown("Informe a UF ou a alíquota do ICMS (icms_rate).")
        : FindDated("icms", uf.ToUpperInvariant(), ncm, on,
            $"Alíquota do ICMS na importação em {uf.ToUpperInvariant()} não consta das tabelas: informe icms_rate ou importe a tabela "
            + "de alíquotas.");

    /// <summary>The special regimes of PIS/COFINS whose lists of codes, as far as they were imported, name this one.</summary>
    public IEnumerable<string> ListRegimes(string ncm, DateOnly on) => ownByScope.Concat(lawByScope).SelectMany(rows => rows)
        .Where(row => row.Tax is "pis" or "cofins" && row.Scope.Length > 0 && row.Code.Length > 0 && row.InForce(on)
            && ncm.StartsWith(row.Code, StringComparison.Ordinal))
        .Select(row => row.Scope).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Every line in force on a day, the operator's first; a line of the law that one of the operator's replaces is left out.
    /// </summary>
    public IEnumerable<(TaxRate Rate, bool IsLaw)> InForce(DateOnly on)
    {
        var first = ownByScope.SelectMany(rows => rows).Where(row => row.InForce(on)).ToArray();
        var replaced = first.Select(row => (row.Tax, row.Scope, row.Code)).ToHashSet();
        return first.Select(row => (row, false)).Concat(
            lawByScope.SelectMany(rows => rows).Where(row => row.InForce(on) && !replaced.Contains((row.Tax, row.Scope, row.Code)))
                .Select(row => (row, true)));
    }

    private static TaxRate? Find(ILookup<(string, string), TaxRate> rows, string tax, string scope, string ncm, DateOnly on) =>
        rows[(tax, scope)].Where(row => row.InForce(on) && ncm.StartsWith(row.Code, StringComparison.Ordinal))
            .MaxBy(row => (row.Code.Length, row.From));

    private static ILookup<(string, string), TaxRate> ListByScope(IEnumerable<TaxRate> rows) => rows.ToLookup(row => (row.Tax, row.Scope));
}
