using System.Globalization;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Import;

/// <summary>
/// The tariff of Camex: one sheet per annex, or one with the TEC alone. A sheet holds many tables one under the other, each with a header
/// row that has a cell "NCM"; columns are found by their names.
/// </summary>
internal static partial class TariffWorkbook
{
    private static readonly DateOnly LastDayOfSixthAmendment = new(2022, 3, 31);

    public static FiscalFile ReadFile(string name, string hash, Worksheets sheets)
    {
        var rows = new List<DutyRate>(12_000);
        var title = "";
        foreach (var (sheet, cells) in sheets.ReadSheets())
        {
            if (FindAnnex(sheet) is not { } annex)
            {
                continue;
            }

            Columns? columns = null;
            foreach (var row in cells)
            {
                if (Columns.FindColumns(row) is { } header)
                {
                    columns = header;
                }
                else if (columns is null)
                {
                    title += string.Join(' ', row.Where(cell => cell.Length > 0)) + "\n";
                }
                else if (columns.Ncm < row.Length && NcmCode.ParseDigits(row[columns.Ncm].Replace(',', '.')) is { Length: 8 } code
                    && columns.ReadDuty(row, code, annex) is { } duty)
                {
                    rows.Add(duty);
                }
            }
        }

        // The titles name the acts, also the first one of 2021; the address of the file has its day.
        var date = new[] { TitleDates.FindLatest(title), TitleDates.FindLatest(name) }.Max()
            ?? throw new RefusedFileException("nem a planilha da tarifa nem o nome do arquivo informam a data.");
        // The nomenclature of the sixth amendment ended with March 2022, and with it the rates of its tariff.
        var until = title.Contains("VI Emenda", StringComparison.OrdinalIgnoreCase)
            && !title.Contains("VII Emenda", StringComparison.OrdinalIgnoreCase) ? LastDayOfSixthAmendment : NcmNode.Open;
        return new FiscalFile(FiscalFileKind.Tariff, name, hash, date, FindAct(title))
        {
            // Lines that ended before the file's day are left out.
            Duties = [.. rows.Select(row => DateRow(row, date, until, FindAct(title))).Where(row => row.From <= row.To).Distinct()],
        };
    }

    private static DutyRate DateRow(DutyRate row, DateOnly date, DateOnly until, string? act) => row with
    {
        From = row.From == default ? date : row.From, To = row.To < until ? row.To : until, Act = row.Act ?? act,
    };

    // Annex III is the rule for aircraft, by use and not by code.
    private static string? FindAnnex(string sheet) => AnnexName().Match(sheet) is { Success: true } named
        ? FindKnownAnnex(named.Groups["roman"].Value.ToUpperInvariant())
        : sheet.Contains("TEC", StringComparison.OrdinalIgnoreCase) ? "I" : null;

    private static string? FindKnownAnnex(string roman) => FiscalTables.DutyOrder.Contains(roman) ? roman : null;

    private static string? FindAct(string title) => LastAct().Matches(title) is [.., var last]
        ? $"Resolução Gecex {last.Groups["number"].Value}" : null;

    [GeneratedRegex(@"anexo\s+(?<roman>[IVX]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnnexName();

    [GeneratedRegex(@"gecex\s+n[ºo°]?\s*(?<number>\d+(/\d{4})?)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastAct();

    // "14BK", "2BIT§", "10,8", "14(*)": the number, and no sign of another meaning.
    [GeneratedRegex(
        @"^(?<rate>\d{1,3}([.,]\d+)?)\s*%?\s*(BK|BIT)?[\s§#*()]*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RatePattern();

    private sealed record Columns(int Ncm, int Rate, int Text, int Ex, int Quota, int From, int To, int Act)
    {
        public static Columns? FindColumns(string[] row)
        {
            var names = Array.ConvertAll(row, cell => Search.Words.FoldAccents(cell).Trim());
            var ncm = Array.IndexOf(names, "ncm");
            if (ncm < 0)
            {
                return null;
            }

            int Find(params string[] starts) =>
                Array.FindIndex(names, name => Array.Exists(starts, start => name.StartsWith(start, StringComparison.Ordinal)));
            // Annex II has the TEC beside the rate that Brazil applies, a list the rate beside that of the TEC.
            var rate = Find("aliquota aplicada") is >= 0 and var applied ? applied : Find("aliquota") is >= 0 and var own ? own
                : Find("tec");
            return rate < 0 ? null : new Columns(
                ncm, rate, Find("descri"), Find("no ex", "n ex", "no. ex", "numero ex", "ex"), Find("quota", "cota"),
                Find("inicio", "data de inicio"), Find("termino", "data de termino"),
                // The column of resolutions in Annex I has no header.
                Find("ato", "resoluc") is >= 0 and var act ? act : rate + 1 < names.Length && names[rate + 1].Length == 0 ? rate + 1 : -1);
        }

        public DutyRate? ReadDuty(string[] row, string code, string annex)
        {
            var text = ReadCell(row, Rate);
            if (text.Length == 0)
            {
                return null;
            }

            var rate = RatePattern().Match(text) is { Success: true } number
                ? Fiscal.Rate.FromPercent(decimal.Parse(number.Groups["rate"].Value.Replace(',', '.'), CultureInfo.InvariantCulture))
                : Fiscal.Rate.Unknown;
            var (ex, quota) = (NcmCode.ParseEx(ReadCell(row, Ex), 3), ReadCell(row, Quota) is { Length: > 0 } limit
                && limit is not ("-" or "0"));
            return new DutyRate(
                code, annex, ex, quota, rate, ex is not null || quota ? NcmText.CleanText(ReadCell(row, Text)) : null,
                ParseDay(ReadCell(row, From)) ?? default, ParseDay(ReadCell(row, To)) ?? NcmNode.Open,
                ReadCell(row, Act) is { Length: > 0 } act && act != "-" ? act : null);
        }

        private static string ReadCell(string[] row, int column) => column >= 0 && column < row.Length ? row[column] : "";

        // Text, an Excel serial, or "-" for no end.
        private static DateOnly? ParseDay(string text) =>
            DateOnly.TryParseExact(text, (string[])["dd/MM/yyyy", "d/M/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture,
                DateTimeStyles.None, out var date) ? date
            : double.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var serial) && serial is > 20_000 and < 80_000
            ? DateOnly.FromDateTime(DateTime.FromOADate(serial))
            : null;
    }
}
