using Nexa.Worker.Documents.Tables;

namespace Nexa.Worker.Documents.Layouts;

/// <summary>Which of the codes of a row is the manufacturer's part number.</summary>
internal static class PartColumns
{
    /// <summary>
    /// The manufacturer's own column first, then a label in the text, the part number column, and a code only where
    /// the description names no part number: purchase orders have an ERP's code there.
    /// </summary>
    public static void Set(Item item, Row row)
    {
        if (Cell(row, Field.MfrPart) is { } mfr)
        {
            (item.Partnumber, item.PartConfidence) = (mfr, 0.98);
        }
        else if (item.Partnumber is not null)
        {
            return; // its label says so
        }
        else if (Labels.Part(item.Description ?? "") is { } labelled)
        {
            (item.Partnumber, item.PartConfidence) = (labelled, 0.95);
        }
        else if (Cell(row, Field.Part) is { } part && (part.Any(char.IsAsciiLetter) || PartNumberText.In(item.Description ?? "").Number is null))
        {
            (item.Partnumber, item.PartConfidence) = (part, 0.95);
        }
        else
        {
            FromCode(item, row);
        }
    }

    private static void FromCode(Item item, Row row)
    {
        var code = Cell(row, Field.Code) ?? Cell(row, Field.Part);
        var (inside, confidence) = PartNumberText.In(item.Description ?? "");
        if (code is null || (inside is not null && !code.Any(char.IsAsciiLetter)))
        {
            (item.Partnumber, item.PartConfidence) = inside is null && code is not null ? (code, 0.6) : (inside, confidence);
        }
        else
        {
            (item.Partnumber, item.PartConfidence) = (code, code.Any(char.IsAsciiLetter) ? 0.8 : 0.6);
        }

        if (item.Partnumber is null && Cell(row, Field.CustomerPart) is { } customer)
        {
            (item.Partnumber, item.PartConfidence) = (customer, 0.4);
        }
    }

    /// <summary>A code column in which all codes have the same prefix and a running number, beside descriptions that name part numbers, is an ERP's.</summary>
    public static void Choose(List<Item> items, List<Row> rows)
    {
        var coded = rows.Count(r => Cell(r, Field.MfrPart) is null && Cell(r, Field.Part) is null && Cell(r, Field.Code) is { } c && IsInternal(c));
        if (coded < Math.Max(1, rows.Count * 0.8))
        {
            return;
        }

        var named = items.Count(i => PartNumberText.In(i.Description ?? "") is { Number: not null, Confidence: >= 0.6 });
        if (named < items.Count * 0.8)
        {
            return;
        }

        foreach (var item in items.Where(i => i.PartConfidence <= 0.8))
        {
            if (PartNumberText.In(item.Description ?? "") is { Number: { } number, Confidence: var confidence })
            {
                (item.Partnumber, item.PartConfidence) = (number, confidence);
            }
        }
    }

    /// <summary>Few letters and then digits only ("MP-000123", "ELE00456"): an ERP numbers its materials so.</summary>
    private static bool IsInternal(string code)
    {
        var letters = code.TakeWhile(char.IsAsciiLetter).Count();
        var rest = code[letters..];
        return letters <= 4 && rest.Length >= 4 && rest.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/') && (letters == 0 || rest.TrimStart('-', '.', '/')[..1] is "0" or "1" or "2");
    }

    private static string? Cell(Row row, Field field)
    {
        foreach (var column in row.Header.Columns)
        {
            if (column.Field == field && row.Code(column) is { Length: > 0 } code)
            {
                var clean = Labels.Part(code) ?? code.Trim('*', ':', ';', ',', '[', ']', ' ');
                var spaces = clean.Count(c => c == ' ');
                if (spaces <= (field is Field.Code ? 0 : 1) && PartNumberText.Fits(clean))
                {
                    return clean;
                }

                if (First(clean) is { } first)
                {
                    return first;
                }
            }
        }

        return null;
    }

    /// <summary>The cell has more than a part number: its first token, where that looks like one.</summary>
    private static string? First(string cell) => cell.Split(' ', 2)[0] is { Length: >= 3 } token && token.Any(char.IsAsciiDigit) && Money.Parse(token) is null ? token : null;
}
