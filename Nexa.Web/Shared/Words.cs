using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Client;

namespace Nexa.Web;

/// <summary>Values as a Brazilian analyst reads them.</summary>
internal static partial class Words
{
    /// <summary>An answer below it waits for a person: the API's own limit.</summary>
    private const double High = 0.8;
    private const double Middle = 0.5;

    private static readonly string[] DayFormats = ["d/M/yyyy", "ddMMyyyy", "d-M-yyyy", "d.M.yyyy", "yyyy-MM-dd"];

    public static CultureInfo Brazilian { get; } = CultureInfo.GetCultureInfo("pt-BR");

    /// <summary>8532.24.10; a shorter code as far as it goes: 8532.24, 85.32.</summary>
    public static string FormatNcm(string? digits) => digits?.Length switch
    {
        8 => $"{digits[..4]}.{digits[4..6]}.{digits[6..]}",
        7 => $"{digits[..4]}.{digits[4..6]}.{digits[6..]}",
        5 or 6 => $"{digits[..4]}.{digits[4..]}",
        4 => $"{digits[..2]}.{digits[2..]}",
        _ => digits ?? "",
    };

    /// <summary>The digits of a code that was typed or sent with dots.</summary>
    public static string ReadDigits(string? code) => string.Concat((code ?? "").Where(char.IsAsciiDigit));

    public static string FormatRate(Rate rate) => rate.IsNotTaxed ? "NT"
        : rate.Percent is { } percent ? string.Create(Brazilian, $"{percent:0.####}%") : "não disponível";

    /// <summary>Empty where there is none.</summary>
    public static string FormatMoney(decimal? reais) => reais is { } amount ? amount.ToString("C", Brazilian) : "";

    public static string FormatQuantity(decimal? amount) => amount is { } known ? known.ToString("#,0.######", Brazilian) : "";

    /// <summary>1.000,5; an empty text is no number, and no mistake. "0.02" is one: .NET would skip the dot and read 2.</summary>
    public static bool TryParseQuantity(string? typed, out decimal? amount)
    {
        var text = typed?.Trim() ?? "";
        var known = 0m;
        var isNumber = Quantity().IsMatch(text)
            && decimal.TryParse(text, NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, Brazilian, out known);
        amount = isNumber ? known : null;
        return isNumber || string.IsNullOrWhiteSpace(typed);
    }

    /// <summary>A price with its currency; empty where there is none.</summary>
    public static string FormatAmount(decimal? amount, string? currency) =>
        amount is null ? "" : $"{FormatQuantity(amount)} {currency}".TrimEnd();

    public static string FormatPercent(double share) => share.ToString("0%", Brazilian);

    public static string FormatDay(DateOnly day) => day.ToString("dd/MM/yyyy", Brazilian);

    /// <summary>As the API takes it.</summary>
    public static string WriteDay(DateOnly day) => day.ToString("yyyy-MM-dd", Brazilian);

    /// <summary>1/12/2026, 01122026; null where it is no day.</summary>
    public static DateOnly? ParseDay(string? typed) =>
        DateOnly.TryParseExact(typed?.Trim(), DayFormats, Brazilian, DateTimeStyles.None, out var day) ? day : null;

    public static string FormatTime(DateTimeOffset time) => BrazilDay.ToLocal(time).ToString("HH:mm", Brazilian);

    public static string FormatDayAndTime(DateTimeOffset time) => BrazilDay.ToLocal(time).ToString("dd/MM/yyyy HH:mm", Brazilian);

    /// <summary>The state of a version.</summary>
    public static string NameStatus(ClassificationStatus status, DateTimeOffset? approvedAt) => status switch
    {
        ClassificationStatus.REPLACED => "substituída",
        ClassificationStatus.REJECTED => "rejeitada",
        _ => approvedAt is null ? "vigente" : "aprovada",
    };

    public static (string Word, int Bars, string Tone) GradeConfidence(double score) => score switch
    {
        >= High => ("alta", 3, "ok"),
        >= Middle => ("média", 2, "attention"),
        _ => ("baixa", 1, "danger"),
    };

    /// <summary>Dots stand before groups of three digits, and nowhere else.</summary>
    [GeneratedRegex(@"^(([1-9][0-9]{0,2}(\.[0-9]{3})+|[0-9]+)(,[0-9]*)?|,[0-9]+)$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Quantity();
}
