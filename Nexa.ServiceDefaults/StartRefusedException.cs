using System.Net.Sockets;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Ends the start with one sentence for the operator, in place of a stack trace.</summary>
public sealed class StartRefusedException(string message) : Exception(message)
{
    public override string ToString() => Message;

    /// <summary>Prints the sentence and exits with code 1 when the exception, or one of PostgreSQL, leaves <c>Main</c>.</summary>
    public static void ExitQuietly() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (unhandled.ExceptionObject is Exception exception && Explain(exception) is { } sentence)
        {
            Console.Error.WriteLine(sentence);
            Environment.Exit(1);
        }
    };

    private static string? Explain(Exception exception) => exception switch
    {
        StartRefusedException refused => refused.Message,
        NpgsqlException or { InnerException: NpgsqlException } =>
            $"PostgreSQL (ConnectionStrings:nexadb) failed: {(exception.GetBaseException() as SocketException ?? exception).Message}",
        _ => null,
    };
}
