using System.Threading.RateLimiting;
using Microsoft.AspNetCore.SignalR;

namespace Nexa.Api.Live;

/// <summary>Limits the calls of a hub connection: each join asks PostgreSQL.</summary>
internal sealed class HubCalls : IHubFilter
{
    /// <summary>All rooms of a connection, joined at once after an interruption, and some more.</summary>
    private const int Burst = 2 * RoomFollowers.MostRooms;
    private const int PerSecond = 20;
    private static readonly object Key = new();

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var calls = new TokenBucketRateLimiter(new()
        {
            TokenLimit = Burst, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = false, // no timer for each connection
        });
        context.Context.Items[Key] = calls;
        await next(context);
    }

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocation, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var calls = (TokenBucketRateLimiter)invocation.Context.Items[Key]!;
        calls.TryReplenish();
        using var lease = calls.AttemptAcquire();
        return lease.IsAcquired ? await next(invocation)
            : throw new HubException("Chamadas demais nesta conexão; aguarde antes de tentar novamente.");
    }
}
