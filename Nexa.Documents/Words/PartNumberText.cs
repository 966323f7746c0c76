using System.Text.RegularExpressions;
using Nexa.Documents.Layouts;

namespace Nexa.Documents.Words;

/// <summary>What looks like a part number, and where one stands inside a description.</summary>
internal static partial class PartNumberText
{
    private static readonly Regex WholeCountPattern = WordLists.ComposePattern(@"^({count_units}|{number_units})\.?$");
    private static readonly Regex CountPattern = WordLists.ComposePattern(@"{count_units}\.?$");

    /// <summary>A token of so many characters is a part number by itself; a shorter one only where no longer one follows.</summary>
    private const int LongEnough = 6;

    /// <summary>Values with their units, packages, interfaces, codes of other kinds.</summary>
    private static readonly HotPattern NotPartPattern = new("""
        ^([+-]?\d+([.,/]\d+)?\s?[pnuµmkKMG]?{units}
        |\d+[RKMrkm]\d+|\d+([.,]\d+)?[nuµ]
        |\d+(,\d+)?[xX]\d+([,.]\d+)?([xX]\d+([,.]\d+)?)?(MM|mm|CM|cm)?
        |\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{2,4}-\d{1,2}\.\d{1,2}\.\d{2,4}
        |\d+(NO|No|no)|\d+-(seater|port|Port|PORT|inch)|\d[xX]\d
        |(DO|TO|SC)-?\d{1,3}[A-Z]{0,3}(-\d{1,2}[A-Z]?)?|TO\d+(-\d+)?
        |{packages}-?\d{1,4}[A-Z]{0,3}(-\d{1,2}[A-Z]?)?
        |\d+-?{packages_after_pins}
        |\d+-\d+(AWG|awg)
        |-?\d+(°?C)?(-|~|/)\+?\d+°?C
        |\d+(\.\d+)?{ratings}
        |{dielectrics}
        |USB\d?(\.\d)?|RS-?(232|485|422)|RJ-?\d+|IP\d\d|ROHS\d?|REV\.?[A-Z0-9]+|CAT\d[A-Z]?|I2C|IEEE\d.*|ISO\d+([:/-]\d+)*
        |NCM:?[\d.]*|HTS:?[\d.]*|\d{4}\.\d{2}\.\d{2,4}
        |M\d+([xX]\d+)?|\d+(P|C)\d+(P|C)|\d+/\d+W?|\d+-\d+V|\d+(ST|ND|RD|TH)|\d+%
        |https?.*|www\..*
        |\d+-{poles}
        |\d+V\d+|\d+(\.\d+)?(V|A|W|UF|NF|PF)[/-].*)$
        """);

    /// <summary>
    /// A token of a description: letters and digits as manufacturers use them, and no value, package, date or code of another kind.
    /// </summary>
    public static bool LooksLikePart(string token) =>
        token.Length is >= 4 and <= 40 && ShapePattern().IsMatch(token)
        && token.Any(char.IsAsciiDigit) && !IsValue(token) && DateText.Parse(token) is null
        && (token.Any(char.IsAsciiLetter) || (token.Length >= 6 && token.Contains('-', StringComparison.Ordinal)));

    /// <summary>A value with its unit, a package or the like.</summary>
    public static bool IsMeasure(string token) => IsValue(token) && !CountPattern.IsMatch(token);

    /// <summary>Also several in one: 10nF/50V/X7R.</summary>
    private static bool IsValue(string token) => NotPartPattern.IsMatch(token)
        || (token.Contains('/', StringComparison.Ordinal)
            && Array.TrueForAll(token.Split('/'), p => p.Length > 1 && NotPartPattern.IsMatch(p)));

    /// <summary>A cell of a part number column: more is let through than in running text.</summary>
    public static bool FitsColumn(string cell) =>
        cell.Length is >= 2 and <= 60 && !WholeCountPattern.IsMatch(cell) && cell.Any(c => char.IsAsciiLetterOrDigit(c))
        && cell.Count(c => c == ' ') <= 3
        && (cell.Any(char.IsAsciiDigit) || !cell.Contains(' ', StringComparison.Ordinal)) && NumberText.Parse(cell) is null or >= 100
        && (DateText.Parse(cell) is null || IsSpaced(cell));

