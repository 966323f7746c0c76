using System.Text;
using System.Text.Json;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>Labelled text: "PN: … DESC: … MFR: … COO: … NCM: …", in cells or on lines of their own.</summary>
internal static class Labels
{
    private const int LongestText = 4000;
    private const int MostWords = 6;
    private static readonly Dictionary<string, string> Meanings = Load();
    private static readonly HashSet<string> Possessives = [.. WordLists.GetWords("possessives")];

    /// <summary>
    /// The value after each label, by the label's meaning (labels.json; "other" for labels without one). A value ends at the next label,
    /// at the end of its line ('\n') and at a wide gap ('\t').
    /// </summary>
    public static List<(string Meaning, string Value)> Parse(string text)
    {
        var found = new List<(string, string)>();
        var marks = FindLabels(text);
        for (var i = 0; i < marks.Count; i++)
        {
            var (_, start, meaning) = marks[i];
            var value = text[start..(i + 1 < marks.Count ? marks[i + 1].From : text.Length)].TrimStart();
            if (value.AsSpan().IndexOfAny('\n', '\t') is >= 0 and var end)
            {
                value = MayRunOn(text, marks, i, value, end) ? value.Replace('\n', ' ') : value[..end];
            }

            value = value.Trim().TrimEnd('/', ',', ';', '|', '-', '(', '[').Trim();
            if (value.Length > 0)
            {
                found.Add((meaning, value));
            }
        }

        return found;
    }

    /// <summary>
    /// "MFR: Texas" goes on with "Instruments COO: Malaysia": with several labels on a line, a line end does not end a value.
    /// </summary>
    private static bool MayRunOn(string text, List<(int From, int To, string Meaning)> marks, int i, string value, int end) =>
        value[end] is '\n' && i > 0 && i + 1 < marks.Count && value.Length - end is > 3 and < 40
        && value.AsSpan(end + 1).IndexOfAny('\n', '\t') < 0
        && text.AsSpan(marks[i - 1].From, marks[i].From - marks[i - 1].From).IndexOfAny('\n', '\t') < 0;

    /// <summary>What stands before the first label.</summary>
    public static string TakeBeforeLabels(string text) => FindLabels(text) is [var (from, _, _), ..] ? text[..from] : text;

    /// <summary>
    /// Removes labels and the first word after each: that word may be a customer's number or a lot, which are not part numbers.
    /// </summary>
    public static string RemoveLabels(string text)
    {
        var (plain, at) = (new StringBuilder(text.Length), 0);
        foreach (var (from, to, meaning) in FindLabels(text))
        {
            plain.Append(text.AsSpan(at, Math.Max(0, from - at)));
            var value = text.AsSpan(to).TrimStart(' ');
            var skipped = meaning is "desc" ? 0 : value.IndexOfAny(" \n\t");
            at = text.Length - value.Length + (skipped < 0 ? value.Length : skipped);
        }

        return plain.Append(text.AsSpan(Math.Min(at, text.Length))).ToString();
    }

    /// <summary>Whether the text names a field of a line item.</summary>
    public static bool HasLabel(string text) => FindLabels(text).Exists(m => m.Meaning is not "other");

    /// <param name="meaning">"pn", or "part" for labels that sellers also put before codes of their own.</param>
    public static string? FindValue(string text, string meaning = "pn") =>
        Parse(text).Where(l => l.Meaning == meaning).Select(l => TakeToken(l.Value)).FirstOrDefault(t => t is not null);

    /// <summary>Fills the fields that the columns left empty.</summary>
    public static void FillItem(string text, Item item)
    {
        foreach (var (meaning, value) in Parse(text))
        {
            switch (meaning)
            {
                case "desc": item.Description = value; break;
                case "mfr": FillMaker(value, item); break;
                case "coo": item.Origin ??= NullIfLonger(CutOrigin(value), 60); break;
                case "ncm": item.Ncm ??= Tariff.FindDigits(value.Split(' ')[0], 8, 8); break;
                case "hts": item.Hts ??= Tariff.FindDigits(value.Split(' ')[0], 6, 10); break;
                case "qty": item.Quantity ??= NumberText.Parse(value) ?? NumberText.Parse(value.Split(' ')[0]); break;
                case "price": item.UnitPrice ??= NumberText.Parse(value) ?? NumberText.Parse(value.Split(' ')[0]); break;
                case "total": item.Total ??= NumberText.Parse(value); break;
                case "pn" when item.Partnumber is null && TakeToken(value) is { } token:
                    (item.Partnumber, item.PartConfidence) = (token, 0.97);
                    break;
            }
        }
    }

