namespace Nexa.Embedded;

/// <summary>Nexa cannot start; the message is one sentence for the user, and says what to do.</summary>
public sealed class StartException : Exception
{
    public StartException()
    {
    }

    public StartException(string message)
        : base(message)
    {
    }

    public StartException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
