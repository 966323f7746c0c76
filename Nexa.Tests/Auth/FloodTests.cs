using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
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
using Nexa.Core.Tasks;

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
    [InlineData("\uFEFF", "application/json", false, 400)]
    [InlineData("", "application/json; charset=\"UTF-8\"", false, 400)]
    [InlineData("", "application/json", true, 400)]
    [InlineData("", "application/json; charset=utf-16", false, 415)]
    [InlineData("", "application/problem+json; charset=iso-8859-1", true, 415)]
    public async Task A_long_list_is_refused_however_it_is_sent(string before, string contentType, bool isChunked, int status)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync());
        var type = MediaTypeHeaderValue.Parse(contentType);
        var encoding = Encoding.GetEncoding(type.CharSet?.Trim('"') ?? "utf-8");
        var text = $$"""{{before}}{"items":[{{string.Join(',', Enumerable.Repeat("{}", 2_001))}}]}""";
        using var body = new ByteArrayContent(encoding.GetBytes(text));
        body.Headers.ContentType = type;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/taxes/estimate") { Content = body };
        request.Headers.TransferEncodingChunked = isChunked;

        using var answer = await client.SendAsync(request, Ct);

        Assert.Contains(status == 415 ? "UTF-8" : "até 2.000 elementos", (await answer.JsonAsync(status)).GetRawText(),
            StringComparison.Ordinal);
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

    [Theory]
    [InlineData(0, HttpStatusCode.OK)]
    [InlineData(64, HttpStatusCode.OK)]
    [InlineData(20_000, HttpStatusCode.Unauthorized)]
    public async Task Space_around_a_token_is_refused_unread(int spaces, HttpStatusCode expected)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = host.Client();
        var token = await host.TokenAsync(await host.CreateUserAsync());
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {new string(' ', spaces)}{token}");

        Assert.Equal(expected, (await client.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode);
    }

    [Fact]
    public async Task Keys_that_are_made_up_are_refused_before_the_database_and_known_ones_are_not()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var (key, _) = await host.CreateKeyAsync(user.Id, user.Id, [Permissions.Read]);
        using var known = host.Client(key, from: "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, await ReadAsync(known));
        await host.Services.GetRequiredService<Sessions>().AnnounceChangeAsync(user.Id); // as after 20 seconds: PostgreSQL is asked again

        var start = Stopwatch.GetTimestamp();
        var madeUp = new List<(HttpStatusCode Status, TimeSpan? RetryAfter)>();
        for (var i = 0; i < 60; i++)
        {
            madeUp.Add(await GuessAsync(host, i));
        }

        var refilled = (int)Math.Ceiling(Stopwatch.GetElapsedTime(start).TotalSeconds); // one a second

        using var elsewhere = host.Client($"nexa_{999:D43}", from: "198.51.100.20");
        using var noKey = host.Client("nexa_nonsense", from: "203.0.113.7");
        Assert.InRange(madeUp.Count(answer => answer.Status == HttpStatusCode.Unauthorized), 30, 31 + refilled);
        Assert.All(madeUp.Where(answer => answer.Status != HttpStatusCode.Unauthorized),
            answer => Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), answer));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (await ReadAsync(known), await ReadAsync(elsewhere), await ReadAsync(noKey)));
    }

    private static async Task<(HttpStatusCode Status, TimeSpan? RetryAfter)> GuessAsync(ApiHost host, int i)
    {
        using var guesser = host.Client($"nexa_{i:D43}", from: "203.0.113.7");
        using var answer = await guesser.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta);
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
    public async Task A_connection_has_two_hundred_rooms()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var tasks = Enumerable.Range(0, 201).Select(_ => new ClassificationTask
        {
            Id = Guid.CreateVersion7(), OrganisationId = user.Id, Kind = TaskKind.PartNumber, Status = TaskState.Started, Total = 1,
        }).ToList();
        await host.WithDbAsync(async db =>
        {
            db.AddRange(tasks);
            await db.SaveChangesAsync(Ct);
        });
        await using var hub = await ConnectAsync(host, user);

        foreach (var task in tasks[..200])
        {
            await JoinAsync(task);
        }

        var refused = await Assert.ThrowsAsync<HubException>(() => JoinAsync(tasks[200]));
        Assert.Contains("Limite de 200 salas", refused.Message, StringComparison.Ordinal);
        await hub.InvokeAsync("leave", new { room_id = ClassificationTask.NameRoom(tasks[0].Id) }, Ct);
        await JoinAsync(tasks[200]);

        Task JoinAsync(ClassificationTask task) =>
            hub.InvokeAsync("join", new { room_id = ClassificationTask.NameRoom(task.Id) }, Ct);
    }

    [Fact]
    public async Task A_connection_has_a_bucket_of_calls()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        await using var hub = await ConnectAsync(host, user);

        // Together, so that they outrun the bucket, which fills by 20 a second: they would have to take more than a minute.
        var refused = (await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => LeaveAsync()))).OfType<string>().ToList();

        Assert.InRange(refused.Count, 1, 1_600);
        Assert.All(refused, message => Assert.Contains("Chamadas demais", message, StringComparison.Ordinal));

        async Task<string?> LeaveAsync()
        {
            try
            {
                await hub.InvokeAsync("leave", new { room_id = Guid.NewGuid() }, Ct);
                return null;
            }
            catch (HubException tooMany)
            {
                return tooMany.Message;
            }
        }
    }

    private static async Task<HubConnection> ConnectAsync(ApiHost host, User user)
    {
        var token = await host.TokenAsync(user);
        var hub = new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/classification"),
            options => options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        await hub.StartAsync(Ct);
        return hub;
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
