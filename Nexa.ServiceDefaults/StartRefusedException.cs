namespace Microsoft.Extensions.Hosting;

/// <summary>Ends the start with one sentence for the operator, in place of a stack trace.</summary>
public sealed class StartRefusedException(string message) : Exception(message)
{
    public override string ToString() => Message;

    /// <summary>Prints the sentence and exits with code 1 when the exception leaves <c>Main</c>.</summary>
    public static void ExitQuietly() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (unhandled.ExceptionObject is StartRefusedException refused)
        {
            Console.Error.WriteLine(refused.Message);
            Environment.Exit(1);
        }
    };
}
