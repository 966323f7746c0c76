using System.Text;
using Nexa.Client;

namespace Nexa.Web.Taxes;

/// <summary>The answers of an estimate beside each other, by date.</summary>
internal static class TaxYears
{
    public const string Unknown = "não disponível";

    public static IReadOnlyList<TaxAnswer> List(TaxAnswer answer) =>
        [.. (answer.Side_by_side ?? []).Prepend(answer).DistinctBy(one => one.Date).OrderBy(one => one.Date)];

    public static string Format(decimal? amount) => amount is null ? Unknown : Words.FormatMoney(amount);

    /// <summary>What a later date costs more or less.</summary>
    public static string FormatDifference(decimal? first, decimal? last) => (last - first) switch
    {
        null => Unknown,
        > 0 and { } more => $"+{Words.FormatMoney(more)}",
        { } less => Words.FormatMoney(less),
    };

    /// <summary>The totals as a spreadsheet takes them from the clipboard; what is unknown says so.</summary>
    public static string WriteTable(IReadOnlyList<TaxAnswer> years)
    {
        var text = new StringBuilder("Tributo");
        foreach (var year in years)
        {
            text.Append('\t').Append(Words.FormatDay(year.Date));
        }

        AddRow("Valor aduaneiro", totals => totals.Customs_value);
        foreach (var (_, name, amount) in TaxNames.All)
        {
            AddRow(name, amount);
        }

        AddRow("Total", totals => totals.Total);
        return text.ToString();

        void AddRow(string name, Func<TaxAmounts, decimal?> amount)
        {
            text.Append('\n').Append(name);
            foreach (var year in years)
            {
                text.Append('\t').Append(amount(year.Totals)?.ToString("0.00", Words.Brazilian) ?? Unknown);
            }
        }
    }
}
