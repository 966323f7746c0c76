using System.Text.RegularExpressions;
using Nexa.Documents.Layouts;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Numbers;

/// <summary>How the document that this thread reads writes its numbers: decided once for all of them, it tells what 1.500 is.</summary>
internal static partial class NumberFormat
{
    private const int MostRows = 400;

    /// <summary>The decimal separator; '\0' while it is unknown.</summary>
    [ThreadStatic]
    private static char decimalPoint;

    /// <summary>The decimal separator rests on the language or one separator alone, and changes a price.</summary>
    [ThreadStatic]
    private static bool isGuessed;

    public static char DecimalPoint => decimalPoint;
    public static bool IsGuessed => isGuessed;

    /// <summary>Learns from numbers that can be read in one way only.</summary>
    public static void LearnFromWords(IEnumerable<string> words)
    {
        (decimalPoint, isGuessed) = ('\0', false);
        var (commas, dots) = (0, 0);
        foreach (var word in words)
        {
            if (word.Length is >= 4 and <= 24 && UnambiguousPattern().Match(word) is { Success: true } match)
            {
                commas += match.Groups["c"].Success ? 1 : 0;
                dots += match.Groups["d"].Success ? 1 : 0;
            }
        }

        decimalPoint = commas > dots * 2 ? ',' : dots > commas * 2 ? '.' : '\0';
    }

    /// <summary>
    /// Decides by the numbers of the lines themselves: first by what multiplies, then by numbers that can be read in one way only,
    /// then by a price and a quantity that are written differently, last by the language.
    /// </summary>
    /// <param name="usual">The decimal separator of the document's language; '\0' where it is not known.</param>
    public static void SettleRows(IReadOnlyList<Row> rows, char usual)
    {
        var lines = rows.Take(MostRows).Select(ListCells).ToList();
        if (!lines.Exists(l => l.Any(c => AmbiguousPattern().IsMatch(c.Text))))
        {
            return;
        }

        if (ChooseMark(CountProducts(lines, ','), CountProducts(lines, '.')) is var byProducts and not '\0')
        {
            decimalPoint = byProducts;
            return;
        }

        var cells = lines.SelectMany(l => l).ToList();
        var clear = cells.Select(c => UnambiguousPattern().Match(c.Text)).Where(m => m.Success).ToList();
        if (ChooseMark(clear.Count(m => m.Groups["c"].Success), clear.Count(m => m.Groups["d"].Success)) is var byCells and not '\0')
        {
            decimalPoint = byCells;
            return;
        }

        var prices = FindSeparators(cells, Field.UnitPrice);
        if (prices.Count == 0)
        {
            return; // Quantities without prices are whole numbers: 1.500 is 1500.
        }

        if (prices.Count == 1 && FindSeparators(cells, Field.Quantity) is var quantities && quantities.Count > 0
            && !quantities.Contains(prices.First()))
        {
            decimalPoint = prices.First();
            return;
        }

        if (decimalPoint == '\0')
        {
            (decimalPoint, isGuessed) = (usual, true);
        }
    }

    private static HashSet<char> FindSeparators(List<(Field Field, string Text)> cells, Field field) =>
        [.. cells.Where(c => c.Field == field).Select(c => AmbiguousPattern().Match(c.Text)).Where(m => m.Success)
        .Select(m => m.Groups["s"].Value[0])];

    private static char ChooseMark(int commas, int dots) => commas > dots ? ',' : dots > commas ? '.' : '\0';

    private static int CountProducts(List<List<(Field Field, string Text)>> lines, char point)
    {
        var before = decimalPoint;
        decimalPoint = point;
        var count = 0;
        foreach (var line in lines)
        {
            decimal? Find(Field field) => line.Where(c => c.Field == field).Select(c => NumberText.Parse(c.Text))
                .FirstOrDefault(n => n is not null);
            var stated = line.Where(c => c.Field is Field.PricePer).Select(c => PriceBasis.Parse(c.Text)).FirstOrDefault(b => b is not null)
                ?? 1;
            if (Find(Field.Quantity) is { } quantity && Find(Field.UnitPrice) is { } price && Find(Field.Total) is { } total)
            {
                // "4,000 × 8.70 = 34.80" also multiplies as 4.000 × 8.70, but its price says that the point divides decimals.
                count += (Fits(1) || Fits(stated) ? 2 : PricePer.Multiplies(quantity, price, total) ? 1 : 0)
                    - (line.Exists(c => Contradicts(c.Text, point)) ? 1 : 0) is > 0 and var worth ? worth : 0;

                bool Fits(decimal basis) =>
                    new Item(0) { Quantity = quantity / basis, UnitPrice = price, Total = total }.Multiplies is true;
            }
        }

        decimalPoint = before;
        return count;
    }

    /// <summary>A number that can be read in one way only, and has the other decimal separator.</summary>
    private static bool Contradicts(string text, char point) =>
        UnambiguousPattern().Match(text) is { Success: true } match && match.Groups[point is ',' ? "d" : "c"].Success;

    private static List<(Field Field, string Text)> ListCells(Row row) =>
    [
        .. row.Header.Columns.Where(c => c.Field is Field.UnitPrice).Select(c => PriceBasis.FindIn(c.Text)).OfType<decimal>()
            .Select(basis => (Field.PricePer, basis.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        .. row.Filled.Where(c => c.Field is Field.Quantity or Field.UnitPrice or Field.Total or Field.PricePer && !row.HasValue(c))
            .SelectMany(c => row.ReadLines(c).Take(1).Select(text => (c.Field, text))),
    ];

    [GeneratedRegex(
        @"^[^\d]{0,4}(\d{1,3}(\.\d{3})*(?<c>,(\d{1,2}|\d{4,6}))|\d{1,3}(\.\d{3})+(?<c>,\d{2,6})|\d{1,3}(,\d{3})*(?<d>\.(\d{1,2}|\d{4,6}))"
        + @"|\d{1,3}(,\d{3})+(?<d>\.\d{2,6})|0(?<d>\.\d{3})|0(?<c>,\d{3}))[^\d]{0,4}$", RegexOptions.ExplicitCapture)]
    private static partial Regex UnambiguousPattern();

    /// <summary>One separator before three digits: thousands or thousandths.</summary>
    [GeneratedRegex(@"^[^\d]{0,5}[1-9]\d{0,2}(?<s>[.,])\d{3}(?![\d.,])", RegexOptions.ExplicitCapture)]
    private static partial Regex AmbiguousPattern();
}
