using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Nexa.Fiscal.Import;

/// <summary>
/// The operator's own rates, and in the same form those of the law that come with Nexa: lines of
/// <c>tributo;escopo;ncm;aliquota;inicio;fim;ato;nota</c>. Everything wrong is refused with the number of its line.
/// </summary>
internal static partial class RatesCsv
{
    private const int MostRows = 100_000;
    private const int LongestText = 300;
    private const decimal HighestIcms = 99m; // ICMS is part of its own base: at 100 % the base would be infinite.
    private static readonly HashSet<string> Taxes = new(StringComparer.Ordinal)
    {
        "pis", "cofins", "cofins_additional", "icms", "is", "cbs", "ibs_uf", "ibs_mun", "afrmm", "siscomex",
        "ii_preference", "trade_defence",
    };

    private static readonly string[] Header = ["tributo", "escopo", "ncm", "aliquota", "inicio", "fim", "ato"];

    public static bool IsRatesCsv(ReadOnlySpan<byte> content) =>
        content.Length >= 7 && Encoding.ASCII.GetString(content[..7]).Equals("tributo", StringComparison.OrdinalIgnoreCase);

    public static FiscalFile ReadFile(string name, string hash, ReadOnlySpan<byte> content)
    {
        using var text = new StringReader(Decode(content));
        var rows = new List<TaxRate>();
        var number = 0;
        foreach (var cells in DelimitedText.ReadRows(text, ';'))
        {
            number++;
            if (number == 1)
            {
                CheckHeader(cells);
            }
            else if (cells.Any(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                rows.Add(ReadRow(cells, number));
            }

            if (rows.Count > MostRows)
            {
                throw new RefusedFileException($"excede {Portuguese.FormatNumber(MostRows)} linhas.");
            }
        }

        if (rows.Count == 0)
        {
            throw new RefusedFileException("não tem nenhuma alíquota.");
        }

        CheckOverlaps(rows);
        return new FiscalFile(FiscalFileKind.Rates, name, hash, rows.Max(row => row.From), null) { Rates = rows };
    }

    // What Excel saves as "CSV" in Brazil is Windows-1252.
    private static string Decode(ReadOnlySpan<byte> content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(content);
        }
    }

    private static void CheckHeader(string[] cells)
    {
        var names = Array.ConvertAll(cells, cell => Search.Words.FoldAccents(cell).Trim());
        if (names.Length < Header.Length || !names.AsSpan(0, Header.Length).SequenceEqual(Header)
            || names.Skip(Header.Length).Any(name => name is not ("nota" or "")))
        {
            throw new RefusedFileException($"a primeira linha deve ser {string.Join(';', Header)};nota.");
        }
    }

    private static TaxRate ReadRow(string[] cells, int line)
    {
        string Cell(int column) => column < cells.Length ? cells[column].Trim() : "";
        RefusedFileException Wrong(string why) => new($"linha {line}: {why}");

        var tax = Cell(0).ToLowerInvariant();
        var scope = ParseScope(tax, Cell(1)) ?? throw Wrong(Taxes.Contains(tax)
            ? $"o escopo \"{Cell(1)}\" não existe para o tributo \"{tax}\"."
            : $"o tributo \"{Cell(0)}\" não pode ser informado neste arquivo.");
        var code = Cell(2).Length == 0 ? "" : NcmCode.ParseDigits(Cell(2))
            ?? throw Wrong($"\"{Cell(2)}\" não é o começo de um código NCM.");
        if (!Rate.TryParse(Cell(3), out var rate) || (tax == "icms" && rate.Percent > HighestIcms))
        {
            throw Wrong($"a alíquota \"{Cell(3)}\" não é um número de 0 a {(tax == "icms" ? HighestIcms : Rate.Highest)}, NT nem UNKNOWN.");
        }

        if ((tax, scope) == ("cofins_additional", "lista") && code.Length == 0)
        {
            throw Wrong("a lista do adicional da COFINS é feita por código: informe a NCM.");
        }

        if (tax is "ii_preference" && rate.Percent > 100m)
        {
            throw Wrong("a margem de preferência deve estar entre 0 e 100%.");
        }

        var from = ParseDay(Cell(4)) ?? throw Wrong($"o início \"{Cell(4)}\" não é uma data (AAAA-MM-DD ou DD/MM/AAAA).");
        var to = Cell(5).Length == 0 ? NcmNode.Open
            : ParseDay(Cell(5)) ?? throw Wrong($"o fim \"{Cell(5)}\" não é uma data (AAAA-MM-DD ou DD/MM/AAAA).");
        if (to < from)
        {
            throw Wrong("termina antes de começar.");
        }

        if (Cell(6).Length is 0 or > LongestText || Cell(7).Length > LongestText)
        {
            throw Wrong($"informe o ato; ato e nota devem ter no máximo {LongestText} caracteres.");
        }

        return new TaxRate(tax, scope, code, rate, from, to, Cell(6), Cell(7).Length == 0 ? null : Cell(7));
    }

    // The scope in the one spelling in which it is looked up; null when the tax is unknown or has no such scope.
    private static string? ParseScope(string tax, string written)
    {
        var scope = Search.Words.FoldAccents(written);
        return tax switch
        {
            "pis" or "cofins" when RegimeName().IsMatch(scope) => scope,
            "cofins_additional" when scope is "" or "lista" => scope,
            "icms" when BrazilStates.Contains(written) => written.ToUpperInvariant(),
            "is" or "cbs" or "ibs_uf" or "ibs_mun" when scope.Length == 0 => scope,
            "afrmm" when scope == "maritimo" => scope,
            "siscomex" when SiscomexStep().IsMatch(scope) => scope,
            "ii_preference" or "trade_defence" when Country().IsMatch(written) => written.ToUpperInvariant(),
            _ => null,
        };
    }

    private static DateOnly? ParseDay(string text) =>
        DateOnly.TryParseExact(text, (string[])["yyyy-MM-dd", "dd/MM/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : null;

    private static void CheckOverlaps(List<TaxRate> rows)
    {
        foreach (var line in rows.GroupBy(row => (row.Tax, row.Scope, row.Code)))
        {
            TaxRate? before = null;
            foreach (var row in line.OrderBy(row => row.From))
            {
                if (before is not null && row.From <= before.To)
                {
                    throw new RefusedFileException(
                        $"{string.Join(' ', new[] { row.Tax, row.Scope, row.Code }.Where(part => part.Length > 0))}: "
                        + $"há períodos sobrepostos a partir de {row.From:dd/MM/yyyy}.");
                }

                before = row;
            }
        }
    }

    [GeneratedRegex("^[a-z0-9_]{0,40}$", RegexOptions.None, 1000)]
    private static partial Regex RegimeName();

    [GeneratedRegex("^[A-Za-z]{2}$", RegexOptions.None, 1000)]
    private static partial Regex Country();

    [GeneratedRegex("^(declaracao|adicao_[1-9][0-9]{0,4})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SiscomexStep();
}