    /// <summary>
    /// Some makers write spaces into their numbers ("5SX2 116-7"): words of capitals, each but the first with a digit or of a letter or two
    /// ("RKT 4-3-06/5 M"), and no measure, unit or package among them.
    /// </summary>
    public static bool IsSpaced(string text) =>
        text.Length <= 32 && text.Split(' ') is { Length: >= 2 and <= 4 } words && !text.Any(char.IsLower)
        && words.Skip(1).Any(w => w.Any(char.IsAsciiDigit))
        && words.Skip(1).All(w => (w.Any(char.IsAsciiDigit) || (w.Length <= 2 && !CountPattern.IsMatch(w))) && !IsMeasure(w)
        && ShapePattern().IsMatch("0" + w)) && ShapePattern().IsMatch("0" + words[0]);

    /// <summary>
    /// The part number that a description names: after a label, in brackets, or else the first token that looks like one; a short one only
    /// where no longer one follows.
    /// </summary>
    public static (string? Number, double Confidence) FindIn(string description)
    {
        if (Labels.FindValue(description) is { } labelled)
        {
            return (labelled, 0.95);
        }

        if (NamedPattern().Match(description) is { Success: true } named && named.Groups["pn"].Value.TrimEnd() is var rest
            && TakeLeading(rest) is var name && name.Any(char.IsAsciiDigit))
        {
            return (TrimPunctuation(name), 0.9);
        }

        if (BracketPattern().Match(description) is { Success: true } bracket && bracket.Groups["pn"].Value is var inside
            && !IsMeasure(inside) && (inside.Any(char.IsAsciiDigit)
            || string.Equals(inside, inside.ToUpperInvariant(), StringComparison.Ordinal)))
        {
            return (inside, 0.85);
        }

        string? brief = null;
        foreach (var token in SplitTokens(Labels.RemoveLabels(description)))
        {
            if (LooksLikePart(token))
            {
                if (token.Length >= LongEnough)
                {
                    return (token, 0.75);
                }

                brief ??= token;
            }
        }

        return (brief, brief is null ? 0 : 0.6);
    }

    /// <summary>
    /// The part number that a text begins with: its first word, or more where the first is but a part of one ("5SX2 116-7").
    /// </summary>
    public static string TakeLeading(string text)
    {
        var words = text.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || (words[0].Length > 4 && words[0].Any(char.IsAsciiDigit)))
        {
            return words.Length == 0 ? "" : words[0];
        }

        if (IsSpaced(text))
        {
            return text;
        }

        var count = Math.Min(words.Length, 4);
        while (count > 1 && (words[count - 1].All(char.IsAsciiDigit) || !IsSpaced(string.Join(' ', words[..count]))))
        {
            count--;
        }

