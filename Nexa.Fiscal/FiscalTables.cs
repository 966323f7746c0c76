using System.Collections.Frozen;
using Nexa.Fiscal.Search;
using Nexa.Fiscal.Starter;
using Nexa.Fiscal.Tax;

namespace Nexa.Fiscal;

/// <summary>The tables of one snapshot, in memory: nomenclature, TIPI and tariff. Immutable; a new snapshot is a new object.</summary>
public sealed class FiscalTables
{
    /// <summary>The annexes of the tariff: exception lists stand before the applied rate, and that before the common tariff.</summary>
    internal static readonly string[] DutyOrder = ["IV", "V", "VI", "VIII", "IX", "X", "II", "I"];
    private static readonly Lazy<FiscalTables> StarterTables = new(StarterFiles.Load);
    private readonly FrozenDictionary<string, TipiRate[]> _tipi;
    private readonly FrozenDictionary<string, DutyRate[]> _duties;
    private readonly Lazy<NcmIndex> _index;

    public FiscalTables(Guid snapshotId, string name, DateOnly asOf, NcmTable ncm, IEnumerable<TipiRate> tipi, IEnumerable<DutyRate> duties)
    {
        (SnapshotId, Name, AsOf, Ncm) = (snapshotId, name, asOf, ncm);
        _tipi = tipi.GroupBy(row => row.Code, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _duties = duties.GroupBy(row => row.Code, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _index = new Lazy<NcmIndex>(() => new NcmIndex(Ncm));
    }

    public Guid SnapshotId { get; }

    /// <summary>What this snapshot is, for people: its sources and their dates.</summary>
    public string Name { get; }

    /// <summary>The nomenclature is that of the starter table: some headings whole, of the others nothing.</summary>
    public bool IsStarter { get; init; }

    /// <summary>What stands in neither the TIPI nor the tariff.</summary>
    public TaxRates Rates { get; init; } = new(StarterFiles.Law(), []);

    /// <summary>The date of the nomenclature.</summary>
    public DateOnly AsOf { get; }

    public NcmTable Ncm { get; }

    public NcmIndex Index => _index.Value;

    public int TipiCodes => _tipi.Count;

    public int DutyCodes => _duties.Count;

    /// <summary>The electronics tables that come with Nexa.</summary>
    public static FiscalTables Starter() => StarterTables.Value;

    /// <summary>The heading (or chapter) of a code exists, but these tables do not hold it: they cannot tell whether the code exists.</summary>
    public bool LacksHeadingOf(string ncm) =>
        IsStarter && NcmCode.Digits(ncm) is { } code && code[..Math.Min(4, code.Length)] is var heading && Ncm.Find(heading) is null
        && StarterFiles.Headings.Any(known => known.StartsWith(heading, StringComparison.Ordinal));

    /// <summary>The Ex of a code in force on the date (null: the latest known of each), in their order.</summary>
    public IReadOnlyList<ExRule> ExOf(string ncm, DateOnly? on = null) =>
    [
        .. Tipi(ncm).Where(row => row.Ex is not null && (on is null || row.InForce(on.Value)))
            .GroupBy(row => row.Ex, StringComparer.Ordinal).Select(group => group.MaxBy(row => row.To)!)
            .OrderBy(row => row.Ex, StringComparer.Ordinal)
            .Select(row => new ExRule(row.Code, row.Ex!, row.Rate, row.Text ?? "", row.From, row.To, row.Act)),
    ];

    public ItemRates RatesOn(string ncm, string? ex, DateOnly on) => new(
        DutyOn(ncm, on), Reform2027.Ipi(IpiOn(ncm, ex, on), on), Contributions.Pis(Rates, on, null, ncm), Contributions.Cofins(Rates, on, null, ncm),
        [.. Duties(ncm).Where(row => row.IsCandidate && row.InForce(on))]);

    /// <summary>The import duty by the order of the lists; lines with an Ex or a quota never count, they are candidates.</summary>
    public DatedRate DutyOn(string ncm, DateOnly on)
    {
        var row = Duties(ncm).Where(row => !row.IsCandidate && row.InForce(on))
            .MinBy(row => Array.IndexOf(DutyOrder, row.Annex) is >= 0 and var order ? order : int.MaxValue);
        return row is null || !row.Rate.IsKnown
            ? DatedRate.Unknown($"Imposto de importação do código {NcmCode.Format(ncm)} não consta das tabelas carregadas nesta data.")
            : new DatedRate(row.Rate, row.Act, row.From, row.To, $"Anexo {row.Annex}");
    }

    public DatedRate IpiOn(string ncm, string? ex, DateOnly on)
    {
        var wanted = NcmCode.Ex(ex);
        var row = Tipi(ncm).FirstOrDefault(row => row.Ex == wanted && row.InForce(on));
        return row is null || !row.Rate.IsKnown
            ? DatedRate.Unknown($"IPI do código {NcmCode.Format(ncm)}{(wanted is null ? "" : $" Ex {wanted}")} não consta das tabelas carregadas nesta data.")
            : new DatedRate(row.Rate, row.Act, row.From, row.To, wanted is null ? "TIPI" : $"TIPI, Ex {wanted}");
    }

    private TipiRate[] Tipi(string ncm) => NcmCode.Digits(ncm) is { } code ? _tipi.GetValueOrDefault(code, []) : [];

    private DutyRate[] Duties(string ncm) => NcmCode.Digits(ncm) is { } code ? _duties.GetValueOrDefault(code, []) : [];
}
