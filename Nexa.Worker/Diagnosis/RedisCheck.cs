using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Nexa.Worker.Diagnosis;

internal static class RedisCheck
{
    private const int ConnectMilliseconds = 3000;

    public static async Task<Finding> ExamineAsync(string? text)
    {
        ConfigurationOptions options;
        try
        {
            options = ConnectionStrings.ReadRedis(text);
        }
        catch (StartRefusedException refused)
        {
            return Finding.Break(refused.Message);
        }

        var server = string.Join(", ", options.EndPoints.Select(NameServer));
        (options.AbortOnConnectFail, options.ConnectTimeout, options.ConnectRetry) = (true, ConnectMilliseconds, 1);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            await redis.GetDatabase().PingAsync();
            return Finding.Fine($"Redis answers at {server}.");
        }
        catch (RedisConnectionException e) when (e.FailureType is ConnectionFailureType.AuthenticationFailure
            || e.Message.Contains("AuthenticationFailure", StringComparison.Ordinal))
        {
            return Finding.Break($"Redis refuses the sign-in at {server}: correct user and password in ConnectionStrings:redis.");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return Finding.Break($"Redis does not answer at {server}: start it, or correct ConnectionStrings:redis; without it live events "
                + "and jobs wait for the next poll.");
        }
    }

    private static string? NameServer(EndPoint endpoint) =>
        endpoint is DnsEndPoint named ? string.Create(CultureInfo.InvariantCulture, $"{named.Host}:{named.Port}") : endpoint.ToString();
}
