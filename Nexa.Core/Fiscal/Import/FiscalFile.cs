namespace Nexa.Core.Fiscal.Import;

public enum FiscalFileKind
{
    Ncm,
    Tipi,
    Tariff,
}

/// <summary>A file that was read whole: what it is, the day for which it speaks, and its rows. Only the rows of its kind are filled.</summary>
public sealed record FiscalFile(FiscalFileKind Kind, string Name, string Sha256, DateOnly AsOf, string? Act)
{
    /// <summary>"file", "download" or "starter".</summary>
    public string Origin { get; init; } = "file";
    public IReadOnlyList<NcmNode> Ncm { get; init; } = [];
    public IReadOnlyList<TipiRate> Tipi { get; init; } = [];
    public IReadOnlyList<DutyRate> Duties { get; init; } = [];

    public bool IsStarter => Origin == "starter";

    /// <summary>What was counted in the file, for people to compare with it.</summary>
    public IReadOnlyDictionary<string, int> Counts => Kind switch
    {
        FiscalFileKind.Ncm => Count(
            ("linhas", Ncm.Count), ("códigos de 8 dígitos", Ncm.Count(node => node.IsLeaf)), ("posições", Ncm.Count(node => node.Code.Length == 4)),
            ("com fim de vigência", Ncm.Count(node => node.To < NcmNode.Open))),
        FiscalFileKind.Tipi => Count(
            ("códigos", Tipi.Count(row => row.Ex is null)), ("Ex", Tipi.Count(row => row.Ex is not null)),
            ("NT", Tipi.Count(row => row.Ex is null && row.Rate.Kind is RateKind.NotTaxed)), ("sem alíquota", Tipi.Count(row => !row.Rate.IsKnown))),
        _ => Count(("linhas", Duties.Count), ("códigos", Duties.Select(row => row.Code).Distinct(StringComparer.Ordinal).Count()), ("com Ex ou quota", Duties.Count(row => row.IsCandidate))),
    };

    private static Dictionary<string, int> Count(params (string Name, int Value)[] counts) =>
        counts.ToDictionary(count => count.Name, count => count.Value, StringComparer.Ordinal);
}

/// <summary>Why a file was refused, in Portuguese for the person who gave it. Nothing has changed.</summary>
public sealed class RefusedFileException(string reason, Exception? inner = null) : Exception(reason, inner);
