using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <param name="Wait">Zero where the password may be checked.</param>
/// <param name="IsNews">The first refusal since the last password that was checked: worth an audit entry.</param>
/// <param name="IsKnown">The user has signed in from this address before.</param>
internal readonly record struct GateAnswer(TimeSpan Wait, bool IsNews, bool IsKnown = false)
{
    /// <summary>429 that says how long to wait; null where the attempt may go on.</summary>
    public ProblemHttpResult? FindRefusal(HttpContext http)
    {
        if (Wait <= TimeSpan.Zero)
        {
            return null;
        }

        http.Response.Headers.RetryAfter = Math.Ceiling(Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return ProblemServices.Problem(429, "Muitas tentativas; aguarde antes de tentar novamente.");
    }
}

/// <summary>
/// Slows the guessing of passwords. Every attempt is counted before its password is checked, so that a thousand at once
/// are no faster than one after another. Attempts are counted for an account from one address, and more loosely for the account
/// from everywhere; the second count does not apply to an address from which the user has signed in before.
/// </summary>
internal sealed class SignInGate([AllOrganisations] NexaDbContext db)
{
    private const int FreeFromOneAddress = 5;
    private const int FreeFromEverywhere = 50;

    /// <summary>A person is counted by their id: a new e-mail makes neither their places new nor another's places theirs.</summary>
    public static string NameAccount(User? user, string email) => user is null ? email : $"user:{user.Id}";

    public async Task<GateAnswer> EnterAsync(string account, string address, CancellationToken ct)
    {
        var pair = ComputeKey(account, address);
        var known = await CountAsync(pair, FreeFromOneAddress, ct);
        return known switch
        {
            [] => await RefuseAsync(pair, ct),
            [true] => new(TimeSpan.Zero, IsNews: false, IsKnown: true),
            _ => await CountAsync(ComputeKey(account), FreeFromEverywhere, ct) is []
                ? await RefuseAsync(ComputeKey(account), ct) : default,
        };
    }

    /// <summary>
    /// The user has shown who they are: by the password, or by a link mailed to them, which is the way in while their account is under
    /// attack.
    /// </summary>
    public Task RecordSuccessAsync(string account, string address, CancellationToken ct) =>
        SignInThrottleRows.SucceedAsync(db, ComputeKey(account, address), ComputeKey(account), ct);

    private Task<List<bool>> CountAsync(byte[] key, int free, CancellationToken ct) => SignInThrottleRows.CountAsync(db, key, free, ct);

    private async Task<GateAnswer> RefuseAsync(byte[] key, CancellationToken ct) =>
        await SignInThrottleRows.RefuseAsync(db, key, ct) is { } refusal
            ? new(TimeSpan.FromSeconds(refusal.Seconds), refusal.Refused == 1)
            : new(TimeSpan.FromSeconds(1), false);

    private static byte[] ComputeKey(params string[] parts) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
}
