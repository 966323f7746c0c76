namespace Nexa.Embedded.Processes;

/// <summary>A program to run: what, with which arguments and environment, and the signal that asks it to stop.</summary>
public sealed record Command(string File, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Terminate for most; PostgreSQL wants Interrupt, since Terminate makes it wait for every client to leave.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;
}

/// <summary>POSIX signals that Nexa sends.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}
