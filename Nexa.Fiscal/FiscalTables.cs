using System.Collections.Frozen;
using Nexa.Fiscal.Attributes;
using Nexa.Fiscal.Search;
using Nexa.Fiscal.Starter;
using Nexa.Fiscal.Tax;

namespace Nexa.Fiscal;

/// <summary>The tables of one snapshot, in memory: nomenclature, TIPI and tariff. Immutable; a new snapshot is a new object.</summary>
public sealed class FiscalTables
{
    /// <summary>The annexes of the tariff: exception lists stand before the applied rate, and that before the common tariff.</summary>
    internal static readonly string[] DutyOrder = ["IV", "V", "VI", "VIII", "IX", "X", "II", "I"];

    /// <summary>The TIPI of Decreto 11.158/2022 took effect on this day.</summary>
    private static readonly DateOnly TipiDecree = new(2022, 8, 1);
    private static readonly Lazy<FiscalTables> StarterTables = new(StarterFiles.Load);
    private readonly FrozenDictionary<string, TipiRate[]> tipi;
    private readonly FrozenDictionary<string, DutyRate[]> duties;
    private readonly DateOnly firstTipi;
    private readonly Lazy<NcmIndex> index;

    public FiscalTables(Guid snapshotId, string name, DateOnly asOf, NcmTable ncm, IEnumerable<TipiRate> tipi, IEnumerable<DutyRate> duties)
    {
        (SnapshotId, Name, AsOf, Ncm) = (snapshotId, name, asOf, ncm);
        this.tipi = tipi.GroupBy(row => row.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        this.duties = duties.GroupBy(row => row.Code, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        firstTipi = this.tipi.Values.SelectMany(rows => rows).Select(row => row.From).DefaultIfEmpty(DateOnly.MaxValue).Min();
        index = new Lazy<NcmIndex>(() => new NcmIndex(Ncm));
    }

    private FiscalTables(FiscalTables tables, TaxRates rates)
    {
        (SnapshotId, Name, AsOf, Ncm, IsStarter, Rates, Attributes, Exchange) =
            (tables.SnapshotId, tables.Name, tables.AsOf, tables.Ncm, tables.IsStarter, rates, tables.Attributes, tables.Exchange);
        (tipi, duties, firstTipi, index) = (tables.tipi, tables.duties, tables.firstTipi, tables.index);
    }

    public Guid SnapshotId { get; }

    /// <summary>What this snapshot is, for people: its sources and their dates.</summary>
    public string Name { get; }

    /// <summary>The nomenclature is that of the starter table: some headings whole, of the others nothing.</summary>
    public bool IsStarter { get; init; }

    /// <summary>What stands in neither the TIPI nor the tariff.</summary>
    public TaxRates Rates { get; init; } = new(StarterFiles.LoadLaw(), []);

    /// <summary>What the Catálogo de Produtos asks for of each code.</summary>
    public AttributeTable Attributes { get; init; } = AttributeTable.None;

    public ExchangeRates Exchange { get; init; } = ExchangeRates.None;

    /// <summary>The date of the nomenclature.</summary>
    public DateOnly AsOf { get; }

    public NcmTable Ncm { get; }

    public NcmIndex Index => index.Value;

    /// <summary>The same tables with an organisation's own rates before those of the operator and of the law.</summary>
    public FiscalTables WithOwnRates(IEnumerable<TaxRate> own) => new(this, Rates.WithOwn(own));

    public int TipiCodes => tipi.Count;

    public int DutyCodes => duties.Count;

    /// <summary>The electronics tables that come with Nexa.</summary>
    public static FiscalTables LoadStarter() => StarterTables.Value;

    /// <summary>
    /// The heading (or chapter) of a code exists, but these tables do not hold it: they cannot tell whether the code exists.
    /// </summary>
    public bool LacksHeading(string ncm) =>
        IsStarter && NcmCode.ParseDigits(ncm) is { } code && code[..Math.Min(4, code.Length)] is var heading && Ncm.Find(heading) is null
        && StarterFiles.Headings.Any(known => known.StartsWith(heading, StringComparison.Ordinal));

    /// <summary>The Ex of a code in force on the date (null: the latest known of each), in their order.</summary>
    public IReadOnlyList<ExRule> FindEx(string ncm, DateOnly? on = null) =>
    [
        .. FindTipiRows(ncm).Where(row => row.Ex is not null && (on is null || row.InForce(on.Value)))
            .GroupBy(row => row.Ex, StringComparer.Ordinal).Select(group => group.MaxBy(row => row.To)!)
            .OrderBy(row => row.Ex, StringComparer.Ordinal)
            .Select(row => new ExRule(row.Code, row.Ex!, row.Rate, row.Text ?? "", row.From, row.To, row.Act)),
    ];

    public ItemRates FindRates(string ncm, string? ex, DateOnly on) => new(
        FindDuty(ncm, on), Reform2027.ApplyToIpi(FindIpi(ncm, ex, on), on), Contributions.FindPis(Rates, on, null, ncm),
        Contributions.FindCofins(Rates, on, null, ncm),
        [.. FindDutyRows(ncm).Where(row => row.IsCandidate && row.InForce(on))]);

    /// <summary>The import duty by the order of the lists; lines with an Ex or a quota never count, they are candidates.</summary>
    public DatedRate FindDuty(string ncm, DateOnly on)
    {
        var row = FindDutyRows(ncm).Where(row => !row.IsCandidate && row.InForce(on))
            .MinBy(row => Array.IndexOf(DutyOrder, row.Annex) is >= 0 and var order ? order : int.MaxValue);
        return row is null || !row.Rate.IsKnown
            ? DatedRate.Unknown($"Imposto de importação do código {NcmCode.Format(ncm)} não consta das tabelas carregadas nesta data.")
            : new DatedRate(row.Rate, row.Act, row.From, row.To, $"Anexo {row.Annex}");
    }

    public DatedRate FindIpi(string ncm, string? ex, DateOnly on)
    {
        var wanted = NcmCode.ParseEx(ex);
        var lines = FindTipiRows(ncm).Where(row => row.Ex == wanted).ToArray();
        var basis = wanted is null ? "TIPI" : $"TIPI, Ex {wanted}";
        if (lines.FirstOrDefault(row => row.InForce(on)) is { Rate.IsKnown: true } row)
        {
            return new DatedRate(row.Rate, row.Act, row.From, row.To, basis);
        }

        return FindBeforeFirstEdition(ncm, lines, on) is { } first
            ? new DatedRate(
                first.Rate, first.Act, TakeLater(TipiDecree, Ncm.Find(NcmCode.ParseDigits(ncm)!)?.From), first.To,
                $"{basis}, edição de {first.From:dd/MM/yyyy}, a mais antiga importada: "
                    + $"confira se a alíquota mudou entre {on:dd/MM/yyyy} e essa data")
            : DatedRate.Unknown(
                $"IPI do código {NcmCode.Format(ncm)}{(wanted is null ? "" : $" Ex {wanted}")} "
                    + "não consta das tabelas carregadas nesta data.");
    }

    /// <summary>A day and the later ones on which a line of the code's duty or IPI begins or has ended.</summary>
    public IEnumerable<DateOnly> ListChangeDays(string ncm, DateOnly from) =>
        FindDutyRows(ncm).Where(row => !row.IsCandidate).Select(row => (row.From, row.To))
        .Concat(FindTipiRows(ncm).Select(row => (row.From, row.To)))
            .SelectMany(line => line.To == NcmNode.Open ? [line.From] : new[] { line.From, line.To.AddDays(1) })
            .Where(day => day > from).Append(from).Distinct();

    // The decree has been in force since 2022: before the first imported edition its rates are assumed, and the basis says so.
    private TipiRate? FindBeforeFirstEdition(string ncm, TipiRate[] lines, DateOnly on) =>
        on >= TipiDecree && on < firstTipi && lines.MinBy(row => row.From) is { Rate.IsKnown: true } first && first.From == firstTipi
            && (Ncm.Find(NcmCode.ParseDigits(ncm)!) is not { } node || node.From <= on)
            ? first : null;

    private static DateOnly TakeLater(DateOnly a, DateOnly? b) => b > a ? b.Value : a;

    private TipiRate[] FindTipiRows(string ncm) => NcmCode.ParseDigits(ncm) is { } code ? tipi.GetValueOrDefault(code, []) : [];

    private DutyRate[] FindDutyRows(string ncm) => NcmCode.ParseDigits(ncm) is { } code ? duties.GetValueOrDefault(code, []) : [];
}
