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
    IServiceScopeFactory scopes, IConnectionMultiplexer redis, IdentitySettings settings, TimeProvider time, ILogger<Sessions> logger)
    : IHostedService
{
    public static readonly TimeSpan Trust = TimeSpan.FromSeconds(20);
    private const int Crowd = 20_000;
    private static readonly RedisChannel Bell = RedisChannel.Literal("nexa-sessions");
    private readonly ConcurrentDictionary<string, Memory> memories = new(StringComparer.Ordinal);

    /// <summary>Called with the id of the session, key, user or organisation whose rights have changed.</summary>
    public Action<Guid>? Heard { get; set; }

    public Task<CurrentUser?> FindAsync(Guid sessionId, Guid organisation) =>
        RememberAsync($"session:{sessionId}:{organisation}", db => LoadSessionAsync(db, sessionId, organisation));

    public Task<CurrentUser?> FindKeyAsync(string key)
    {
        var hash = Secret.ComputeHash(key);
        return RememberAsync($"key:{Secret.NameHash(key)}", db => LoadKeyAsync(db, hash));
    }

    public Task<CurrentUser?> FindAnonymousAsync() =>
        RememberAsync("anonymous", db => LoadMemberAsync(db, User.Anonymous, Organisation.Anonymous));

    /// <summary>Looks the same credentials up again; null when they have ended.</summary>
    public Task<CurrentUser?> FindAgainAsync(CurrentUser user) =>
        user.SessionId is { } session ? FindAsync(session, user.Organisation)
        : user.KeyId is { } key ? RememberAsync($"key-id:{key}", db => LoadKeyAsync(db, key))
        : Task.FromResult<CurrentUser?>(user);

    /// <summary>Call after a change of a session, key, user or organisation is committed.</summary>
    public async Task AnnounceChangeAsync(Guid id)
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
                || user.Id == id || user.Organisation == id)
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
        return await load(scope.ServiceProvider.GetAllOrganisations());
    }

    private async Task<CurrentUser?> LoadSessionAsync(NexaDbContext db, Guid sessionId, Guid organisation)
    {
        var now = time.GetUtcNow();
        var idle = settings.IdleSince(now);
        var session = await db.Sessions
            .Where(s => s.Id == sessionId && s.RevokedAt == null && s.ExpiresAt > now && s.RefreshedAt > idle)
            .Select(s => new { s.UserId, s.Amr }).FirstOrDefaultAsync();
        return session is not null && await LoadMemberAsync(db, session.UserId, organisation) is { } user
            ? user with { SessionId = sessionId, Amr = session.Amr } : null;
    }

    private Task<CurrentUser?> LoadKeyAsync(NexaDbContext db, byte[] hash) => LoadKeyAsync(db, db.ApiKeys.Where(k => k.Hash == hash));

    private Task<CurrentUser?> LoadKeyAsync(NexaDbContext db, Guid id) => LoadKeyAsync(db, db.ApiKeys.Where(k => k.Id == id));

    private async Task<CurrentUser?> LoadKeyAsync(NexaDbContext db, IQueryable<Core.Identity.ApiKey> which)
    {
        var now = time.GetUtcNow();
        var oldest = settings.OldestKey(now);
        var key = await which
            .Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now) && k.CreatedAt > oldest)
            .Select(k => new { k.Id, k.UserId, k.OrganisationId, k.Scope }).FirstOrDefaultAsync();
        if (key is null || await LoadMemberAsync(db, key.UserId, key.OrganisationId ?? Guid.Empty) is not { } user)
        {
            return null;
        }

        var minuteAgo = now.AddMinutes(-1);
        await db.ApiKeys.Where(k => k.Id == key.Id && (k.LastUsedAt == null || k.LastUsedAt < minuteAgo))
            .ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now));
        return user with { KeyId = key.Id, Permissions = user.Permissions.Intersect(key.Scope, StringComparer.Ordinal)
            .ToFrozenSet(StringComparer.Ordinal) };
    }

    /// <summary>Null when there is no such user, or they are no member of the organisation that their credentials name.</summary>
    private async Task<CurrentUser?> LoadMemberAsync(NexaDbContext db, Guid userId, Guid organisation)
    {
        var user = await db.Users.Where(u => u.Id == userId).Select(u => new
        {
            u.IsOperator,
            Role = db.Memberships.Where(m => m.OrganisationId == organisation && m.UserId == userId).Select(m => m.Role).FirstOrDefault(),
        }).FirstOrDefaultAsync();
        if (user is null || (user.Role is null && organisation != Guid.Empty))
        {
            return null;
        }

        string[] roles = [.. new[] { user.Role, user.IsOperator ? Roles.Operator : null }.OfType<string>()];
        var permissions = await db.RolePermissions.Where(p => roles.Contains(p.Role)).Select(p => p.Permission).ToListAsync();
        return new CurrentUser(userId, organisation)
        {
            Role = roles.FirstOrDefault() ?? "", Permissions = permissions.ToFrozenSet(StringComparer.Ordinal),
            NeedsSecondFactor = settings.RequireSecondFactor.AppliesTo(roles),
        };
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Redis unavailable: the other replicas learn of a changed session when their memory of it ends")]
    private partial void LogNoBell(Exception e);

    private sealed record Memory(Task<CurrentUser?> Load, long At);
}
