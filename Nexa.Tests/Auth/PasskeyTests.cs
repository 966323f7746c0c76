using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Passkeys at the API, with a device that also does what a browser would refuse; Nexa.Web.Tests has a real browser.</summary>
public sealed class PasskeyTests(Servers servers)
{
    private const string Password = AccountTests.Password;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_is_added_signs_in_as_two_factors_and_the_password_alone_does_not_any_more()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:RequireSecondFactor", "everyone")]);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        using var device = new SoftDevice();

        var made = await AddAsync(client, device, "Notebook");
        using var signedIn = await SignInAsync(host, device);
        using var byPassword = await Authenticator.SignInAsync(client, user, Password);
        using var byCode = await Authenticator.SignInAsync(
            client, user, Password, made.GetProperty("recovery_codes")[0].GetString());

        var token = (await signedIn.JsonAsync(200)).Text("access_token");
        Assert.Contains("mfa", new JsonWebToken(token).GetPayloadValue<string[]>("amr"), StringComparer.Ordinal);
        using var session = host.Client(token);
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync(new Uri("/tasks", UriKind.Relative), Ct)).StatusCode);
        Assert.True(await Authenticator.IsAskedForAsync(byPassword));
        Assert.Equal(HttpStatusCode.OK, byCode.StatusCode);
    }

    [Fact]
    public async Task A_person_has_several_passkeys_and_removes_one()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(password: Password), await host.CreateUserAsync(password: Password));
        using var client = await host.ClientAsync(ana);
        using var others = await host.ClientAsync(bia);
        using var notebook = new SoftDevice();
        using var phone = new SoftDevice();
        var first = await AddAsync(client, notebook, "Notebook");
        using var signedIn = await SignInAsync(host, notebook);
        using var session = host.Client((await signedIn.JsonAsync(200)).Text("access_token"));

        var second = await AddAsync(session, phone, "Celular");
        var id = first.GetProperty("passkey").Id("id");
        using var foreign = await RemoveAsync(others, id);
        using var removed = await RemoveAsync(session, id);
        using var byRemoved = await SignInAsync(host, notebook);
        using var byOther = await SignInAsync(host, phone);

        Assert.Equal(JsonValueKind.Null, second.GetProperty("recovery_codes").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, byRemoved.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byOther.StatusCode);
        var left = await session.GetJsonAsync("/me/passkeys");
        Assert.Equal("Celular", Assert.Single(left.GetProperty("items").EnumerateArray()).Text("name"));
    }

    [Theory]
    [InlineData("another origin")]
    [InlineData("another host")]
    [InlineData("nobody recognised")]
    [InlineData("another owner")]
    [InlineData("a counter that went back")]
    [InlineData("a changed signature")]
    [InlineData("no credential at all")]
    public async Task A_sign_in_is_refused_with(string fault)
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        using var device = new SoftDevice();
        await AddAsync(client, device, "Notebook");
        using var before = await SignInAsync(host, device);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var refused = await SignInAsync(host, device, credential => fault switch
        {
            "a changed signature" => Change(credential),
            "no credential at all" => new JsonObject { ["id"] = 7 },
            _ => credential,
        }, () =>
        {
            device.Origin = fault == "another origin" ? "https://nexa.example.net" : device.Origin;
            device.Host = fault == "another host" ? "example.net" : device.Host;
            device.Recognises = fault != "nobody recognised";
            device.Owner = fault == "another owner" ? Guid.NewGuid().ToByteArray() : device.Owner;
            device.Count = fault == "a counter that went back" ? 0 : device.Count;
        });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await host.WithDbAsync(async db => Assert.Equal(1, await db.AuditLog.CountAsync(e => e.Action == "sign-in.failed", Ct)));

        static JsonNode Change(JsonNode credential)
        {
            credential["response"]!["authenticatorData"] = credential["response"]!["clientDataJSON"]!.GetValue<string>();
            return credential;
        }
    }

    [Fact]
    public async Task A_challenge_is_good_once_and_for_whom_and_what_it_was_made()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var (ana, bia) = (await host.CreateUserAsync(password: Password), await host.CreateUserAsync(password: Password));
        using var client = await host.ClientAsync(ana);
        using var others = await host.ClientAsync(bia);
        using var device = new SoftDevice();
        var asked = await AskAsync(client, "/me/passkeys/options", new { current_password = Password });
        var made = device.Make(asked.GetProperty("options"));

        using var elsewhere = await PostAsync(others, "/me/passkeys", asked, made);
        using var added = await PostAsync(client, "/me/passkeys", asked, made);
        using var again = await PostAsync(client, "/me/passkeys", asked, made);
        var signIn = await AskAsync(client, "/login/passkey/options", new { });
        var signed = device.Sign(signIn.GetProperty("options"));
        using var first = await PostAsync(client, "/login/passkey", signIn, signed.DeepClone());
        using var replayed = await PostAsync(client, "/login/passkey", signIn, signed.DeepClone());
        var late = await AskAsync(client, "/login/passkey/options", new { });
        await host.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update passkey_challenge set expires_at = now() - interval '1 s'", Ct));
        using var expired = await PostAsync(client, "/login/passkey", late, device.Sign(late.GetProperty("options")));

        Assert.Equal(HttpStatusCode.Conflict, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, replayed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, expired.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:5081", true)]
    [InlineData("http://localhost:5080", false)]
    public async Task No_passkey_is_added_from_another_page_or_by_a_device_that_recognises_nobody(string origin, bool recognises)
    {
        await using var host = await ApiHost.StartAsync(servers);
        using var client = await host.ClientAsync(await host.CreateUserAsync(password: Password));
        using var device = new SoftDevice { Origin = origin, Recognises = recognises };
        var asked = await AskAsync(client, "/me/passkeys/options", new { current_password = Password });

        using var refused = await PostAsync(client, "/me/passkeys", asked, device.Make(asked.GetProperty("options")));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await host.WithDbAsync(async db => Assert.False(await db.Set<Passkey>().AnyAsync(Ct)));
    }

    [Fact]
    public async Task Of_several_passkeys_added_at_once_no_more_than_the_limit_stay()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        var asked = new List<(SoftDevice Device, HttpClient Client, JsonElement Asked)>();
        for (var i = 0; i < 4; i++)
        {
            var client = await host.ClientAsync(user);
            asked.Add((new SoftDevice(), client, await AskAsync(client, "/me/passkeys/options", new { current_password = Password })));
        }

        // All but the last place are taken meanwhile.
        await host.WithDbAsync(async db =>
        {
            db.AddRange(Enumerable.Range(2, Passkeys.Most - 1).Select(number => new Passkey
            {
                Id = Guid.CreateVersion7(), UserId = user.Id, Name = $"{number}", CredentialId = Guid.NewGuid().ToByteArray(), PublicKey = [],
            }));
            await db.SaveChangesAsync(Ct);
        });

        var answers = await Task.WhenAll(asked.Select(one =>
            PostAsync(one.Client, "/me/passkeys", one.Asked, one.Device.Make(one.Asked.GetProperty("options")))));

        Assert.Equal([201, 409, 409, 409], answers.Select(answer => (int)answer.StatusCode).Order());
        await host.WithDbAsync(async db => Assert.Equal(Passkeys.Most, await db.Set<Passkey>().CountAsync(p => p.UserId == user.Id, Ct)));
        foreach (var (answer, (device, client, _)) in answers.Zip(asked))
        {
            answer.Dispose();
            device.Dispose();
            client.Dispose();
        }
    }

    private static async Task<JsonElement> AddAsync(HttpClient client, SoftDevice device, string name)
    {
        var asked = await AskAsync(client, "/me/passkeys/options", new { current_password = Password });
        using var added = await PostAsync(client, "/me/passkeys", asked, device.Make(asked.GetProperty("options")), name);
        return await added.JsonAsync(201);
    }

    private static async Task<HttpResponseMessage> SignInAsync(
        ApiHost host, SoftDevice device, Func<JsonNode, JsonNode>? change = null, Action? prepare = null)
    {
        using var client = host.Client();
        var asked = await AskAsync(client, "/login/passkey/options", new { });
        prepare?.Invoke();
        var signed = device.Sign(asked.GetProperty("options"));
        return await PostAsync(client, "/login/passkey", asked, change?.Invoke(signed) ?? signed);
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, Ct);
        return await answer.JsonAsync(200);
    }

    private static Task<HttpResponseMessage> PostAsync(
        HttpClient client, string path, JsonElement asked, JsonNode credential, string? name = "Notebook")
    {
        var body = new JsonObject { ["challenge_id"] = asked.Id("challenge_id"), ["credential"] = credential.DeepClone() };
        if (path == "/me/passkeys")
        {
            body["name"] = name;
        }

        return client.PostAsJsonAsync(path, body, Ct);
    }

    private static Task<HttpResponseMessage> RemoveAsync(HttpClient client, Guid id) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, new Uri($"/me/passkeys/{id}", UriKind.Relative))
        {
            Content = JsonContent.Create(new { current_password = Password }),
        }, Ct);
}
