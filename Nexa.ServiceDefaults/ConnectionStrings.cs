using Npgsql;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Reads the connection strings that a service is configured with; one that can't be used ends the start with a sentence.</summary>
public static class ConnectionStrings
{
    /// <exception cref="StartRefusedException">It is missing, unreadable or names no server.</exception>
    public static NpgsqlConnectionStringBuilder ReadDatabase(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new StartRefusedException(
                "ConnectionStrings:nexadb is missing; it names the PostgreSQL, e.g. Host=db.example.com;Database=nexadb;Username=nexa;Password=…");
        }

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text);
            return connection.Host is { Length: > 0 } ? connection
                : throw new StartRefusedException("ConnectionStrings:nexadb is not valid: it names no Host.");
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
            throw new StartRefusedException($"ConnectionStrings:nexadb is not valid: {GetFirstLine(unreadable)}");
        }
    }

    /// <exception cref="StartRefusedException">It is missing or unreadable.</exception>
    public static ConfigurationOptions ReadRedis(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new StartRefusedException("ConnectionStrings:redis is missing; it names the Redis, e.g. redis.example.com:6379,password=…");
        }

        try
        {
            return ConfigurationOptions.Parse(text);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or OverflowException)
        {
            throw new StartRefusedException($"ConnectionStrings:redis is not valid: {GetFirstLine(unreadable)}");
        }
    }

    private static string GetFirstLine(Exception exception) => exception.Message.ReplaceLineEndings("\n").Split('\n')[0];
}
