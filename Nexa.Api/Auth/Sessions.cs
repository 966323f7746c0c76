using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using StackExchange.Redis;

namespace Nexa.Api.Auth;

/// <summary>
/// Finds the user of a session or an API key and remembers them for <see cref="Trust"/>. A session that ends sooner is told to
/// the other replicas through Redis; without Redis it ends there when the memory does.
/// </summary>
internal sealed partial class Sessions(
    IServiceScopeFactory scopes, IConnectionMultiplexer redis, TimeProvider time, ILogger<Sessions> logger) : IHostedService
{
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(20);
    private const int Crowd = 20_000;
    private static readonly RedisChannel Bell = RedisChannel.Literal("nexa-sessions");
    private readonly ConcurrentDictionary<string, Memory> memories = new(StringComparer.Ordinal);

    /// <summary>Called with the id of the session, key or user whose rights have changed.</summary>
    public Action<Guid>? Heard { get; set; }

    public Task<CurrentUser?> FindAsync(Guid sessionId) => RememberAsync($"session:{sessionId}", db => LoadSessionAsync(db, sessionId));

    public Task<CurrentUser?> FindKeyAsync(string key)
    {
        var hash = Secret.HashOf(key);
        return RememberAsync($"key:{Convert.ToHexString(hash)}", db => LoadKeyAsync(db, hash));
    }

    public Task<CurrentUser?> AnonymousAsync() => RememberAsync("anonymous", db => LoadUserAsync(db, User.Anonymous));

    /// <summary>Looks the same credentials up again; null when they have ended.</summary>
    public Task<CurrentUser?> AgainAsync(CurrentUser user) =>
        user.SessionId is { } session ? FindAsync(session)
        : user.KeyId is { } key ? RememberAsync($"key-id:{key}", db => LoadKeyAsync(db, key))
        : Task.FromResult<CurrentUser?>(user);

    /// <summary>Call after a change of a session, key or user is committed.</summary>
    public async Task ChangedAsync(Guid id)
    {
        Forget(id);
        try
        {
            await redis.GetSubscriber().PublishAsync(Bell, id.ToString(), CommandFlags.FireAndForget);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogNoBell(e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = ListenAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ListenAsync()
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Bell, (_, message) =>
            {
                if (Guid.TryParse(message.ToString(), out var id))
                {
                    Forget(id);
                }
            });
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogNoBell(e); // the client subscribes by itself once it is connected
        }
    }

    private void Forget(Guid id)
    {
        foreach (var (key, memory) in memories)
        {
            if (!memory.Load.IsCompletedSuccessfully || memory.Load.Result is not { } user || user.SessionId == id || user.KeyId == id
                || user.Sees.Contains(id))
            {
                memories.TryRemove(key, out _);
            }
        }

        Heard?.Invoke(id);
    }

    private Task<CurrentUser?> RememberAsync(string key, Func<NexaDbContext, Task<CurrentUser?>> load)
    {
        var now = time.GetTimestamp();
        if (memories.TryGetValue(key, out var memory) && time.GetElapsedTime(memory.At, now) < Trust && !memory.Load.IsFaulted)
        {
            return memory.Load;
        }

        if (memories.Count > Crowd)
        {
            memories.Clear(); // a flood of invented keys must not fill the memory
        }

        var loading = LoadAsync(load);
        memories[key] = new Memory(loading, now);
        return loading;
    }

    // A scope of its own, not the request's: other requests, which outlive this one, share the result.
    private async Task<CurrentUser?> LoadAsync(Func<NexaDbContext, Task<CurrentUser?>> load)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await load(scope.ServiceProvider.GetRequiredService<NexaDbContext>());
    }

    private async Task<CurrentUser?> LoadSessionAsync(NexaDbContext db, Guid sessionId)
    {
        var now = time.GetUtcNow();
        var userId = await db.Sessions.Where(s => s.Id == sessionId && s.RevokedAt == null && s.ExpiresAt > now)
            .Select(s => (Guid?)s.UserId).FirstOrDefaultAsync();
        return userId is { } id && await LoadUserAsync(db, id) is { } user ? user with { SessionId = sessionId } : null;
    }

    private Task<CurrentUser?> LoadKeyAsync(NexaDbContext db, byte[] hash) => LoadKeyAsync(db, db.ApiKeys.Where(k => k.Hash == hash));

    private Task<CurrentUser?> LoadKeyAsync(NexaDbContext db, Guid id) => LoadKeyAsync(db, db.ApiKeys.Where(k => k.Id == id));

    private async Task<CurrentUser?> LoadKeyAsync(NexaDbContext db, IQueryable<Core.Identity.ApiKey> which)
    {
        var now = time.GetUtcNow();
        var key = await which.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
            .Select(k => new { k.Id, k.UserId, k.Scope }).FirstOrDefaultAsync();
        if (key is null || await LoadUserAsync(db, key.UserId) is not { } user)
        {
            return null;
        }

        var minuteAgo = now.AddMinutes(-1);
        await db.ApiKeys.Where(k => k.Id == key.Id && (k.LastUsedAt == null || k.LastUsedAt < minuteAgo))
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now));
        return user with { KeyId = key.Id, Permissions = user.Permissions.Intersect(key.Scope, StringComparer.Ordinal)
            .ToFrozenSet(StringComparer.Ordinal) };
    }

    private static async Task<CurrentUser?> LoadUserAsync(NexaDbContext db, Guid userId)
    {
        var user = await db.Users.Where(u => u.Id == userId && u.DisabledAt == null).Select(u => new
        {
            u.Role,
            Permissions = db.RolePermissions.Where(p => p.Role == u.Role).Select(p => p.Permission).ToArray(),
        }).FirstOrDefaultAsync();
        if (user is null)
        {
            return null;
        }

        var supervised = user.Permissions.Contains(Core.Identity.Permissions.ManageUsers)
            ? await db.Users.Where(u => u.AdminId == userId).Select(u => u.Id).ToArrayAsync()
            : [];
        return new CurrentUser(userId, [userId, .. supervised]) { Role = user.Role,
            Permissions = user.Permissions.ToFrozenSet(StringComparer.Ordinal) };
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Redis unavailable: the other replicas learn of a changed session when their memory of it ends")]
    private partial void LogNoBell(Exception e);

    private sealed record Memory(Task<CurrentUser?> Load, long At);
}
