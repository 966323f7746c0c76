using System.Text.RegularExpressions;
using Nexa.Documents.Layouts;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Heads;

/// <summary>The total that a document names, and whether its lines add up to what it says.</summary>
internal static class DocumentTotal
{
    private static readonly Regex TotalLabel =
        WordLists.ComposePattern(@"(?<!\p{L})((?<grand>{totals_grand})|(?<sub>{totals_sub})|{totals_plain})(?!\p{L})");

    private const int LongestLine = 400;

    /// <summary>The last total that the document names, wherever its number stands: beside the word or under it.</summary>
    /// <param name="items">Their sum is looked for on the lines that are not theirs: with taxes or freight on top it is a subtotal.</param>
    public static (decimal? Total, string? Currency, bool AddsUp) FindTotal(IReadOnlyList<PageText> pages, List<Item> items)
    {
        var sum = items.Sum(i => i.Total ?? (i.Quantity * i.UnitPrice is { } product ? Math.Round(product, 2) : 0));
        var tolerance = Math.Max(0.01m * Math.Max(1, items.Count), items.Exists(i => i.Total is null) ? sum * 0.0005m : 0);
        var candidates = new List<(decimal Value, double Worth, string? Currency)>();
        var printed = false;
        foreach (var page in pages)
        {
            var rows = items.Where(i => i.Page == page.Number && i.Box is not null).Select(i => i.Box!).ToList();
            for (var i = 0; i < page.Lines.Count; i++)
            {
                var line = page.Lines[i];
                if (line.Text.Length > LongestLine || rows.Exists(r => IsInRow(line, r)))
                {
                    continue;
                }

                printed |= sum > 0 && line.Words.Exists(w => NumberText.Parse(w.Text) is { } number && Math.Abs(number - sum) <= tolerance);
                if (TotalLabel.Match(line.Text) is { Success: true } match)
                {
                    var worth = (match.Groups["grand"].Success ? 3 : match.Groups["sub"].Success ? 1 : 2) + (page.Number * 0.001);
                    if (FindLastNumber(line, line.Text[(match.Index + match.Length)..]) is { } beside)
                    {
                        candidates.Add((beside, worth, CurrencyText.FindInPrice(line.Text)));
                    }
                    else if (page.Lines.Skip(i + 1).Take(3).TakeWhile(below => !rows.Exists(r => IsInRow(below, r)))
                        .Select(below => FindNumberBelow(line, below, match.Value)).FirstOrDefault(n => n is not null) is { } under)
                    {
                        candidates.Add((under, worth - 0.5, CurrencyText.FindInPrice(line.Text)));
                    }
                }
            }
        }

        if (candidates.Count == 0)
        {
            return (null, null, false);
        }

        var best = candidates.MaxBy(c => (c.Worth, c.Value));
        return (best.Value, best.Currency ?? candidates.Select(c => c.Currency).FirstOrDefault(c => c is not null), printed
            || candidates.Exists(c => Math.Abs(c.Value - sum) <= tolerance));
    }

    private static bool IsInRow(TextLine line, Box row) => line.Baseline > row.Top && line.Baseline < row.Bottom + 1;

    private static decimal? FindLastNumber(TextLine line, string text)
    {
        if (NumberText.Parse(text.TrimStart(' ', ':')) is { } whole)
        {
            return whole;
        }

        if (line.Phrases is [_, .., var last] && NumberText.Parse(last.Text) is { } phrase)
        {
            return phrase; // 1 234 567,89
        }

        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (word.Any(char.IsAsciiDigit))
            {
                return NumberText.Parse(word);
            }
        }

        return null;
    }

    private static decimal? FindNumberBelow(TextLine line, TextLine below, string label)
    {
        var phrase = line.Phrases.Find(p => p.Text.Contains(label, StringComparison.Ordinal));
        var number = phrase is null ? null
            : below.Words.Where(w => NumberText.Parse(w.Text) is not null && w.Right > phrase.Left - 40 && w.Left < phrase.Right + 40)
            .MinBy(w => Math.Abs(w.Middle - ((phrase.Left + phrase.Right) / 2)));
        return number is not null && below.Baseline - line.Baseline < 30 ? NumberText.Parse(number.Text) : null;
    }
}
