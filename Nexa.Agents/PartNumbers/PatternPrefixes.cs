namespace Nexa.Agents.PartNumbers;

/// <summary>
/// The literal beginnings that a pattern allows, so that a part number is tried only against the few schemes that can match it.
/// Understands what the schemes use: literals, escapes, classes, groups with alternatives, and quantifiers.
/// </summary>
internal sealed class PatternPrefixes
{
    public const int Length = 4;
    private const int MostPrefixes = 4000;
    private readonly string pattern;
    private int at;

    private PatternPrefixes(string pattern) => this.pattern = pattern;

    public static IReadOnlySet<string> ListPrefixes(string pattern) =>
        new PatternPrefixes(pattern).ReadAlternatives().Select(prefix => prefix.Text).ToHashSet(StringComparer.Ordinal);

    /// <summary>Open = what follows may be appended; closed = the pattern goes on in a way that is not looked at.</summary>
    private readonly record struct Prefix(string Text, bool Open);

    private HashSet<Prefix> ReadAlternatives()
    {
        var all = ReadSequence();
        while (at < pattern.Length && pattern[at] == '|')
        {
            at++;
            all.UnionWith(ReadSequence());
        }

        return all;
    }

    private HashSet<Prefix> ReadSequence()
    {
        HashSet<Prefix> found = [new("", true)];
        while (at < pattern.Length && pattern[at] is not '|' and not ')')
        {
            found = AppendTails(found, ReadQuantifier(ReadAtom()));
        }

        return found;
    }

    private static HashSet<Prefix> AppendTails(HashSet<Prefix> heads, HashSet<Prefix>? tails)
    {
        if (tails?.Count > MostPrefixes)
        {
            tails = [.. tails.Select(tail => tail.Text.Length > 2 ? new Prefix(tail.Text[..2], false) : tail)];
        }

        if (tails is null || (long)heads.Count(head => head.Open) * tails.Count > MostPrefixes)
        {
            return [.. heads.Select(head => head with { Open = false })];
        }

        HashSet<Prefix> joined = [];
        foreach (var head in heads)
        {
            if (!head.Open)
            {
                joined.Add(head);
                continue;
            }

            foreach (var tail in tails)
            {
                var text = head.Text + tail.Text;
                joined.Add(text.Length >= Length ? new(text[..Length], false) : new(text, tail.Open));
            }
        }

        return joined;
    }

    private HashSet<Prefix>? ReadAtom()
    {
        var c = pattern[at++];
        return c switch
        {
            '(' => ReadGroup(),
            '[' => ReadClass(),
            '\\' => ReadEscape(pattern[at++]),
            '.' => null,
            _ => [new(c.ToString(), true)],
        };
    }

    private HashSet<Prefix> ReadGroup()
    {
        var looksAround = false;
        if (pattern[at] == '?')
        {
            looksAround = pattern[at + 1] is '=' or '!';
            at = pattern[at + 1] == '<' ? pattern.IndexOf('>', at) + 1 : at + 2;
        }

        var inside = ReadAlternatives();
        at++; // the closing parenthesis
        return looksAround ? [new("", true)] : inside;
    }

    private HashSet<Prefix>? ReadClass()
    {
        var end = pattern.IndexOf(']', at);
        var members = pattern[at..end].Replace("\\d", "0-9", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
        at = end + 1;
        if (members[0] == '^')
        {
            return null;
        }

        HashSet<Prefix> found = [];
        for (var i = 0; i < members.Length; i++)
        {
            var last = i + 2 < members.Length && members[i + 1] == '-' ? members[i + 2] : members[i];
            for (var c = members[i]; c <= last; c++)
            {
                found.Add(new(c.ToString(), true));
            }

            i += last == members[i] ? 0 : 2;
        }

        return found;
    }

    private static HashSet<Prefix>? ReadEscape(char c) => c switch
    {
        'd' => [.. Enumerable.Range('0', 10).Select(digit => new Prefix(((char)digit).ToString(), true))],
        'w' or 's' or 'D' or 'W' or 'S' => null,
        _ => [new(c.ToString(), true)],
    };

    private HashSet<Prefix>? ReadQuantifier(HashSet<Prefix>? atom)
    {
        if (at >= pattern.Length || pattern[at] is not ('?' or '*' or '+' or '{'))
        {
            return atom;
        }

        var from = at;
        at = pattern[at] == '{' ? pattern.IndexOf('}', at) + 1 : at + 1;
        var quantifier = pattern[from..at];
        at += at < pattern.Length && pattern[at] == '?' ? 1 : 0; // lazy: matches the same texts
        var optional = quantifier is "?" or "*" || quantifier.StartsWith("{0", StringComparison.Ordinal);
        if (atom is null)
        {
            return null;
        }

        HashSet<Prefix> found = quantifier == "?" ? [.. atom] : [.. atom.Select(prefix => prefix with { Open = false })];
        return optional ? [.. found, new("", true)] : found;
    }
}
