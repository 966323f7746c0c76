using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>What a provider's identity token must be to be believed, and a provider that does not answer.</summary>
public sealed class ProviderTokenTests(Servers servers)
{
    private const string Password = AccountTests.Password;
    private static readonly ProviderPerson Ana = new("ana@acme.example", "nexa-admin");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_signs_in_once_and_of_many_requests_with_it_at_once_one_succeeds()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        using var first = await acme.SignInAsync(Ana);
        var token = await acme.Provider.SignInAsync(Ana, Ct);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => acme.ShowAsync(token)));
        using var later = await acme.ShowAsync(token);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal("replayed", await acme.ReadRefusalAsync(later, 401));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_token_is_judged_by_all_that_it_says()
    {
        (string Fault, int Status)[] cases =
        [
            ("nothing wrong", 200),
            ("an audience among which the client is the party", 200),
            ("another audience", 401),
            ("two audiences and no party", 401),
            ("another party", 401),
            ("another issuer", 401),
            ("another key", 401),
            ("a shared secret", 401),
            ("the public key as a shared secret", 401),
            ("no signature", 401),
            ("another person under the old signature", 401),
            ("expired", 401),
            ("no expiry", 401),
            ("not valid yet", 401),
            ("issued an hour ago", 401),
            ("issued in an hour", 401),
            ("no nonce", 401),
            ("no subject", 401),
            ("a subject that no database keeps", 401),
            ("half a character", 401),
            ("groups that stand elsewhere", 401),
            ("a name that no database keeps", 200),
            ("roles as one text", 200),
            ("an object for an address", 403),
            ("two addresses", 403),
        ];
        await using var acme = await ProviderHost.StartAsync(servers);
        using var other = RSA.Create(2048);
        List<string> wrong = [];

        foreach (var (fault, status) in cases)
        {
            var person = Ana with { Subject = fault, Email = $"{Guid.NewGuid():n}@acme.example" };
            using var answer = await acme.ShowAsync(Make(acme.Provider, fault, person, other));
            wrong.AddRange((int)answer.StatusCode == status ? [] : [$"{fault}: {(int)answer.StatusCode}"]);
            if (status == 401)
            {
                Assert.Equal("token", await acme.ReadRefusalAsync(answer, 401));
            }
        }

        Assert.Empty(wrong);
        await acme.Host.WithDbAsync(async db => Assert.Equal(
            cases.Count(one => one.Status == 200), await db.Set<ExternalLogin>().CountAsync(Ct)));
    }

    [Theory]
    [InlineData("nobody listens")]
    [InlineData("nobody answers")]
    [InlineData("nonsense")]
    [InlineData("an endless answer")]
    [InlineData("no page of keys")]
    [InlineData("a page without keys")]
    public async Task A_provider_that_does_not_answer_is_waited_for_ten_seconds_and_passwords_work(string fault)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var serving = fault == "nobody listens" ? Task.CompletedTask : ServeAsync(listener, fault, stop.Token);
        if (fault == "nobody listens")
        {
            listener.Stop();
        }

        await using var acme = await ProviderHost.StartAsync(
            servers, [("Nexa:Oidc:Authority", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/")]);
        var token = acme.Provider.Sign(Ana);
        var began = Stopwatch.GetTimestamp();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => acme.ShowAsync(token)));
        var took = Stopwatch.GetElapsedTime(began);
        using var client = acme.Host.Client();
        using var byPassword = await client.PostAsJsonAsync("/login", new { email = acme.Admin.Email, password = Password }, Ct);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.Equal("away", await acme.ReadRefusalAsync(answers[0], 503));
        Assert.True(took < IdentityTokens.Patience * 2, $"The last of four answers came after {took.TotalSeconds:0.0} s.");
        Assert.Equal(HttpStatusCode.OK, byPassword.StatusCode);
        Array.ForEach(answers, answer => answer.Dispose());
        await stop.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_provider_that_calls_itself_something_else_is_not_believed()
    {
        await using var acme = await ProviderHost.StartAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, acme.Host.Database, [.. acme.Provider.SettingsFor(acme.Organisation),
            ("Nexa:Oidc:Authority", acme.Provider.Address.AbsoluteUri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal))]);
        using var client = host.Client();

        using var refused = await client.PostAsJsonAsync("/login/provider", new { id_token = acme.Provider.Sign(Ana) }, Ct);

        // OpenIddict names itself as it was called: a token of the other name is another issuer's.
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_configured_and_the_endpoint_says_so()
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = host.Client();

        using var refused = await client.PostAsJsonAsync("/login/provider", new { id_token = "eyJ" }, Ct);
        using var empty = await client.PostAsJsonAsync("/login/provider", new { }, Ct);

        Assert.Contains("não está configurado", (await refused.JsonAsync(401)).Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
    }

    [Fact]
    public async Task No_token_stands_in_a_log()
    {
        using var logs = new CollectedLogs();
        await using var acme = await ProviderHost.StartAsync(servers, logs: logs);
        var (good, bad) = (await acme.Provider.SignInAsync(Ana, Ct), acme.Provider.Sign(Ana, token => token.Audience = "another"));

        using var signedIn = await acme.ShowAsync(good);
        using var refused = await acme.ShowAsync(bad);

        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains(logs.Lines, line => line.Contains("An identity token was refused", StringComparison.Ordinal));
        foreach (var secret in new[] { good, bad }.SelectMany(token => token.Split('.').Skip(1)))
        {
            Assert.DoesNotContain(logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static string Make(OpenIdProvider provider, string fault, ProviderPerson person, RSA other) => fault switch
    {
        "no signature" => $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{provider.Sign(person).Split('.')[1]}.",
        "another person under the old signature" => string.Join('.', provider.Sign(person).Split('.')[0],
            provider.Sign(person with { Subject = "another" }).Split('.')[1], provider.Sign(person).Split('.')[2]),
        "a subject that no database keeps" => provider.Sign(person with { Subject = "an\0a" }),
        "half a character" => provider.SignInstead(person, person.Name, "\\ud83d"),
        "a name that no database keeps" => provider.Sign(person with { Name = "An\0a 😀" + new string('x', 300) }),
        _ => provider.Sign(person, token => Change(token, fault, person, other)),
    };

    private static void Change(SecurityTokenDescriptor token, string fault, ProviderPerson person, RSA other)
    {
        switch (fault)
        {
            case "nothing wrong":
                break;
            case "an audience among which the client is the party":
                (token.Audience, token.Claims["aud"], token.Claims["azp"]) =
                    (null, new[] { OpenIdProvider.ClientId, "another" }, OpenIdProvider.ClientId);
                break;
            case "another audience":
                token.Audience = "another";
                break;
            case "two audiences and no party":
                (token.Audience, token.Claims["aud"]) = (null, new[] { OpenIdProvider.ClientId, "another" });
                break;
            case "another party":
                token.Claims["azp"] = "another";
                break;
            case "another issuer":
                token.Issuer = "https://other.example/";
                break;
            case "another key":
                token.SigningCredentials = new(new RsaSecurityKey(other) { KeyId = "key-of-the-test" }, SecurityAlgorithms.RsaSha256);
                break;
            case "a shared secret":
                token.SigningCredentials = new(
                    new SymmetricSecurityKey(Encoding.UTF8.GetBytes(OpenIdProvider.ClientSecret)), SecurityAlgorithms.HmacSha256);
                break;
            case "the public key as a shared secret":
                token.SigningCredentials = new(new SymmetricSecurityKey(
                    ((RsaSecurityKey)token.SigningCredentials.Key).Rsa.ExportSubjectPublicKeyInfo()), SecurityAlgorithms.HmacSha256);
                break;
            case "expired":
                (token.IssuedAt, token.Expires) = (DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(-2));
                break;
            case "no expiry":
                token.Expires = null;
                break;
            case "not valid yet":
                token.NotBefore = DateTime.UtcNow.AddMinutes(3);
                break;
            case "issued an hour ago":
                (token.IssuedAt, token.Expires) = (DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
                break;
            case "issued in an hour":
                (token.IssuedAt, token.Expires) = (DateTime.UtcNow.AddHours(1), DateTime.UtcNow.AddHours(2));
                break;
            case "no nonce":
                token.Claims.Remove("nonce");
                break;
            case "no subject":
                token.Claims.Remove("sub");
                break;
            case "groups that stand elsewhere":
                token.Claims.Remove("roles");
                token.Claims["_claim_names"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["roles"] = "src1" };
                break;
            case "roles as one text":
                token.Claims["roles"] = "nexa-reader";
                break;
            case "an object for an address":
                token.Claims["email"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["value"] = person.Email };
                break;
            case "two addresses":
                token.Claims["email"] = new[] { person.Email, "bia@acme.example" };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
    }

    private static string Encode(string json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json));

    private static async Task ServeAsync(TcpListener listener, string fault, CancellationToken ct)
    {
        var talks = new List<Task>();
        while (!ct.IsCancellationRequested)
        {
            talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(ct), fault, ct));
        }
    }

    private static async Task TalkAsync(TcpClient accepted, string fault, CancellationToken ct)
    {
        using var client = accepted;
        var stream = client.GetStream();
        var address = (IPEndPoint)client.Client.LocalEndPoint!;
        var body = fault.Contains("keys", StringComparison.Ordinal)
            ? $$"""{"issuer":"http://127.0.0.1:{{address.Port}}/","jwks_uri":"http://127.0.0.1:{{address.Port}}/keys"}"""
            : "<html>Welcome to nginx!</html>";
        var asked = new byte[4096];
        var isForKeys = Encoding.ASCII.GetString(asked, 0, await stream.ReadAsync(asked, ct)).Contains("/keys", StringComparison.Ordinal);
        var status = isForKeys && fault == "no page of keys" ? "404 Not Found" : "200 OK";
        switch (fault)
        {
            case "nobody answers":
                await Task.Delay(Timeout.Infinite, ct);
                break;
            case "an endless answer":
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"), ct);
                while (true)
                {
                    await stream.WriteAsync(new byte[64 * 1024], ct);
                }

            default:
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"), ct);
                break;
        }
    }
}
