using Nexa.Client;

namespace Nexa.Web.History;

/// <summary>A column that the history can show beside the part number.</summary>
/// <param name="Key">As the address has it.</param>
/// <param name="Name">Its head.</param>
/// <param name="Width">Of a column of a CSS grid.</param>
/// <param name="Style">Of its cells.</param>
/// <param name="Show">What stands in its cells; null for the confidence, which is drawn.</param>
public sealed record HistoryColumn(string Key, string Name, string Width, string? Style, Func<ClassificationView, string?>? Show)
{
    private const string PartWidth = "minmax(160px, 20%)";

    /// <summary>Its text may be cut: a pointer shows all of it.</summary>
    public bool IsLong => Style is "cut" or "clip";

    public static IReadOnlyList<HistoryColumn> All { get; } =
    [
        new("ncm", "NCM", "122px", "code", row => row.Ncm is { Length: > 0 } ncm ? Words.FormatNcm(ncm) : "sem NCM"),
        new("ex", "Ex", "56px", "code", row => row.Exception is { Length: > 0 } ex && ex != "00" ? ex : null),
        new("descricao", "Descrição", "minmax(200px, 1fr)", "cut", row => row.Description),
        new("fabricante", "Fabricante", "200px", "clip", row => row.Fabricante),
        new("pais", "País do fabricante", "160px", "clip", row => Countries.FindName(row.Pais) ?? row.Pais),
        new("confianca", "Confiança", "176px", null, null),
        new("tributos", "Tributos em jogo", "150px", "amount", row => Words.FormatMoney(row.Tax_at_stake)),
        new("situacao", "Situação", "122px", null, NameState),
        new("versao", "Versão", "76px", "amount", row => row.Version.ToString(Words.Brazilian)),
        new("data", "Data", "164px", "number", row => Words.FormatDayAndTime(row.Created_at)),
    ];

    private static readonly string[] Usual = ["ncm", "descricao", "confianca", "situacao", "data"];

    /// <summary>Those that an address names, in the order of all; the usual ones where it names none.</summary>
    public static IReadOnlyList<HistoryColumn> Choose(string? keys)
    {
        var wanted = keys?.Split(',') ?? Usual;
        return [.. All.Where(column => wanted.Contains(column.Key, StringComparer.Ordinal))];
    }

    /// <summary>What an address says of them; null for the usual ones.</summary>
    public static string? Write(IEnumerable<HistoryColumn> columns)
    {
        var keys = columns.Select(column => column.Key).ToArray();
        return keys.SequenceEqual(Usual, StringComparer.Ordinal) ? null : string.Join(',', keys);
    }

    public static string LayOut(IEnumerable<HistoryColumn> columns) =>
        $"--columns: {string.Join(' ', columns.Select(column => column.Width).Prepend(PartWidth))}";

    private static string NameState(ClassificationView row) =>
        row.Approved_at is not null ? "aprovada" : row.Needs_review ? "a revisar" : "classificada";
}
