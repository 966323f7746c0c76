using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Import;

/// <summary>
/// The Banco Central's closing rates, of all currencies on a day or of one in a period: lines without a header of
/// <c>date;code;type;currency;buying;selling;parity buying;parity selling</c>. Anything else in it refuses the file with its line.
/// </summary>
internal static partial class PtaxCsv
{
    private const int Cells = 8;
    private const int MostRows = 200_000;

    /// <summary>Chosen: both rates are of the same minute; a wider distance means that columns are not what they should be.</summary>
    private const decimal WidestSpread = 1.5m;

    public static bool IsPtax(ReadOnlySpan<byte> content) =>
        FirstLine().IsMatch(Encoding.ASCII.GetString(content[..Math.Min(content.Length, 40)]));

    public static FiscalFile ReadFile(string name, string hash, ReadOnlySpan<byte> content)
    {
        using var text = new StringReader(Encoding.ASCII.GetString(content));
        var rates = new Dictionary<(string, DateOnly), ExchangeRate>();
        var line = 0;
        foreach (var cells in DelimitedText.ReadRows(text, ';'))
        {
            line++;
            if (cells is [var only] && string.IsNullOrWhiteSpace(only))
            {
                continue;
            }

            var rate = ReadRow(cells) ?? throw new RefusedFileException($"linha {line}: não é uma cotação de fechamento da PTAX.");
            if (!rates.TryAdd((rate.Currency, rate.Day), rate))
            {
                throw new RefusedFileException($"linha {line}: {rate.Currency} de {rate.Day:dd/MM/yyyy} está repetida.");
            }

            if (rates.Count > MostRows)
            {
                throw new RefusedFileException($"excede {Portuguese.FormatNumber(MostRows)} linhas.");
            }
        }

        return new FiscalFile(FiscalFileKind.Exchange, name, hash, rates.Values.Max(rate => rate.Day), "Banco Central do Brasil, PTAX")
        {
            Exchange = [.. rates.Values],
        };
    }

    private static ExchangeRate? ReadRow(string[] cells) =>
        cells.Length == Cells && ReadDay(cells[0].Trim()) is { } day && Currency().IsMatch(cells[3].Trim())
        && ReadRate(cells[4]) is { } buying && ReadRate(cells[5]) is { } selling && buying <= selling && selling <= buying * WidestSpread
            ? new ExchangeRate(cells[3].Trim(), day, selling) : null;

    private static DateOnly? ReadDay(string text) =>
        DateOnly.TryParseExact(text, (string[])["dd/MM/yyyy", "ddMMyyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : null;

    private static decimal? ReadRate(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, Portuguese.Culture, out var rate) && rate is > 0m and < 10_000m
            ? rate : null;

    [GeneratedRegex("^(\\d{2}/\\d{2}/\\d{4}|\\d{8});\\d{1,4};[AB];[A-Z]{3};", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirstLine();

    [GeneratedRegex("^[A-Z]{3}$", RegexOptions.None, 1000)]
    private static partial Regex Currency();
}
