namespace Nexa.Fiscal;

/// <summary>One dated line of the rates that do not stand in the TIPI or the tariff.</summary>
/// <param name="Tax">As estimates name it: pis, cofins, cofins_additional, icms, is, cbs, ibs_uf, ibs_mun, afrmm, siscomex;
/// ii_preference and trade_defence are candidates that a person confirms.</param>
/// <param name="Scope">A special regime (pis, cofins), a State (icms), "lista" (cofins_additional), "maritimo" (afrmm), a step of the fee
/// (siscomex), a country of origin (ii_preference, trade_defence); "" for the general rate.</param>
/// <param name="Code">Beginning of the NCM; "" for all goods.</param>
/// <param name="Rate">In percent; of the Siscomex fee, in reais; of a preference, the margin that it takes off the duty.</param>
public sealed record TaxRate(string Tax, string Scope, string Code, Rate Rate, DateOnly From, DateOnly To, string? Act, string? Note)
{
    public bool InForce(DateOnly on) => From <= on && on <= To;
}

/// <summary>Who says a rate, the one that stands before the others first.</summary>
public enum RateOrigin
{
    Organisation,
    Operator,
    Law,
}

/// <summary>
/// The rates of the law as they come with Nexa; over them, line by line, those that the operator has imported, and over these an
/// organisation's own.
/// </summary>
public sealed class TaxRates
{
    private readonly (RateOrigin Origin, ILookup<(string, string), TaxRate> Rows)[] layers;

    public TaxRates(IEnumerable<TaxRate> law, IEnumerable<TaxRate> imported)
        : this([(RateOrigin.Operator, ListByScope(imported)), (RateOrigin.Law, ListByScope(law))])
    {
    }

    private TaxRates((RateOrigin, ILookup<(string, string), TaxRate>)[] layers) => this.layers = layers;

    /// <summary>The same with an organisation's own before them.</summary>
    public TaxRates WithOwn(IEnumerable<TaxRate> own) => new([(RateOrigin.Organisation, ListByScope(own)), .. layers]);

    /// <summary>Whether an organisation has rates of its own here.</summary>
    public bool HasOwn => layers[0].Origin is RateOrigin.Organisation;

    /// <summary>Whether anything is known of a tax in a scope: of a list, whether there is one.</summary>
    public bool Has(string tax, string scope) => Array.Exists(layers, layer => layer.Rows.Contains((tax, scope)));

    /// <summary>
    /// The line in force with the longest beginning of the code, of the first origin that has one. Null where there is none.
    /// </summary>
    public TaxRate? Find(string tax, string scope, string ncm, DateOnly on) =>
        layers.Select(layer => Find(layer.Rows, tax, scope, ncm, on)).FirstOrDefault(row => row is not null);

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
    public IEnumerable<string> ListRegimes(string ncm, DateOnly on) => layers.SelectMany(layer => layer.Rows)
        .SelectMany(rows => rows).Where(row => row.Tax is "pis" or "cofins" && row.Scope.Length > 0 && row.Code.Length > 0 && row.InForce(on)
            && ncm.StartsWith(row.Code, StringComparison.Ordinal))
        .Select(row => row.Scope).Distinct(StringComparer.Ordinal);

    /// <summary>For each scope of a tax the line in force that names the code.</summary>
    public IEnumerable<TaxRate> ListScopes(string tax, string ncm, DateOnly on) => layers.SelectMany(layer => layer.Rows)
        .Where(rows => rows.Key.Item1 == tax).Select(rows => rows.Key.Item2).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Select(scope => Find(tax, scope, ncm, on)).OfType<TaxRate>();

    /// <summary>Whether a list of this tax was imported.</summary>
    public bool HasAny(string tax) => Array.Exists(layers, layer => layer.Rows.Any(rows => rows.Key.Item1 == tax));

    /// <summary>
    /// Every line in force on a day; a line that one of an earlier origin replaces is left out.
    /// </summary>
    public IEnumerable<(TaxRate Rate, RateOrigin Origin)> InForce(DateOnly on) =>
        layers.SelectMany(layer => layer.Rows.SelectMany(rows => rows).Where(row => row.InForce(on)).Select(row => (row, layer.Origin)))
            .DistinctBy(line => (line.row.Tax, line.row.Scope, line.row.Code));

    private static TaxRate? Find(ILookup<(string, string), TaxRate> rows, string tax, string scope, string ncm, DateOnly on) =>
        rows[(tax, scope)].Where(row => row.InForce(on) && ncm.StartsWith(row.Code, StringComparison.Ordinal))
            .MaxBy(row => (row.Code.Length, row.From));

    private static ILookup<(string, string), TaxRate> ListByScope(IEnumerable<TaxRate> rows) => rows.ToLookup(row => (row.Tax, row.Scope));
}
