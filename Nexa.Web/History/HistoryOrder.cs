using Nexa.Client;

namespace Nexa.Web.History;

/// <summary>How the history is sorted, as its address says it: "confianca" begins with the lowest, "-confianca" with the highest.</summary>
public sealed record HistoryOrder(string Column, bool IsDescending)
{
    /// <summary>Newest first.</summary>
    public static readonly HistoryOrder Default = new("data", IsDescending: true);

    public HistorySort Sort => Column switch
    {
        "confianca" => HistorySort.Confidence,
        "tributos" => HistorySort.Tax_at_stake,
        _ => HistorySort.Date,
    };

    public SortOrder Order => IsDescending ? SortOrder.Desc : SortOrder.Asc;

    /// <summary>Null stands for the default.</summary>
    public string? Written => this == Default ? null : $"{(IsDescending ? "-" : "")}{Column}";

    public static bool Sorts(string column) => column is "data" or "confianca" or "tributos";

    public static HistoryOrder ReadOrder(string? written) =>
        written?.TrimStart('-') is { } column && Sorts(column) ? new(column, written[0] == '-') : Default;

    /// <summary>What the head of a column leads to: largest first, and the other way round when it is pressed again.</summary>
    public HistoryOrder PressOn(string column) => new(column, Column != column || !IsDescending);

    public string? DescribeFor(string column) => column != Column ? null : IsDescending ? "descending" : "ascending";
}
