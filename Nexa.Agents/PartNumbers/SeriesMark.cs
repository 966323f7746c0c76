namespace Nexa.Agents.PartNumbers;

/// <summary>
/// Marks, in the pattern of a scheme, the beginning that names the series (group "series"),
/// so that evidence for what is true of the whole series names the positions where the series is written.
/// </summary>
internal static class SeriesMark
{
    public const string Group = "series";

    /// <param name="pattern">A pattern whose segments are groups named s0, s1, …</param>
    /// <param name="isList">Whether the group of this name is a list of alternatives and not a value that is read.</param>
    public static string MarkSeries(string pattern, Func<string, bool> isList) =>
        string.Join('|', PatternParts.SplitAlternatives(pattern).Select(alternative => MarkAlternative(alternative, isList)));

    private static string MarkAlternative(string pattern, Func<string, bool> isList)
    {
        var atoms = PatternParts.SplitAtoms(pattern);
        var head = atoms.TakeWhile(atom => !Varies(atom.Body, isList)).Count();
        if (head == 0 && atoms.Count > 0 && atoms[0] is { Quantifier: "" } first && IsOpenGroup(first.Body, isList, out var inside))
        {
            var rest = string.Concat(atoms.Skip(1).Select(atom => atom.Text));
            return $"{first.Body[..inside]}{MarkSeries(first.Body[inside..^1], isList)}){rest}";
        }

        // Optional tails such as a packing code are no part of the series.
        while (head > 1 && head == atoms.Count && atoms[head - 1].Quantifier is ['?' or '*', ..])
        {
            head--;
        }

        if (head == 0 && atoms.Count > 0 && atoms[0].Body[0] == '[')
        {
            head = 1 + atoms.Skip(1).TakeWhile(atom => !Varies(atom.Body, isList)).Count();
        }

        return head == 0 ? pattern : $"(?<{Group}>{JoinAtoms(atoms.Take(head))}){JoinAtoms(atoms.Skip(head))}";
    }

    private static string JoinAtoms(IEnumerable<PatternAtom> atoms) => string.Concat(atoms.Select(atom => atom.Text));

    private static bool IsOpenGroup(string body, Func<string, bool> isList, out int inside)
    {
        inside = body.StartsWith("(?<s", StringComparison.Ordinal) ? body.IndexOf('>', StringComparison.Ordinal) + 1 : 1;
        return body[0] == '(' && (inside > 1 ? isList(body[3..(inside - 1)]) : body[1] != '?');
    }

    private static bool Varies(string body, Func<string, bool> isList) => body[0] switch
    {
        '[' or '.' => true,
        '\\' => body[1] is 'd' or 'w' or 'D' or 'W' or 's' or 'S',
        '(' when body.StartsWith("(?<s", StringComparison.Ordinal) && !isList(body[3..body.IndexOf('>', StringComparison.Ordinal)]) => true,
        '(' when body.StartsWith("(?=", StringComparison.Ordinal) || body.StartsWith("(?!", StringComparison.Ordinal) => false,
        '(' => PatternParts.SplitAlternatives(PatternParts.TakeInside(body)).SelectMany(PatternParts.SplitAtoms).Any(atom =>
            Varies(atom.Body, isList)),
        _ => false,
    };
}
