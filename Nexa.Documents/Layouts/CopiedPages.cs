using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Layouts;

/// <summary>Counts the lines of one invoice once though the file has its copies too ("Original", "Duplicate", "2ª via").</summary>
internal static class CopiedPages
{
    private static readonly Regex CopyPattern = WordLists.ComposePattern(@"(?<!\p{L}){copy_words}(?!\p{L})");

    public static List<Item> RemoveCopies(IReadOnlyList<PageText> pages, List<Item> items, List<LeftOut> leftOut)
    {
        var byPage = items.GroupBy(i => i.Page).OrderBy(g => g.Key)
            .Select(g => (Page: g.Key, Key: string.Join('\n', g.Select(DescribeItem)), Count: g.Count())).ToList();
        if (byPage.Count < 2 || !pages.Any(p => p.Lines.Exists(l => l.Text.Length < 120 && CopyPattern.IsMatch(l.Text))))
        {
            return items;
        }

        var copies = byPage.Where((page, i) => byPage.Take(i).Any(earlier => earlier.Key == page.Key)).ToList();
        leftOut.AddRange(copies.Select(c => new LeftOut("Linhas repetidas em uma cópia do mesmo documento.", c.Page, c.Count)));
        return copies.Count == 0 ? items : items.FindAll(i => !copies.Exists(c => c.Page == i.Page));
    }

    private static string DescribeItem(Item item) => $"{item.Partnumber}|{item.Description}|{item.Quantity}|{item.UnitPrice}|{item.Total}";
}
