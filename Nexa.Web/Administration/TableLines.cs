using System.Globalization;
using Nexa.Client;

namespace Nexa.Web.Administration;

/// <summary>Lines of a difference between fiscal tables: the API names them as its files do.</summary>
internal static class TableLines
{
    /// <summary>A line that is new: a code, a code with its Ex, or a rate such as <c>icms SP 8532 2026-01-01</c>.</summary>
    public static string Describe(string line) => DescribeRate(line) ?? DescribeCode(line.Split(' ', 2));

    /// <summary>A line that ended or changed; of a rate the line itself names the code.</summary>
    public static string Describe(string code, string? line) => DescribeRate(line ?? "") ?? DescribeCode([code, line ?? ""]);

    public static string DescribeEnd(EndedCode ended) =>
        ended.Last_day.Year == DateOnly.MaxValue.Year ? "não consta mais" : $"último dia: {Words.FormatDay(ended.Last_day)}";

    /// <summary>A rate as the API writes it: 9.65, NT or UNKNOWN.</summary>
    public static string FormatRate(string rate) => rate switch
    {
        "UNKNOWN" => "não disponível",
        _ when decimal.TryParse(rate, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) =>
            string.Create(Words.Brazilian, $"{percent:0.####}%"),
        _ => rate,
    };

    /// <summary>The code of a line that can be looked up; null where it names none of eight digits.</summary>
    public static string? FindCode(string line) => line.Split(' ').FirstOrDefault(part => part.Length == 8 && part.All(char.IsAsciiDigit));

    private static string? DescribeRate(string line)
    {
        var parts = line.Split(' ');
        if (Names.NameTax(parts[0]) is var tax && tax == parts[0])
        {
            return null;
        }

        var rest = parts[1..].Select(part =>
            DateOnly.TryParseExact(part, "yyyy-MM-dd", out var day) ? $"desde {Words.FormatDay(day)}"
            : part.All(char.IsAsciiDigit) ? Words.FormatNcm(part) : part);
        return string.Join(' ', rest.Prepend(tax));
    }

    private static string DescribeCode(string[] parts)
    {
        var line = parts.ElementAtOrDefault(1) ?? "";
        return $"{Words.FormatNcm(parts[0])} {(line.Length > 0 && line.All(char.IsAsciiDigit) ? $"Ex {line}" : line)}".Trim();
    }
}
