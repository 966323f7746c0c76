using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Nexa.Tests.Auth;

public sealed class AbuseTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_wrong_passwords_are_throttled_and_audited_and_the_user_still_gets_in_from_elsewhere()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var guesser = host.Client(from: "203.0.113.7");
        using var elsewhere = host.Client(from: "198.51.100.20");

        var answers = new List<HttpResponseMessage>();
        foreach (var hundred in Enumerable.Range(0, 1000).Chunk(100))
        {
            answers.AddRange(
                await Task.WhenAll(
                    hundred.Select(i =>
                        guesser.PostAsJsonAsync("/login", new { email = user.Email, password = $"palpite número {i}" }, Ct))));
        }

        var looked = answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized);
        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(1000, looked + refused.Count);
        Assert.InRange(looked, 5, 12);
        Assert.All(refused, a => Assert.True(a.Headers.RetryAfter?.Delta > TimeSpan.Zero));
        Assert.Equal("application/problem+json", refused[0].Content.Headers.ContentType?.MediaType);
        await AccountTests.SignInAsync(elsewhere, user.Email, AccountTests.Password);
        await host.WithDbAsync(async db =>
        {
            var log = await db.AuditLog.Where(e => e.Subject == $"user:{user.Id}").ToListAsync(Ct);
            Assert.Equal(looked, log.Count(e => e.Action == "sign-in.failed"));
            Assert.Contains(log, e => e.Action == "sign-in.throttled");
            Assert.All(log.Where(e => e.Action.StartsWith("sign-in.", StringComparison.Ordinal) && e.Action != "sign-in.succeeded"),
                e => Assert.Equal("203.0.113.7", e.Address));
        });
    }

    [Fact]
    public async Task Many_addresses_at_one_account_are_throttled_but_not_the_one_the_user_knows()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var home = host.Client(from: "198.51.100.20");
        await AccountTests.SignInAsync(home, user.Email, AccountTests.Password);

        var codes = await Task.WhenAll(Enumerable.Range(1, 200).Select(async i =>
        {
            using var client = host.Client(from: $"203.0.113.{i}");
            return (await client.PostAsJsonAsync("/login", new { email = user.Email, password = "um palpite qualquer" }, Ct)).StatusCode;
        }));

        Assert.InRange(codes.Count(c => c == HttpStatusCode.Unauthorized), 45, 60);
        await AccountTests.SignInAsync(home, user.Email, AccountTests.Password);
    }

    [Fact]
    public async Task Sign_in_is_limited_by_address_and_submitting_by_user()
    {
        await using var host = await ApiHost.StartAsync(servers, more:
        [
            ("RateLimits:SignIn:Burst", "3"), ("RateLimits:SignIn:PerSecond", "1"), ("RateLimits:Submit:Burst", "2"),
            ("RateLimits:Submit:PerSecond", "1"),
        ]);
        using var nobody = host.Client();
        using var one = await host.ClientAsync(await host.CreateUserAsync());
        using var other = await host.ClientAsync(await host.CreateUserAsync());

        var signIns =
            await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(i =>
                    nobody.PostAsJsonAsync(i % 2 == 0 ? "/login" : "/LOGIN/", new { email = $"{i}@example.com", password = "x" }, Ct)));
        var submits =
            await Task.WhenAll(Enumerable.Range(0, 20)
                .Select(_ => one.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct)));
        var untouched = await other.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct);

        foreach (var answers in new[] { signIns, submits })
        {
            var refused = answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests).ToList();
            Assert.NotEmpty(refused);
            Assert.All(refused, a => Assert.True(a.Headers.RetryAfter?.Delta > TimeSpan.Zero));
            Assert.Equal("application/problem+json", refused[0].Content.Headers.ContentType?.MediaType);
        }

        Assert.Equal(HttpStatusCode.Accepted, untouched.StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_query_opens_a_hub_and_nothing_else_and_stands_in_no_log()
    {
        var logs = new CollectedLogs();
        await using var host = await ApiHost.StartAsync(servers, logs: logs);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = host.Client();
        var (token, refresh) = await AccountTests.SignInAsync(client, user.Email, AccountTests.Password);
        using var traces = new CollectedTraces();

        var elsewhere = await client.GetAsync(new Uri($"/me?access_token={token}", UriKind.Relative), Ct);
        logs.Lines.Clear(); // what a caller puts where it does not belong is not ours to hide
        var negotiated =
            await client.PostAsync(new Uri($"/hubs/classification/negotiate?negotiateVersion=1&access_token={token}", UriKind.Relative),
                null, Ct);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(host.Address) { Scheme = "ws", Path = "/hubs/classification", Query = $"access_token={token}" }.Uri, Ct);
        await client.PostAsJsonAsync("/refresh", new { refresh_token = refresh }, Ct);
        socket.Abort(); // its span ends with it
        await Eventually.HoldsAsync(() => traces.Paths.Contains("/hubs/classification"));

        Assert.Equal(HttpStatusCode.Unauthorized, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.OK, negotiated.StatusCode);
        var signature = token.Split('.')[2];
        Assert.DoesNotContain(traces.Tags, tag => tag.Contains(signature, StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains(signature, StringComparison.Ordinal)
            || line.Contains(refresh, StringComparison.Ordinal) || line.Contains(AccountTests.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_large_a_request_is_refused_and_every_answer_has_the_headers()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:CorsOrigins:0", "https://console.example.com")]);
        // A client that does not wait long enough for the answer sends the body, and the connection that is closed on it hides the answer.
        using var patient = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) };
        using var client = new HttpClient(patient) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await host.TokenAsync(await host.CreateUserAsync()));

        using var body =
            new StringContent($$"""{"partnumber":"{{new string('x', 5_000_000)}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var post = new HttpRequestMessage(HttpMethod.Post, "/classify-partnumber") { Content = body };
        post.Headers.ExpectContinue = true;
        var large = await client.SendAsync(post, Ct);
        var ours = await PreflightAsync("https://console.example.com");
        var theirs = await PreflightAsync("https://evil.example.com");
        var root = await client.GetAsync(new Uri("/", UriKind.Relative), Ct);
        using var noJson = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
        var malformed = await client.PostAsync(new Uri("/classify-partnumber", UriKind.Relative), noJson, Ct);
        var nowhere = await client.GetAsync(new Uri("/no-such-path", UriKind.Relative), Ct);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (malformed.StatusCode, nowhere.StatusCode));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal("https://console.example.com", Assert.Single(ours.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(theirs.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.All([root, large, malformed, nowhere], answer =>
        {
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal);
            Assert.Empty(answer.Headers.Server);
            Assert.Equal(ServiceDefaults.Version, Assert.Single(answer.Headers.GetValues("Nexa-Version")));
        });

        async Task<HttpResponseMessage> PreflightAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "/classify-partnumber");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            return await client.SendAsync(request, Ct);
        }
    }

    [Theory]
    [InlineData("xn--localhost-x.example")]
    [InlineData("xn--99999999999.example:5000")]
    [InlineData("xn--a--.xn--b")]
    public async Task A_host_of_Punycode_that_is_none_is_the_clients_fault(string name)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = host.Client();
        client.DefaultRequestHeaders.Host = name;

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("localhost:5000", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("[::1]:5000", HttpStatusCode.OK)]
    [InlineData("api:8080", HttpStatusCode.OK)]
    [InlineData("api.localhost", HttpStatusCode.OK)]
    [InlineData("host.docker.internal", HttpStatusCode.OK)]
    [InlineData("Nexa.Example.com", HttpStatusCode.OK)]
    [InlineData("attacker.example.com", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1.attacker.example:5000", HttpStatusCode.Unauthorized)]
    [InlineData("localhost.attacker.example", HttpStatusCode.Unauthorized)]
    public async Task What_needs_no_sign_in_answers_to_no_domain_of_somebody_else(string name, HttpStatusCode expected)
    {
        await using var host = await ApiHost.StartAsync(
            servers, more: [("Nexa:AllowAnonymous", "true"), ("Nexa:PublicUrl", "https://nexa.example.com")]);
        using var client = host.Client();
        using var signedIn = await host.ClientAsync(await host.CreateUserAsync());
        client.DefaultRequestHeaders.Host = signedIn.DefaultRequestHeaders.Host = name;

        Assert.Equal(expected, (await client.GetAsync(new Uri("/history", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync(new Uri("/history", UriKind.Relative), Ct)).StatusCode);
    }

    [Theory]
    [InlineData("Nexa:AllowAnonymous", "true", "AllowAnonymous")]
    [InlineData("environment", "Staging", "AllowAnonymous is on", "Nexa:AllowAnonymous")]
    [InlineData("Nexa:SigningKey", "", "SigningKey is missing")]
    [InlineData("Nexa:SigningKey", "too short", "SigningKey is too short")]
    [InlineData("Nexa:EncryptionKey", "", "EncryptionKey is missing")]
    [InlineData("Nexa:EncryptionKey", "too short", "EncryptionKey is too short")]
    [InlineData("Nexa:PreviousEncryptionKeys:0", "too short", "EncryptionKey is too short")]
    [InlineData("Nexa:PasswordIterations", "1000", "PasswordIterations")]
    [InlineData("Nexa:PreviousSigningKeys:0", "too short", "SigningKey is too short")]
    [InlineData("Nexa:CorsOrigins:0", "*", "CorsOrigins has '*'")]
    [InlineData("Nexa:TrustedProxies:0", "anywhere", "TrustedProxies has 'anywhere'")]
    public async Task Production_does_not_start_with_an_open_door(string key, string value, string says, string? on = null)
    {
        (string, string)[] production =
            [("environment", "Production"), ("Nexa:SigningKey", new string('k', 48)), ("Nexa:PasswordIterations", "600000"),
                ("Nexa:EncryptionKey", new string('e', 48)), (on ?? "Nexa:AllowAnonymous", on is null ? "false" : "true"), (key, value)];

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => ApiHost.StartAsync(servers, more: production));

        Assert.Contains(says, refused.GetBaseException().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_sends_browsers_to_https()
    {
        await using var host = await ApiHost.StartAsync(servers, more:
            [("environment", "Production"), ("Nexa:SigningKey", new string('k', 48)), ("Nexa:PasswordIterations", "600000"),
                ("Nexa:EncryptionKey", new string('e', 48)), ("https_port", "443")]);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = host.Address };

        var root = await client.GetAsync(new Uri("/me", UriKind.Relative), Ct);
        var alive = await client.GetAsync(new Uri("/alive", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, root.StatusCode);
        Assert.Equal("https", root.Headers.Location?.Scheme);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static async Task<HttpStatusCode> SendBearerAsync(HttpClient client, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await client.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    [Fact]
    public async Task Without_sign_in_the_anonymous_user_sees_its_own_and_a_bad_token_is_still_refused()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:AllowAnonymous", "true")]);
        using var anonymous = host.Client();
        var user = await host.CreateUserAsync();
        using var signedIn = await host.ClientAsync(user);
        var theirs =
            (await ApiHost.JsonAsync(
                await signedIn.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct))).GetProperty(
                "task_id").GetString();

        var own = await anonymous.PostAsJsonAsync("/classify-partnumber", new { partnumber = "GRM1885C1H330JA01D" }, Ct);
        using var bad = host.Client("nonsense");

        Assert.Equal(HttpStatusCode.OK, await SendBearerAsync(anonymous, "Bearer ")); // as the page at /docs does
        Assert.Equal(HttpStatusCode.OK, await SendBearerAsync(anonymous, "bearer"));
        foreach (var credential in (string[])["Basic ", "Bearer x", "Bearer Bearer", "Bearer ,Bearer", "Bearer nexa_"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SendBearerAsync(anonymous, credential));
        }

        await using var closed = await ApiHost.StartAsync(servers);
        using var stranger = closed.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, await SendBearerAsync(stranger, "Bearer "));
        Assert.Equal(HttpStatusCode.Accepted, own.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await anonymous.GetAsync(new Uri($"/tasks/{theirs}", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.GetAsync(new Uri("/organisation/audit", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await anonymous.GetAsync(new Uri("/me/data", UriKind.Relative), Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bad.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode);
    }
}