    /// <summary>"MFG: Texas Instruments / NE555P" names both.</summary>
    private static void FillMaker(string value, Item item)
    {
        if (item.Partnumber is null && value.LastIndexOf(" / ", StringComparison.Ordinal) is > 0 and var at
            && value[(at + 3)..].Trim() is { Length: >= 3 } part
            && !part.Contains(' ', StringComparison.Ordinal) && part.Any(char.IsAsciiDigit))
        {
            (item.Partnumber, item.PartConfidence, value) = (part, 0.95, value[..at].Trim());
        }

        item.Manufacturer ??= value.Any(char.IsLetter) ? NullIfLonger(value, 80) : null; // "Fab: 01/05/2024" is a date.
    }

    private static List<(int From, int To, string Meaning)> FindLabels(string text)
    {
        var marks = new List<(int From, int To, string Meaning)>();
        if (text.Length > LongestText)
        {
            return marks;
        }

        for (var at = text.AsSpan().IndexOfAny(':', '='); at >= 0;)
        {
            var floor = marks.Count > 0 ? marks[^1].To : 0;
            if (FindLabelBefore(text, at, floor) is var (from, meaning))
            {
                marks.Add((from, at + 1, meaning));
            }

            var next = text.AsSpan(at + 1).IndexOfAny(':', '=');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return marks;
    }

    /// <summary>
    /// The label that ends at a colon: the most words before it that the dictionary has, else its last word, where it stands as a label
    /// does.
    /// </summary>
    private static (int From, string Meaning)? FindLabelBefore(string text, int colon, int floor)
    {
        var end = colon;
        while (end > floor && text[end - 1] is ' ')
        {
            end--;
        }

        var (best, known, word) = (-1, "", -1);
        var first = floor;
        while (first < end && text[first] is ' ')
        {
            first++;
        }

        for (var (at, words) = (end - 1, 0); at >= floor && words < MostWords && text[at] is not ('\n' or '\t' or ';' or '|' or ','); at--)
        {
            if (char.IsLetterOrDigit(text[at]) && (at == floor || !char.IsLetterOrDigit(text[at - 1])))
            {
                words++;
                word = word < 0 ? at : word;
                // "COO: US HTS: 8542": what stands right after a label is its value, unless nothing shorter is a label.
                if ((best < 0 || floor == 0 || at > first)
                    && Meanings.TryGetValue(HeaderTerms.Normalize(text[at..end]).Replace(" ", "", StringComparison.Ordinal),
                    out var meaning))
                {
                    (best, known) = (at, meaning);
                }
            }
        }

        if (known is "pn" or "part" && best > floor && TakeWordBefore(text, best, floor) is { } owner && Possessives.Contains(owner))
        {
            known = "other"; // "Our Part #", "Ihre Teilenr.": a number of the seller's or the buyer's own.
        }

        return best >= 0 ? (best, known)
            : word >= 0 && text[colon] is ':' && char.IsLetter(text[word]) && end - word > 2
            && (colon + 1 == text.Length || text[colon + 1] is ' ' or '\n' or '\t') ? (word, "other") : null;
    }

    private static string? TakeWordBefore(string text, int at, int floor) =>
        text[floor..at].TrimEnd() is { Length: > 0 } before && before.LastIndexOfAny([' ', '\n', '\t']) is var space
            ? HeaderTerms.Normalize(before[(space + 1)..]) : null;

    private static string? NullIfLonger(string value, int most) => value.Length <= most ? value : null;

    private static string CutOrigin(string value) => value.Split(['|', ';', '/', '(', ','], 2)[0].Trim();

    private static string? TakeToken(string value)
    {
        var words = value.Split([' ', ';', '|'], StringSplitOptions.RemoveEmptyEntries);
        var token = words.Length == 0 ? "" : PartNumberText.TrimPunctuation(PartNumberText.TakeLeading(value), keepEnd: true);
        if (token.EndsWith('-') && words is [_, var rest, ..] && rest.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            token += rest; // divided at the end of a line
        }

        return token.Length >= 2 && token.Any(char.IsAsciiLetterOrDigit) ? token.TrimEnd('-') : null;
    }

    private static Dictionary<string, string> Load()
    {
        using var stream = typeof(Labels).Assembly.GetManifestResourceStream("labels.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!
            .SelectMany(m => m.Value.Select(label => (Key: label.Replace(" ", "", StringComparison.Ordinal), m.Key)))
            .DistinctBy(l => l.Key, StringComparer.Ordinal).ToDictionary(l => l.Key, l => l.Item2, StringComparer.Ordinal);
    }
}

/// <summary>Tariff codes as digits.</summary>
internal static class Tariff
{
    public static string? FindDigits(string text, int fewest, int most)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length >= fewest && digits.Length <= most
            && text.All(c => char.IsAsciiDigit(c) || c is '.' or ' ' or '-' or '/') ? digits : null;
    }
}
