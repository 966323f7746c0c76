using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Documents.Tables;

/// <summary>Classifies a cell by its text alone, regardless of its header.</summary>
internal enum CellKind { Text, Number, Measure, Date, Designators, Gtin, Mangled, Code }

internal static partial class CellKinds
{
    public static CellKind ClassifyCell(string text)
    {
        var cell = text.Trim();
        return MangledPattern().IsMatch(cell) ? CellKind.Mangled
            : DateText.IsDate(cell) ? CellKind.Date
            : IsGtin(cell) ? CellKind.Gtin
            : DesignatorPattern().IsMatch(cell) && HasRisingRanges(cell) ? CellKind.Designators
            : PartNumberText.IsMeasure(cell) ? CellKind.Measure
            : NumberText.Parse(cell) is not null ? CellKind.Number
            : cell.Length <= 60 && cell.Any(char.IsAsciiDigit) && cell.Count(c => c == ' ') <= 2 ? CellKind.Code : CellKind.Text;
    }

    /// <summary>"R1-4" counts upwards; "AB1204-7" is a part number.</summary>
    private static bool HasRisingRanges(string cell)
    {
        foreach (Match range in RangePattern().Matches(cell))
        {
            if (int.Parse(range.Groups["to"].ValueSpan, CultureInfo.InvariantCulture)
                <= int.Parse(range.Groups["from"].ValueSpan, CultureInfo.InvariantCulture))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A number of 8, 12, 13 or 14 digits whose last one checks the others.</summary>
    public static bool IsGtin(string text)
    {
        if (text.Length is not (8 or 12 or 13 or 14) || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < text.Length - 1; i++)
        {
            sum += (text[i] - '0') * ((text.Length - 1 - i) % 2 == 1 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10 == text[^1] - '0';
    }

    /// <summary>1.23457E+11: a spreadsheet has rounded a long number.</summary>
    public static bool IsMangled(string text) => MangledPattern().IsMatch(text.Trim());

    [GeneratedRegex(@"^\d([.,]\d+)?E\+\d{1,3}$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex MangledPattern();

    /// <summary>Reference designators of a circuit: C1,C2; D1-D4; R10 R12.</summary>
    [GeneratedRegex(@"^[A-Z]{1,4}\d{1,4}[A-Z]?(#\d+)?([\s,;/-]+([A-Z]{1,4})?\d{1,4}[A-Z]?)*[\s,;]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex DesignatorPattern();

    [GeneratedRegex(@"(?<from>\d{1,4})[A-Z]?\s*-\s*(?<to>\d{1,4})", RegexOptions.ExplicitCapture)]
    private static partial Regex RangePattern();
}
