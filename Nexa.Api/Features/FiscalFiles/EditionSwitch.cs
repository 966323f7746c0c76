using Nexa.Core.FiscalStore;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Api.Features.FiscalFiles;

/// <param name="InUse">It answers with the edition in force.</param>
public sealed record ReplicaView(string Name, bool InUse);

/// <summary>After a change of the tables: this process takes them before it answers, the others are told.</summary>
internal sealed class EditionSwitch(FiscalTablesRefresh refresh, IConnectionMultiplexer redis, TimeProvider clock)
{
    /// <returns>Which processes answer with the edition in force; null when Redis cannot be asked.</returns>
    public async Task<IReadOnlyList<ReplicaView>?> TakeAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var edition = await refresh.RefreshAsync(database, ct);
        try
        {
            await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(FiscalImport.HintChannel), "1");
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return null; // a hint only: every process looks for itself
        }

        return await ReplicaRegister.ListAsync(redis, database, clock.GetUtcNow()) is { } replicas
            ? [.. replicas.Select(replica => new ReplicaView(replica.Name, replica.EditionId == edition))]
            : null;
    }
}