        return string.Join(' ', words.Take(count));
    }

    /// <summary>The first line of a description, where others have their part number there alone.</summary>
    public static string? FindHeading(IReadOnlyList<string> lines) =>
        lines is [var first, _, ..] && first.Trim() is { Length: >= 4 and <= 40 } line
        && (line.Contains(' ', StringComparison.Ordinal) ? IsSpaced(line) : line.Any(char.IsAsciiDigit) && ShapePattern().IsMatch(line))
        ? line : null;

    /// <summary>
    /// What stands behind a description's last dash, where others have their part number there: "Sensor fotoelétrico - E3Z-T61 2M".
    /// </summary>
    public static string? FindTail(string description)
    {
        var text = string.Join(' ', description.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        var dash = Math.Max(text.LastIndexOf(" - ", StringComparison.Ordinal),
            Math.Max(text.LastIndexOf(" – ", StringComparison.Ordinal), text.LastIndexOf(" — ", StringComparison.Ordinal)));
        return dash > 0 && text[(dash + 3)..] is { Length: >= 4 and <= 40 } tail && tail.Any(char.IsAsciiDigit) && !IsMeasure(tail)
            && (tail.Contains(' ', StringComparison.Ordinal) ? IsSpaced(tail) : ShapePattern().IsMatch(tail)) ? tail : null;
    }

    /// <summary>Which word of the description its part number is; -1 where it has none without a label.</summary>
    public static int FindPlace(string description) =>
        FindIn(description) is ({ } number, <= 0.75) ? SplitTokens(Labels.RemoveLabels(description)).ToList().IndexOf(number) : -1;

    /// <summary>
    /// The part number that begins with a word, where other descriptions have theirs: with spaces or of digits alone it is known by nothing
    /// else.
    /// </summary>
    public static string? FindAt(string description, int place)
    {
        var words = SplitTokens(Labels.RemoveLabels(description)).Skip(place).Take(4).ToList();
        for (var count = 1; count <= words.Count; count++)
        {
            if (LooksLikePart(words[count - 1]))
            {
                return count == 1 ? words[0] : !IsMeasure(words[0]) && string.Join(' ', words.Take(count)) is var spaced
                    && IsSpaced(spaced) ? spaced : null;
            }
        }

        return words is [{ Length: >= 5 and <= 12 } digits, ..] && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>Some makers number their parts with digits alone: for descriptions of which the others name a part number.</summary>
    public static string? FindDigits(string description) =>
        SplitTokens(description).LastOrDefault(t => t.Length is >= 9 and <= 12 && t.All(char.IsAsciiDigit));

    /// <summary>Without the punctuation around it; brackets that are closed are a part of it.</summary>
    public static string TrimPunctuation(string raw, bool keepEnd = false)
    {
        var token = raw.TrimStart('[', '"', '\'', ':', '*', '-', '(').TrimEnd('.', ',', ';', ':', '"', '\'', ']');
        while (token.EndsWith(')') && token.Count(c => c == ')') > token.Count(c => c == '('))
        {
            token = token[..^1].TrimEnd('.', ',', ';', ':');
        }

        return keepEnd ? token : token.TrimEnd('-', '*', '(');
    }

    /// <summary>A description without the part number that it begins with or that it names without a colon.</summary>
    public static string RemoveFrom(string description, string number)
    {
        var rest = description.StartsWith(number + " ", StringComparison.Ordinal)
            ? description[number.Length..].TrimStart(' ', '-', '/', ':', ',')
            : NamedPattern().Match(description) is { Success: true } named
            && named.Groups["pn"].Value.StartsWith(number, StringComparison.Ordinal)
            ? description.Remove(named.Index, named.Groups["pn"].Index - named.Index + number.Length).Trim() : description;
        return rest.Count(char.IsLetter) >= 3 ? rest : description;
    }

    private static IEnumerable<string> SplitTokens(string description)
    {
        foreach (var raw in description.Split([' ', ';', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var token = TrimPunctuation(raw);
            if (!token.Contains(',', StringComparison.Ordinal) || CommaPattern().IsMatch(token))
            {
                yield return token;
                continue;
            }

            foreach (var piece in raw.Split(','))
            {
                yield return TrimPunctuation(piece);
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9\-./+_#,()=:*]*[A-Za-z0-9+#)*]$")]
    private static partial Regex ShapePattern();

    [GeneratedRegex(@"^\s*[\[*(](?<pn>[A-Za-z0-9][A-Za-z0-9\-./_]{2,38})[\])*]", RegexOptions.ExplicitCapture)]
    private static partial Regex BracketPattern();

    /// <summary>"PN XYZ-123" without a colon.</summary>
    [GeneratedRegex(@"(^|[\s(\[;,|])(P/?N|MPN)\.?\s+(?<pn>[A-Za-z0-9][^;|\n\t]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedPattern();

    /// <summary>
    /// Commas that belong to a part number: "BC847B,215", "TLP521-1(GB,F)", "MKDSN1,5/2-5,08"; others divide the words of a description.
    /// </summary>
    [GeneratedRegex(
        @"^[A-Za-z][A-Za-z0-9\-./]*\d[A-Za-z0-9\-./]*,\d{3}$|^\d[A-Za-z0-9\-./]*[A-Za-z][A-Za-z0-9\-./]*,\d{3}$"
        + @"|^[^,()]+\([A-Za-z0-9]+(,[A-Za-z0-9]+)*\)$|^[A-Za-z]{2,}\d*,\d[A-Za-z0-9\-/]*(,\d+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex CommaPattern();
}
