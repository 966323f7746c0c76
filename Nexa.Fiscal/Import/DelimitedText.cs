using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nexa.Fiscal.Import;

/// <summary>Rows of a delimited text without its blank lines.</summary>
public static class DelimitedText
{
    public static IEnumerable<string[]> ReadRows(TextReader text, char delimiter)
    {
        // A stray quote stays in its field: the row's own checks refuse it by its line number.
        var form = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter.ToString(), BadDataFound = null };
        using var parser = new CsvParser(text, form, leaveOpen: true);
        while (parser.Read())
        {
            yield return parser.Record!;
        }
    }
}
