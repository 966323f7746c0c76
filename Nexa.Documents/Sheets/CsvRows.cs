using System.Text;

namespace Nexa.Documents.Sheets;

/// <summary>CSV as people save it: UTF-8 or Windows-1252, with semicolons, commas or tabs.</summary>
internal static class CsvRows
{
    public const int MostRows = 20_000;
    public const int MostColumns = 1_000;
    private static readonly char[] Delimiters = [';', '\t', ',', '|'];

    public const int LongestCell = 4_000;

    public static List<string[]> Read(byte[] content)
    {
        if (content.AsSpan(0, Math.Min(content.Length, 4096)) is var start && start.IndexOf((byte)0) >= 0 && start is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]))
        {
            throw new UnreadableDocumentException("not_a_sheet", "O arquivo não é uma planilha CSV.");
        }

        var text = Decode(content);
        text = text.Contains('\n', StringComparison.Ordinal) ? text : text.Replace('\r', '\n'); // as old spreadsheets of the Macintosh end lines
        var rows = Records(text, Delimiter(text));
        return rows.Exists(r => r.Length > 1 || r[0].Length > 0) ? rows : [];
    }

    /// <summary>RFC 4180 as far as files keep to it: a quote inside a field that did not begin with one is a quote (inches).</summary>
    private static List<string[]> Records(string text, char delimiter)
    {
        var rows = new List<string[]>();
        var record = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[i++]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == delimiter || c == '\n')
            {
                record.Add(Bounded(cell.ToString().Trim()));
                cell.Clear();
                if (c == '\n' && record.Exists(field => field.Length > 0))
                {
                    rows.Add([.. record]);
                }

                if (c == '\n')
                {
                    record.Clear();
                }
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }

            Check(rows.Count, record.Count);
        }

        return rows;
    }

    private static void Check(int rows, int columns)
    {
        if (rows > MostRows)
        {
            throw new UnreadableDocumentException("too_many_rows", $"A planilha tem mais de {MostRows} linhas.");
        }

        if (columns > MostColumns)
        {
            throw new UnreadableDocumentException("too_many_columns", $"A planilha tem mais de {MostColumns} colunas.");
        }
    }

    public static string Bounded(string cell) => (cell.Length > LongestCell ? cell[..LongestCell] : cell).Replace('\0', ' ');

    private static string Decode(byte[] content)
    {
        if (content is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode.GetString(content.AsSpan(2));
        }

        if (content is [0xFE, 0xFF, ..])
        {
            return Encoding.BigEndianUnicode.GetString(content.AsSpan(2));
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding(1252).GetString(content);
        }
    }

    /// <summary>The separator that divides the first lines into the most, and the most alike, columns.</summary>
    private static char Delimiter(string text)
    {
        var lines = text.Split('\n', 40).Take(30).Where(l => l.Trim().Length > 0).ToList();
        return Delimiters.MaxBy(d =>
        {
            var counts = lines.Select(l => l.Count(c => c == d)).Where(n => n > 0).ToList();
            return counts.Count == 0 ? 0 : (double)counts.GroupBy(n => n).Max(g => g.Count()) / lines.Count * (d is ',' ? 0.9 : 1) * Math.Min(3, counts.Average());
        });
    }
}
