using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>
/// Purchase orders of an ERP: line number, ERP code, description with the part number inside, a 4-digit unit code, a date; with or without
/// a header.
/// </summary>
internal sealed partial class PurchaseOrderLayout : ILayout
{
    public string Name => "purchase-order";

    public List<Item> ReadItems(DocumentText document) => LineReader.ReadItems(document, line =>
    {
        if (RowPattern().Match(line.Text) is not { Success: true } match)
        {
            return null;
        }

        var description = match.Groups["desc"].Value;
        return (match.Groups["code"].Value, description, match.Groups["before"].Value + " " + match.Groups["after"].Value);
    });

    [GeneratedRegex(
        @"^(?<no>\d{1,6})\s+(?<code>[A-Z0-9][A-Z0-9.\-/]{3,20})\s+(?<desc>\S.{3,160}?)\s+(?<before>(?:[\d.,]+\s+(?:[A-Z]{"
        + @"2,3}\s+)?)?)(?<un>\d{4})\s+(?<mid>(?:[\d.,]+\s+)?)(?<date>\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?<after>(?:\s.*)?)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex RowPattern();
}

/// <summary>
/// For documents without a readable header: lines with a part number and three numbers of which two multiply to the third.
/// </summary>
internal sealed class ArithmeticLayout : ILayout
{
    public string Name => "lines";

    /// <summary>Below this share, lines with three numbers may multiply by chance.</summary>
    private const double LeastProductShare = 0.3;

    public List<Item> ReadItems(DocumentText document)
    {
        var numbers = document.Pages.Sum(p => p.Lines.Count(l => l.Words.Count(w => NumberText.Parse(w.Text) is not null) >= 3));
        return ReadLines(document) is var items && items.Count >= numbers * LeastProductShare ? items : [];
    }

    private static List<Item> ReadLines(DocumentText document) => LineReader.ReadItems(document, line =>
    {
        if (line.Words.Count is < 4 or > 60 || LineKinds.IsClosing(line))
        {
            return null;
        }

        var item = new Item(0);
        Arithmetic.Find(line.Text, item);
        return item.Total is not { Scale: >= 2 } ? null
            : ("", string.Join(' ', line.Words.Where(w => NumberText.Parse(w.Text) is null && CurrencyText.ReadCode(w.Text) is null)
            .Select(w => w.Text)), line.Text);
    });
}

/// <summary>Items that begin on a line of their own, with the lines under it as the rest of the description.</summary>
internal static class LineReader
{
    public static List<Item> ReadItems(DocumentText document, Func<TextLine, (string Code, string Description, string Numbers)?> match)
    {
        var items = new List<Item>();
        foreach (var page in document.Pages)
        {
            (Item Item, string Code, string Description, double Baseline)? open = null;
            foreach (var line in page.Lines)
            {
                if (match(line) is var (code, description, numbers))
                {
                    Close(open);
                    var item = new Item(page.Number)
                    {
                        Box = new(Math.Round(line.Left, 1), Math.Round(line.Top, 1), Math.Round(line.Right, 1), Math.Round(line.Bottom, 1)),
                        Currency = CurrencyText.FindInProse(line.Text),
                    };
                    Arithmetic.Find(numbers, item);
                    open = (item, code, description, line.Baseline);
                }
                else if (open is { } current && line.Baseline - current.Baseline < 1.8 * line.Size && !LineKinds.IsClosing(line)
                    && current.Description.Length < 600)
                {
                    open = current with { Description = current.Description + " " + line.Text, Baseline = line.Baseline };
                }
            }

            Close(open);
        }

        return items;

        void Close((Item Item, string Code, string Description, double)? open)
        {
            if (open is var (item, code, description, _))
            {
                item.Description = description;
                Labels.FillItem(description, item);
                var (number, confidence) = item.Partnumber is { } labelled ? (labelled, 0.97) : PartNumberText.FindIn(description);
                (item.Partnumber, item.PartConfidence) = number is not null ? (number, confidence) : code.Length > 0 ? (code, 0.5)
                    : (null, 0);
                if (item.Partnumber is not null)
                {
                    items.Add(item);
                }
            }
        }
    }
}
