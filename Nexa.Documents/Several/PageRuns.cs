using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Documents.Heads;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Several;

/// <summary>Tells the documents of a PDF apart that has several, one after the other.</summary>
internal static class PageRuns
{
    private static readonly Regex PageOf = WordLists.ComposePattern(
        @"(^|\s){page_words}\s*:?\s*(?<no>\d{1,3})\s*({page_of_words}|/)\s*\d{1,3}(\s|$)");

    /// <param name="pages">At least one.</param>
    /// <param name="lines">What was read out of them as one document: heads stand above it.</param>
    /// <returns>
    /// The pages of each document. A new one begins where a page has a title and another number than the pages before, and does not call
    /// itself a later page.
    /// </returns>
    public static List<List<PageText>> Split(IReadOnlyList<PageText> pages, IReadOnlyList<ExtractedLine> lines)
    {
        var codes = lines.SelectMany(line => new[] { line.Partnumber, line.SupplierPartnumber, line.CustomerPartnumber }).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var tops = lines.Where(line => line.Box is not null).GroupBy(line => line.Page)
            .ToDictionary(page => page.Key, page => page.Min(line => line.Box!.Top));
        var runs = new List<List<PageText>> { new() { pages[0] } };
        var current = FindHead(pages[0]);
        foreach (var page in pages.Skip(1))
        {
            var head = FindHead(page);
            if (head is { } begins && current is { } runsOn && begins != runsOn && FindOwnNumber(page) is null or 1)
            {
                runs.Add([]);
                current = head;
            }

            current ??= head;
            runs[^1].Add(page);
        }

        return runs;

        string? FindHead(PageText page)
        {
            var above = tops.GetValueOrDefault(page.Number, double.MaxValue);
            var kind = DocumentTitle.FindKind(DocumentFacts.TakeHead([page], above));
            return kind is DocumentKind.Unknown ? null : DocumentFacts.FindNumber([page], above, kind, codes);
        }
    }

    private static int? FindOwnNumber(PageText page) =>
        page.Lines.Select(line => PageOf.Match(line.Text)).FirstOrDefault(match => match.Success) is { } found
            ? int.Parse(found.Groups["no"].Value, CultureInfo.InvariantCulture) : null;
}
