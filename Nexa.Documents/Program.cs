using Nexa.Documents.Child;
using Nexa.Documents.Drawing;
using Nexa.Documents.Explain;

namespace Nexa.Documents;

/// <summary>The child that reads documents for a worker: what hangs, overflows or bursts takes only this program with it.</summary>
internal static class Program
{
    private const string Usage =
        """
        usage: Nexa.Documents <verb>
          extract-child          reads frames from standard input and answers on standard output, as the worker asks
          draw-page <page>       a PDF from standard input: the words of a page as a PNG on standard output
          read <file>            one file as JSON
          explain <pdf> [page]   a page as SVG: its words, columns, rows and the fields read from them
        """;

    public static int Main(string[] args)
    {
        switch (args)
        {
            case [ExtractChild.Verb]:
                return ExtractChild.Run();
            case [DrawPageVerb.Verb, var page]:
                return DrawPageVerb.Run(page);
            case ["read", var file] when File.Exists(file):
                return ReadVerb.Run(file);
            case ["explain", var file, .. var page] when File.Exists(file):
                return ExplainVerb.Run(file, page);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
