namespace Nexa.Hosting.Servers;

/// <summary>A server's program with its arguments, all but the port.</summary>
/// <param name="PortArgument">What the port is told by: its text stands before the number.</param>
public sealed record ServerProgram(string File, IReadOnlyList<string> Arguments, IReadOnlyList<string> PortArgument)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
