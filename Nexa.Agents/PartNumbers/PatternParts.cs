namespace Nexa.Agents.PartNumbers;

/// <summary>One element of a regular expression with its quantifier.</summary>
internal readonly record struct PatternAtom(string Body, string Quantifier)
{
    public string Text => Body + Quantifier;
}

/// <summary>Takes the regular expressions of the schemes apart: alternatives, atoms, groups.</summary>
internal static class PatternParts
{
    public static List<string> SplitAlternatives(string pattern)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < pattern.Length; i = FindAtomEnd(pattern, i))
        {
            if (pattern[i] == '|')
            {
                parts.Add(pattern[start..i]);
                start = i + 1;
            }
        }

        parts.Add(pattern[start..]);
        return parts;
    }

    public static List<PatternAtom> SplitAtoms(string pattern)
    {
        var atoms = new List<PatternAtom>();
        for (var i = 0; i < pattern.Length;)
        {
            var end = FindAtomEnd(pattern, i);
            var after = FindQuantifierEnd(pattern, end);
            atoms.Add(new PatternAtom(pattern[i..end], pattern[end..after]));
            i = after;
        }

        return atoms;
    }

    /// <summary>What stands between the parentheses of a group, without its name or "?:".</summary>
    public static string TakeInside(string group) =>
        group.StartsWith("(?<", StringComparison.Ordinal) ? group[(group.IndexOf('>', StringComparison.Ordinal) + 1)..^1]
        : group.StartsWith("(?", StringComparison.Ordinal) ? group[3..^1]
        : group[1..^1];

    private static int FindAtomEnd(string pattern, int at) => pattern[at] switch
    {
        '\\' => at + 2,
        '[' => FindClassEnd(pattern, at),
        '(' => FindGroupEnd(pattern, at),
        _ => at + 1,
    };

    private static int FindClassEnd(string pattern, int at)
    {
        var i = at + 1;
        while (pattern[i] != ']')
        {
            i += pattern[i] == '\\' ? 2 : 1;
        }

        return i + 1;
    }

    private static int FindGroupEnd(string pattern, int at)
    {
        var i = at + 1;
        while (pattern[i] != ')')
        {
            i = FindAtomEnd(pattern, i);
        }

        return i + 1;
    }

    private static int FindQuantifierEnd(string pattern, int at)
    {
        if (at >= pattern.Length || pattern[at] is not ('?' or '*' or '+' or '{'))
        {
            return at;
        }

        var end = pattern[at] == '{' ? pattern.IndexOf('}', at) + 1 : at + 1;
        return end < pattern.Length && pattern[end] == '?' ? end + 1 : end;
    }
}
