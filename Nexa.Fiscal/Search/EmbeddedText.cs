namespace Nexa.Fiscal.Search;

/// <summary>Text files that are part of this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>The lines of a file, without empty ones and those that begin with #.</summary>
    public static IEnumerable<string> ReadLines(string file)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream($"Nexa.Fiscal.{file}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
