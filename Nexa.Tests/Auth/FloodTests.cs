using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What costs the sender little and would cost Nexa much.</summary>
public sealed class FloodTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/taxes/estimate", "items", 400_000)]
    [InlineData("/review/bulk", "decisions", 400_000)]
    [InlineData("/export-templates", "columns", 150_000)]
    [InlineData("/api-keys", "scope", 2_001)]
    [InlineData("/webhooks", "events", 2_001)]
    public async Task A_list_that_no_endpoint_takes_is_refused_unread(string path, string list, int length)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync());
        using var body = Json($$"""{"{{list}}":[{{string.Join(',', Enumerable.Repeat("{}", length))}}]}""");

        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body, Ct);

        var errors = (await answer.JsonAsync(400)).GetProperty("errors");
        Assert.Contains("até 2.000 elementos", errors.GetProperty(list).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[[1,2],[3,4]]""", 1)]
    [InlineData("""{"a":{"b":[1]},"c":[]}""", 400)]
    public async Task Lists_within_lists_are_counted_each_for_itself(string inner, int times)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync());
        using var body = Json($$"""{"items":[{{string.Join(',', Enumerable.Repeat(inner, times))}}]}{{new string(' ', 5_000)}}""");

        using var answer = await client.PostAsync(new Uri("/taxes/estimate", UriKind.Relative), body, Ct);

        Assert.DoesNotContain("2.000 elementos", (await answer.JsonAsync(400)).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_names_twenty_fields_at_fault_and_says_how_many_there_are()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync());

        using var answer = await client.PostAsJsonAsync("/taxes/estimate", new { items = Enumerable.Repeat(new { }, 100) }, Ct);

        var problem = await answer.JsonAsync(400);
        Assert.Equal(20, problem.GetProperty("errors").EnumerateObject().Count());
        Assert.Contains("os primeiros 20", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_megabyte_is_enough_for_what_is_no_list()
    {
        await using var host = await ApiHost.StartAsync(servers);
        // A client that does not wait long enough for the answer sends the body, and the connection that is closed on it hides the answer.
        using var patient = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) };
        using var client = new HttpClient(patient) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await host.TokenAsync(await host.CreateUserAsync()));
        using var body = Json($$"""{"name":"{{new string('x', 600_000)}}"}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/organisations") { Content = body };
        request.Headers.ExpectContinue = true;

        using var answer = await client.SendAsync(request, Ct);

        Assert.Contains("512 kB", (await answer.JsonAsync(413)).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_around_a_token_takes_no_memory()
    {
        var verified = new VerifiedTokens(TimeProvider.System);

        var header = RememberPadded(verified);
        GC.Collect();

        Assert.False(header.IsAlive); // it is known by its hash
        Assert.NotNull(verified.Find($"Bearer {new string(' ', 500_007)}token"));
    }

    /// <summary>In a frame of its own, so that nothing but what is remembered could keep the header.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RememberPadded(VerifiedTokens verified)
    {
        var header = $"Bearer {new string(' ', 500_007)}token";
        verified.Remember(header, Guid.Empty, Guid.Empty, DateTime.UtcNow.AddMinutes(10));
        return new(header);
    }

    [Fact]
    public async Task A_token_larger_than_any_of_Nexas_is_refused()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var session = new JsonWebToken(await host.TokenAsync(user)).GetPayloadValue<string>("sid");
        var signs = new SigningCredentials(
            await host.Services.GetRequiredService<SigningKeys>().GetAsync(Ct), SecurityAlgorithms.HmacSha256);

        Assert.Equal(HttpStatusCode.OK, await AccountTests.StatusAsync(host, Issue("")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AccountTests.StatusAsync(host, Issue(new string('x', 3_000))));

        string Issue(string padding) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = AccessTokens.Issuer, Audience = AccessTokens.Audience, SigningCredentials = signs,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = user.Id.ToString(), ["sid"] = session, ["org"] = user.Id.ToString(), ["padding"] = padding,
            },
        });
    }

    [Fact]
    public async Task Keys_that_are_made_up_are_refused_before_the_database_and_known_ones_are_not()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var (key, _) = await host.CreateKeyAsync(user.Id, user.Id, [Permissions.Read]);
        using var known = host.Client(key, from: "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(known));

        var madeUp = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++)
        {
            using var guesser = host.Client($"nexa_{i:D43}", from: "203.0.113.7");
            madeUp.Add(await ReadAsync(guesser));
        }

        using var elsewhere = host.Client($"nexa_{99:D43}", from: "198.51.100.20");
        using var noKey = host.Client("nexa_nonsense", from: "203.0.113.7");
        Assert.InRange(madeUp.Count(status => status == HttpStatusCode.Unauthorized), 30, 45);
        Assert.All(madeUp[50..], status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (await ReadAsync(known), await ReadAsync(elsewhere), await ReadAsync(noKey)));
    }

    [Fact]
    public async Task An_office_behind_one_address_refreshes_when_its_sign_ins_are_used_up()
    {
        await using var host = await ApiHost.StartAsync(servers, more:
            [("RateLimits:SignIn:Burst", "2"), ("RateLimits:SignIn:PerSecond", "1")]);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var office = host.Client();
        var (_, refresh) = await AccountTests.SignInAsync(office, user.Email, AccountTests.Password);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => office.PostAsJsonAsync("/login", new { email = "x", password = "x" }, Ct)));

        Assert.NotNull(await AccountTests.RefreshAsync(office, refresh));
    }

    [Fact]
    public async Task A_connection_has_two_hundred_rooms_and_a_bucket_of_calls()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var token = await host.TokenAsync(user);
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/classification"),
            options => options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        await hub.StartAsync(Ct);

        var refused = new List<string>();
        for (var i = 0; i < 600 && refused.Count == 0; i++)
        {
            try
            {
                await hub.InvokeAsync("leave", new { room_id = Guid.NewGuid() }, Ct);
            }
            catch (HubException tooMany)
            {
                refused.Add(tooMany.Message);
            }
        }

        Assert.Contains("Chamadas demais", Assert.Single(refused), StringComparison.Ordinal);
        Assert.Equal(200, Api.Live.RoomFollowers.MostRooms);
    }

    [Theory]
    [InlineData("10.0.0.5", false)]
    [InlineData("10.0.0.0/24", false)]
    [InlineData("2001:db8::7", false)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("2001::/16", true)]
    public async Task A_proxy_may_be_one_address_and_a_wide_network_of_them_is_warned_of(string proxies, bool warns)
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs, more: [("Nexa:TrustedProxies:0", proxies)]);

        Assert.Equal(warns, logs.Lines.Any(line => line.Contains($"Nexa:TrustedProxies has {proxies}", StringComparison.Ordinal)));
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<HttpStatusCode> ReadAsync(HttpClient client) =>
        (await client.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode;
}
