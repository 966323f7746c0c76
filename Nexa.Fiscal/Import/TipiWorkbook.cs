namespace Nexa.Fiscal.Import;

/// <summary>
/// The TIPI as the Receita Federal publishes it: one sheet, header "NCM | EX | DESCRIÇÃO | ALÍQUOTA (%)" after some rows of title.
/// </summary>
internal static class TipiWorkbook
{
    private const int TitleRows = 40;

    public static bool IsTipi(Worksheets sheets) =>
        sheets.ReadSheets().Take(1).Any(sheet => sheet.Rows.Take(TitleRows).Any(row => FindHeader(row) is not null));

    public static FiscalFile ReadFile(string name, string hash, Worksheets sheets)
    {
        var rows = new List<TipiRate>(12_000);
        var title = "";
        Header? header = null;
        string? code = null;
        DateOnly date = default;
        var (act, inherited) = ("", 0);
        foreach (var row in sheets.ReadSheets().Take(1).SelectMany(sheet => sheet.Rows))
        {
            if (header is null)
            {
                header = FindHeader(row);
                title += string.Join('\n', row) + "\n";
                if (header is not null)
                {
                    date = TitleDates.FindLatest(title) ?? TitleDates.FindLatest(name)
                        ?? throw new RefusedFileException("a planilha da TIPI não informa até que ato está atualizada.");
                    act = $"Decreto 11.158/2022 (TIPI), atualizada até {date:dd/MM/yyyy}";
                }

                continue;
            }

            var (ncm, ex, text, rate) = header.PickCells(row);
            // An Ex with no code of its own belongs to the code above it.
            code = ncm.Length == 0 ? (ex.Length > 0 ? code : null)
                : MangledCode.RepairCode(ncm) ?? throw new RefusedFileException($"\"{ncm}\" não é um código NCM.");
            if (code is { Length: 8 })
            {
                inherited += ncm.Length == 0 ? 1 : 0;
                rows.Add(
                    new TipiRate(
                        code, NcmCode.ParseEx(ex), ParseRate(rate, code), ex.Length > 0 ? NcmText.CleanText(text)
                        : null, date, NcmNode.Open, act));
            }
        }

        return header is null
            ? throw new RefusedFileException("a planilha não tem o cabeçalho NCM, EX, DESCRIÇÃO, ALÍQUOTA da TIPI.")
            : new FiscalFile(FiscalFileKind.Tipi, name, hash, date, act) { Tipi = rows,
                AsWritten = [("Ex sem código próprio, atribuídos ao código anterior", inherited)] };
    }

    private static Rate ParseRate(string text, string code) =>
        Rate.TryParse(text.TrimEnd('%', ' '), out var rate) ? rate
            : throw new RefusedFileException($"a alíquota \"{text}\" do código {NcmCode.Format(code)} não é um número nem NT.");

    private static Header? FindHeader(string[] row)
    {
        var names = Array.ConvertAll(row, cell => Search.Words.FoldAccents(cell).Trim());
        var header = new Header(
            Array.IndexOf(names, "ncm"), Array.IndexOf(names, "ex"),
            Array.FindIndex(names, name => name.StartsWith("descri", StringComparison.Ordinal)),
            Array.FindIndex(names, name => name.StartsWith("aliquota", StringComparison.Ordinal)));
        return header is { Ncm: >= 0, Ex: >= 0, Text: >= 0, Rate: >= 0 } && row.Length <= 6 ? header : null;
    }

    private sealed record Header(int Ncm, int Ex, int Text, int Rate)
    {
        public (string Ncm, string Ex, string Text, string Rate) PickCells(string[] row) => (row[Ncm], row[Ex], row[Text], row[Rate]);
    }
}
