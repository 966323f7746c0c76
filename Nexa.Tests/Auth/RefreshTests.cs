using System.Net;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;
using static Nexa.Tests.Auth.AccountTests;

namespace Nexa.Tests.Auth;

/// <summary>A refresh token works once; its grace is for a lost answer and a second tab.</summary>
public sealed class RefreshTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refresh_token_used_again_after_its_grace_ends_the_session()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = host.Client();
        var first = await SignInAsync(client, user.Email, Password);
        var other = await SignInAsync(client, user.Email, Password);

        var second = await RefreshAsync(client, first.Refresh);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, second!.Value.Access));
        await host.WithDbAsync(db => db.Set<RefreshToken>().Where(t => t.UsedAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, t => t.UsedAt!.Value.AddSeconds(-31)), Ct));
        var stolen = await RefreshAsync(client, first.Refresh);

        Assert.Null(stolen);
        Assert.Null(await RefreshAsync(client, second.Value.Refresh));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, second.Value.Access));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(host, other.Access));
    }

    [Fact]
    public async Task Twenty_refreshes_at_once_get_the_same_next_token_and_the_session_goes_on()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = host.Client();
        var first = await SignInAsync(client, user.Email, Password);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RefreshAsync(client, first.Refresh)));

        var next = Assert.Single(all.Select(pair => pair!.Value.Refresh).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(first.Refresh, next);
        Assert.All(await Task.WhenAll(all.Select(pair => StatusAsync(host, pair!.Value.Access))),
            status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.NotNull(await RefreshAsync(client, next));
    }

    [Fact]
    public async Task A_refresh_token_whose_successor_is_used_has_no_grace()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = host.Client();
        var first = await SignInAsync(client, user.Email, Password);
        var second = await RefreshAsync(client, first.Refresh);
        var third = await RefreshAsync(client, second!.Value.Refresh);

        Assert.Null(await RefreshAsync(client, first.Refresh));
        Assert.Null(await RefreshAsync(client, third!.Value.Refresh));
    }
}
