using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Auth;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Who comes to the live interface.</summary>
/// <param name="Token">Null for nobody.</param>
/// <param name="EndAsync">Ends, or changes, the rights of a caller who is connected already; null where nothing does.</param>
internal sealed record LiveCaller(string? Token, Func<Task>? EndAsync = null);

/// <summary>
/// What each hub method and each event stream answers to whoever calls: a status, or <c>cut</c> where the caller was served, lost the
/// right to it while connected, and the connection ended. <see cref="LiveMatrixTests"/> fails for a method or stream without a column.
/// </summary>
internal static class LiveMatrix
{
    /// <summary>Room and stream are of a task of the owner's organisation; ADMINs must have a second factor there.</summary>
    public const string Cells =
        """
        who                                             | join | leave | ping_event | GET /tasks/{id}/events
        nobody                                          | 401  | 401   | 401        | 401
        nonsense for a token                            | 401  | 401   | 401        | 401
        an expired token                                | 401  | 401   | 401        | 401
        a revoked session                               | 401  | 401   | 401        | 401
        an expired session                              | 401  | 401   | 401        | 401
        somebody who has left the organisation          | 401  | 401   | 401        | 401
        ADMIN of another organisation                   | 404  | 200   | 200        | 404
        READER of another organisation                  | 404  | 200   | 200        | 404
        OPERATOR                                        | 404  | 200   | 200        | 404
        READER                                          | 200  | 200   | 200        | 200
        ANALYST                                         | 200  | 200   | 200        | 200
        ADMIN                                           | 200  | 200   | 200        | 200
        a key with the scope read                       | 200  | 200   | 200        | 200
        a key of another organisation                   | 404  | 200   | 200        | 404
        a key without the scope read                    | 403  | 403   | 403        | 403
        a key that is unknown                           | 401  | 401   | 401        | 401
        a key that has expired                          | 401  | 401   | 401        | 401
        a key that was revoked                          | 401  | 401   | 401        | 401
        a key whose maker has left                      | 401  | 401   | 401        | 401
        a session that must enrol a second factor       | 403  | 403   | 403        | 403
        a session that is signed out meanwhile          | cut  | cut   | cut        | cut
        a session that is revoked meanwhile             | cut  | cut   | cut        | cut
        a session that expires meanwhile                | cut  | cut   | cut        | cut
        a member who is removed meanwhile               | cut  | cut   | cut        | cut
        a member whose role changes meanwhile           | cut  | cut   | cut        | cut
        a member who must enrol meanwhile               | cut  | cut   | cut        | cut
        a key that is revoked meanwhile                 | cut  | cut   | cut        | cut
        a key whose maker is removed meanwhile          | cut  | cut   | cut        | cut
        a key whose maker loses the scope meanwhile     | cut  | cut   | cut        | cut
        a member of an organisation erased meanwhile    | cut  | cut   | cut        | cut
        a person who is erased meanwhile                | cut  | cut   | cut        | cut
        a member whose password is changed meanwhile    | cut  | cut   | cut        | cut
        """;

