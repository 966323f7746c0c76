namespace Nexa.Fiscal;

/// <summary>The known name that a misspelt one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>The nearest of the known names; null where none is near.</summary>
    public static string? Find(string sent, IEnumerable<string> known) =>
        known.Select(name => (Name: name, Distance: CountEdits(sent, name))).Where(one => one.Distance <= MostEdits(sent))
            .OrderBy(one => one.Distance).Select(one => one.Name).FirstOrDefault();

    // A third of a name wrong is still a slip of it; more is another name.
    private static int MostEdits(string name) => Math.Max(2, name.Length / 3);

    /// <summary>Insertions, deletions, replacements and exchanges of neighbours between two names.</summary>
    private static int CountEdits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }

                var replaced = edits[i - 1, j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                edits[i, j] = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }
}
