namespace Microsoft.Extensions.Hosting;

/// <summary>A verb of a program as <c>--help</c> lists it; the first word of its usage is its name.</summary>
public sealed record ProgramVerb(string Usage, string Says);

/// <summary>What a program is called with. Without this an unknown verb or a question for help would start a whole service.</summary>
public static class CommandLine
{
    /// <summary>Answers <c>--help</c>, and refuses a verb that the program does not have.</summary>
    /// <returns>The exit code; null where the program goes on.</returns>
    public static int? Answer(string[] args, string program, string purpose, params IReadOnlyList<ProgramVerb> verbs)
    {
        if (args is not [var first, ..])
        {
            return null;
        }

        if (first is "--help" or "-h" or "-?" or "/?" or "help")
        {
            PrintHelp(program, purpose, verbs);
            return 0;
        }

        // "--Section:Setting=value", "/Section:Setting=value" and "Section:Setting=value" are configuration.
        if (first is ['-' or '/', ..] || first.Contains('=', StringComparison.Ordinal) || verbs.Any(verb => verb.Usage.Split(' ')[0] == first))
        {
            return null;
        }

        Console.Error.WriteLine($"{program} has no command \"{first}\"; {program} --help lists them.");
        return 1;
    }

    private static void PrintHelp(string program, string purpose, IReadOnlyList<ProgramVerb> verbs)
    {
        Console.WriteLine($"{program}: {purpose}");
        if (verbs.Count > 0)
        {
            Console.WriteLine();
        }

        var width = verbs.Select(verb => verb.Usage.Length).DefaultIfEmpty().Max();
        foreach (var verb in verbs)
        {
            Console.WriteLine($"  {verb.Usage.PadRight(width)}  {verb.Says}");
        }

        Console.WriteLine();
        Console.WriteLine("Settings are environment variables (Section__Name=value), arguments (--Section:Name=value) or appsettings.json;");
        Console.WriteLine("the README lists them.");
    }
}