    private const string Password = "uma frase bem comprida";
    private static readonly string[] Read = [Permissions.Read];
    private static readonly string[] ClassifyAlone = [Permissions.Classify];
    private static readonly string[] TwoFactors = ["pwd", "otp", "mfa"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Makes the caller that a line of <see cref="Cells"/> names.</summary>
    public static async Task<LiveCaller> MakeAsync(string who, ApiHost host, User owner)
    {
        return who switch
        {
            "nobody" => new(null),
            "nonsense for a token" => new("nonsense"),
            "an expired token" => new((await BadTokens.OfAsync(host, owner)).Single(bad => bad.Name == "expired").Token),
            "a revoked session" => new((await BadTokens.OfAsync(host, owner)).Single(bad => bad.Name == "of a revoked session").Token),
            "an expired session" => new(await TokenAsync(host, owner.Id, owner.Id, expiresIn: TimeSpan.FromMinutes(-1))),
            "somebody who has left the organisation" => new(await TokenAsync(host, (await host.CreateUserAsync()).Id, owner.Id)),
            "a session that must enrol a second factor" => new(await host.TokenAsync(owner)),
            Roles.Operator => await OperatorAsync(),
            Roles.Admin or Roles.Analyst or Roles.Reader => new((await MemberAsync(who)).Token),
            _ when who.EndsWith(" of another organisation", StringComparison.Ordinal) => new(await OfAnotherAsync(who.Split(' ')[0])),
            _ when who.StartsWith("a key ", StringComparison.Ordinal) => await KeyAsync(who),
            _ => await EndingAsync(who),
        };

        async Task<LiveCaller> OperatorAsync() =>
            new(await TokenAsync(host, (await host.CreateUserAsync(Roles.Operator)).Id, Guid.Empty));

        async Task<(User User, string Token)> MemberAsync(string role)
        {
            var user = await host.CreateUserAsync(role, owner.Id, Password);
            return (user, await TokenAsync(host, user.Id, owner.Id, role == Roles.Admin ? TwoFactors : ["pwd"]));
        }

        async Task<string> OfAnotherAsync(string who)
        {
            var stranger = await host.CreateUserAsync(who == "a" ? Roles.Admin : who);
            return who == "a" ? (await host.CreateKeyAsync(stranger.Id, stranger.Id, Read)).Key
                : await TokenAsync(host, stranger.Id, stranger.Id);
        }

        async Task<LiveCaller> KeyAsync(string which)
        {
            var (maker, _) = await MemberAsync(which.Contains("loses the scope", StringComparison.Ordinal) ? Roles.Analyst : Roles.Reader);
            var (key, id) = await host.CreateKeyAsync(maker.Id, owner.Id,
                which switch
                {
                    "a key without the scope read" => ClassifyAlone,
                    "a key whose maker loses the scope meanwhile" => [Permissions.Read, Permissions.Classify],
                    _ => Read,
                });
            switch (which)
            {
                case "a key with the scope read" or "a key without the scope read":
                    return new(key);
                case "a key that is unknown":
                    return new(Schemes.KeyPrefix + Secret.New());
                case "a key that has expired":
                    await host.WithDbAsync(db => db.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(
                        set => set.SetProperty(k => k.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)), Ct));
                    return new(key);
                case "a key that was revoked":
                    await DeleteAsync($"/api-keys/{id}");
                    return new(key);
                case "a key whose maker has left":
                    await DeleteAsync($"/organisation/members/{maker.Id}");
                    return new(key);
                case "a key that is revoked meanwhile":
                    return new(key, () => DeleteAsync($"/api-keys/{id}"));
                case "a key whose maker is removed meanwhile":
                    return new(key, () => DeleteAsync($"/organisation/members/{maker.Id}"));
                case "a key whose maker loses the scope meanwhile":
                    return new(key, () => ChangeRoleAsync(maker, Roles.Reader));
                default:
                    throw new ArgumentException($"Nobody makes: {which}", nameof(who));
            }
        }

        async Task<LiveCaller> EndingAsync(string whose)
        {
            var (member, token) = await MemberAsync(Roles.Analyst);
            switch (whose)
            {
                case "a session that is signed out meanwhile":
                    return new(token, () => SendAsync(token, HttpMethod.Post, "/logout", new { }));
                case "a session that is revoked meanwhile":
                    var other = await TokenAsync(host, member.Id, owner.Id);
                    return new(token, () => SendAsync(other, HttpMethod.Delete, $"/me/sessions/{BadTokens.ReadSession(token)}"));
                case "a session that expires meanwhile":
                    return new(token, () => ExpireAsync(BadTokens.ReadSession(token)));
                case "a member who is removed meanwhile":
                    return new(token, () => DeleteAsync($"/organisation/members/{member.Id}"));
                case "a member whose role changes meanwhile":
                    return new(token, () => ChangeRoleAsync(member, Roles.Reader));
                case "a member who must enrol meanwhile":
                    return new(token, () => ChangeRoleAsync(member, Roles.Admin));
                case "a member of an organisation erased meanwhile":
                    return new(token, async () => await SendAsync(await TokenAsync(host, owner.Id, owner.Id), HttpMethod.Delete,
                        "/organisation", new { name = $"Empresa {owner.Id:n}", current_password = Password }));
                case "a person who is erased meanwhile":
                    return new(token, () => SendAsync(token, HttpMethod.Delete, "/me", new { current_password = Password }));
                case "a member whose password is changed meanwhile":
                    var changing = await TokenAsync(host, member.Id, owner.Id);
                    return new(token, () => SendAsync(changing, HttpMethod.Post, "/me/password",
                        new { current_password = Password, new_password = "outra frase bem comprida" }));
                default:
                    throw new ArgumentException($"Nobody makes: {whose}", nameof(who));
            }
        }

        async Task ExpireAsync(Guid session)
        {
            await host.WithDbAsync(db => db.Sessions.Where(s => s.Id == session).ExecuteUpdateAsync(
                set => set.SetProperty(s => s.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)), Ct));
            await host.Services.GetRequiredService<Sessions>().AnnounceChangeAsync(session); // else noticed within 35 seconds
        }

        async Task DeleteAsync(string path) =>
            await SendAsync(await TokenAsync(host, owner.Id, owner.Id), HttpMethod.Delete, path);

        async Task ChangeRoleAsync(User member, string role) => await SendAsync(await TokenAsync(host, owner.Id, owner.Id),
            HttpMethod.Patch, $"/organisation/members/{member.Id}", new { role });

        async Task SendAsync(string token, HttpMethod method, string path, object? body = null)
        {
            using var client = host.Client(token);
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await client.SendAsync(request, Ct);
            Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode}");
        }
    }

    /// <summary>A token of a session of its own that names the organisation.</summary>
    private static async Task<string> TokenAsync(
        ApiHost host, Guid user, Guid organisation, string[]? amr = null, TimeSpan? expiresIn = null)
    {
        var session = new UserSession { Id = Guid.CreateVersion7(), UserId = user, Amr = amr ?? TwoFactors,
            ExpiresAt = DateTimeOffset.UtcNow + (expiresIn ?? TimeSpan.FromDays(1)) };
        await host.WithDbAsync(async db =>
        {
            db.Sessions.Add(session);
            await db.SaveChangesAsync(Ct);
        });
        return await host.Services.GetRequiredService<AccessTokens>().IssueAsync(user, session.Id, organisation, session.Amr, Ct);
    }
}
