using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Tables;

/// <summary>Lines of a table that are none of its rows.</summary>
internal static class LineKinds
{
    private static readonly Regex HeadingPattern =
        WordLists.ComposePattern(@"^\W*({possessives}\s+)?{order_headings}(\s*(no|nr|n[º°]|\#|number))?\W*\d");

    private static readonly HotPattern ClosingPattern = new("""
        ^\W*(
          (\p{L}+\s+)?(\d+\s+)?(sub|grand|invoice|order|net|factuur|merchandise|line|page)?
          [\s-]*(totals?|totaal|totale|razem|celkem|summa)(?!\s*(harness|control))(\s+[\p{L}/().%-]+){0,4}
          |sum(me)?\b.{0,30}|totais|totaal|valor\s+total|total\s+geral
          |{closing}|{closing_beginnings}.*|(tax|btw|moms|iva|tva|vat|mwst|ust)\.?\s+\d.*
          |{page_words}\s*:?\s*\d+(\s*(of|de|/|/\ )\s*\d+)?
        )\s*:?(\s*\(?([A-Z]{3}|R\$|US\$)\)?)?\s*:?\s*([A-Z$€£R\ ]{0,4}[\d.,]+)?$
        """, RegexOptions.IgnoreCase);

    /// <summary>In font sizes: a title stands so near above its table.</summary>
    private const double TitleDistance = 4;

    private static readonly Regex SetAsidePattern = WordLists.ComposePattern(@"(?<!\p{L}){not_on_this}(?!\p{L})");

    /// <summary>The title above a table where it says that the lines are not the document's own.</summary>
    public static string? FindSetAside(List<TextLine> lines, Header header) =>
        lines.Take(header.FirstLine).Reverse().Take(2)
        .Where(l => header.Top - l.Bottom < TitleDistance * l.Size && l.Text.Length < 120 && SetAsidePattern.IsMatch(l.Text))
        .Select(l => l.Text).FirstOrDefault();

    /// <summary>A ruling that a typewriter draws.</summary>
    public static bool IsRule(TextLine line) =>
        line.Words.TrueForAll(w => w.Text.All(c => "-=_.*+|~".Contains(c, StringComparison.Ordinal)));

    /// <summary>"Your order 4500012345 of 3 May" above the rows that answer to it.</summary>
    public static bool IsHeading(TextLine line) => line.Phrases.Count == 1 && line.Text.Length < 120 && HeadingPattern.IsMatch(line.Text);

    /// <summary>Totals, carried sums, page feet and notes: not a part of any row.</summary>
    public static bool IsClosing(TextLine line) => line.Closes ??= ClosesTable(line);

    private static bool ClosesTable(TextLine line)
    {
        foreach (var phrase in line.Phrases)
        {
            if (phrase.Words.Count <= 8 && ClosingPattern.IsMatch(phrase.Text))
            {
                return true;
            }
        }

        return false;
    }
}
