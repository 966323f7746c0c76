using Nexa.Fiscal.Attributes;

namespace Nexa.Fiscal.Import;

public enum FiscalFileKind
{
    Ncm,
    Tipi,
    Tariff,

    /// <summary>Rates of the law that stand in no official file; they come with Nexa.</summary>
    Law,

    /// <summary>Rates that the operator has imported; they stand before those of the law.</summary>
    Rates,

    /// <summary>The attributes of the Catálogo de Produtos by NCM.</summary>
    Attributes,

    /// <summary>Closing exchange rates of the Banco Central; each file adds its days to those before it.</summary>
    Exchange,
}

/// <summary>
/// A file that was read whole: what it is, the day for which it speaks, and its rows. Only the rows of its kind are filled.
/// </summary>
public sealed record FiscalFile(FiscalFileKind Kind, string Name, string Sha256, DateOnly AsOf, string? Act)
{
    /// <summary>"file", "download" or "starter".</summary>
    public string Origin { get; init; } = "file";
    public IReadOnlyList<NcmNode> Ncm { get; init; } = [];
    public IReadOnlyList<TipiRate> Tipi { get; init; } = [];
    public IReadOnlyList<DutyRate> Duties { get; init; } = [];
    public IReadOnlyList<TaxRate> Rates { get; init; } = [];
    public IReadOnlyList<AttributeLink> Links { get; init; } = [];
    public IReadOnlyList<ProductAttribute> Attributes { get; init; } = [];
    public IReadOnlyList<ExchangeRate> Exchange { get; init; } = [];

    /// <summary>Counts of what is peculiar in the file as it was written; empty when it is read back.</summary>
    public IReadOnlyList<(string Name, int Value)> AsWritten { get; init; } = [];

    public bool IsStarter => Origin == "starter";

    public int RowCount => Ncm.Count + Tipi.Count + Duties.Count + Rates.Count + Links.Count + Exchange.Count;

    /// <summary>What was counted in the file, for people to compare with it.</summary>
    public IReadOnlyDictionary<string, int> Counts => Kind switch
    {
        FiscalFileKind.Ncm => ListCounts(
            ("linhas", Ncm.Count), ("códigos de 8 dígitos", Ncm.Count(node => node.IsLeaf)),
            ("posições", Ncm.Count(node => node.Code.Length == 4)),
            ("com fim de vigência", Ncm.Count(node => node.To < NcmNode.Open))),
        FiscalFileKind.Tipi => ListCounts(
            ("códigos", Tipi.Count(row => row.Ex is null)), ("Ex", Tipi.Count(row => row.Ex is not null)),
            ("NT", Tipi.Count(row => row.Ex is null && row.Rate.Kind is RateKind.NotTaxed)),
            ("sem alíquota", Tipi.Count(row => !row.Rate.IsKnown))),
        FiscalFileKind.Law or FiscalFileKind.Rates => ListCounts(
            ("linhas", Rates.Count), ("sem alíquota", Rates.Count(row => !row.Rate.IsKnown)),
            ("tributos", Rates.Select(row => row.Tax).Distinct(StringComparer.Ordinal).Count())),
        FiscalFileKind.Attributes => ListCounts(
            ("vínculos", Links.Count), ("códigos", Links.Select(link => link.Ncm).Distinct(StringComparer.Ordinal).Count()),
            ("atributos", Attributes.Count), ("vínculos obrigatórios", Links.Count(link => link.Obligatory))),
        FiscalFileKind.Exchange => ListCounts(
            ("cotações", Exchange.Count), ("moedas", Exchange.Select(rate => rate.Currency).Distinct(StringComparer.Ordinal).Count()),
            ("dias", Exchange.Select(rate => rate.Day).Distinct().Count())),
        _ => ListCounts(("linhas", Duties.Count), ("códigos", Duties.Select(row => row.Code).Distinct(StringComparer.Ordinal).Count()),
            ("com Ex ou cota", Duties.Count(row => row.IsCandidate))),
    };

    private Dictionary<string, int> ListCounts(params (string Name, int Value)[] counts) =>
        counts.Concat(AsWritten).ToDictionary(count => count.Name, count => count.Value, StringComparer.Ordinal);
}

/// <summary>Why a file was refused, in Portuguese for the person who gave it. Nothing has changed.</summary>
public sealed class RefusedFileException(string reason, Exception? inner = null) : Exception(reason, inner);
