using Nexa.Documents.Child;

namespace Nexa.Documents;

/// <summary>The child that reads documents for a worker: what hangs, overflows or bursts takes only this program with it.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is [ExtractChild.Verb])
        {
            return ExtractChild.Run();
        }

        Console.Error.WriteLine($"usage: Nexa.Documents {ExtractChild.Verb}   frames on standard input and output, as the worker sends them");
        return 2;
    }
}
