namespace Nexa.Embedded.Processes;

/// <summary>What a program said before it ended: its unhandled exception, or else its last lines.</summary>
internal sealed class LastWords
{
    private const int Kept = 5;
    private readonly Queue<string> lines = new();
    private string? exception;

    public void Hear(string line)
    {
        lock (lines)
        {
            exception = line.StartsWith("Unhandled exception", StringComparison.Ordinal) ? line : exception;
            lines.Enqueue(line.Trim());
            if (lines.Count > Kept)
            {
                lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (lines)
        {
            return exception ?? (lines.Count == 0 ? "it said nothing." : string.Join(" / ", lines));
        }
    }
}
