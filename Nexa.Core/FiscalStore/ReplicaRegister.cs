using System.Globalization;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Core.FiscalStore;

/// <param name="Name">Machine and process.</param>
/// <param name="EditionId">The edition that it answers with.</param>
public sealed record FiscalReplica(string Name, Guid EditionId);

/// <summary>Which process answers with which edition of the fiscal tables: told in Redis, for people to see, and never relied on.</summary>
public static class ReplicaRegister
{
    /// <summary>Each process tells it twice in this time; one that has not is gone.</summary>
    private static readonly TimeSpan Alive = TimeSpan.FromSeconds(80);
    private static readonly string Self = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("n")[..6]}";

    internal static async Task RecordAsync(IConnectionMultiplexer? redis, NpgsqlDataSource database, Guid edition, DateTimeOffset now)
    {
        try
        {
            if (redis is not null)
            {
                var seen = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
                await redis.GetDatabase().HashSetAsync(NameKey(database), Self, $"{edition} {seen}", flags: CommandFlags.FireAndForget);
            }
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // Told again within half a minute.
        }
    }

    /// <summary>The processes seen of late; null when Redis cannot be asked.</summary>
    public static async Task<IReadOnlyList<FiscalReplica>?> ListAsync(
        IConnectionMultiplexer redis, NpgsqlDataSource database, DateTimeOffset at)
    {
        try
        {
            var now = at.ToUnixTimeSeconds();
            var all = (await redis.GetDatabase().HashGetAllAsync(NameKey(database)))
                .Select(entry => (entry.Name, Parts: entry.Value.ToString().Split(' ')))
                .ToLookup(entry => now - long.Parse(entry.Parts[1], CultureInfo.InvariantCulture) <= Alive.TotalSeconds);
            if (all[false].Any())
            {
                await redis.GetDatabase().HashDeleteAsync(NameKey(database), [.. all[false].Select(entry => entry.Name)]);
            }

            return [.. all[true].Select(entry => new FiscalReplica(entry.Name.ToString(), Guid.Parse(entry.Parts[0])))
                .OrderBy(one => one.Name, StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private static RedisKey NameKey(NpgsqlDataSource database) =>
        $"nexa:fiscal-replicas:{new NpgsqlConnectionStringBuilder(database.ConnectionString).Database}";
}
