using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Heads;

/// <summary>Where a value stands from its label.</summary>
internal enum Where { After, Right, Under }

/// <summary>Finds the value of a label on the first two pages.</summary>
internal static class LabelledValue
{
    public static string? FindAnywhere(IReadOnlyList<PageText> pages, Regex label, Func<string, string?> read) =>
        FindAt(pages, label, read, Where.After) ?? FindAt(pages, label, read, Where.Right) ?? FindAt(pages, label, read, Where.Under);

    public static string? FindAt(IReadOnlyList<PageText> pages, Regex label, Func<string, string?> read, Where where)
    {
        foreach (var page in pages.Take(2))
        {
            for (var i = 0; i < page.Lines.Count; i++)
            {
                foreach (var phrase in page.Lines[i].Phrases)
                {
                    if (phrase.Text.Length <= 200 && label.Match(phrase.Text) is { Success: true } match && (where switch
                    {
                        Where.After => read(phrase.Text[(match.Index + match.Length)..].Trim(' ', ':', '#', '.')),
                        Where.Right => page.Lines[i].Phrases.Find(p => p.Left > phrase.Right) is { } right ? read(right.Text) : null,
                        _ => FindBelow(page.Lines, i, phrase, read),
                    }) is { } value)
                    {
                        return value;
                    }
                }
            }
        }

        return null;
    }

    private static string? FindBelow(List<TextLine> lines, int at, Phrase label, Func<string, string?> read)
    {
        for (var below = at + 1; below < Math.Min(lines.Count, at + 5) && lines[below].Baseline - lines[at].Baseline < 50; below++)
        {
            var under = lines[below].Phrases.Find(p => p.Left < label.Right + 4 && p.Right > label.Left - 4);
            if (under is not null && read(under.Text) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}
