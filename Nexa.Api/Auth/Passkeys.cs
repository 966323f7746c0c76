using System.Security.Cryptography;
using System.Text.Json;
using Fido2NetLib;
using Fido2NetLib.Objects;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// Passkeys (WebAuthn): what a device signs for the console's address alone (<c>Nexa:PublicUrl</c>), after it has recognised its user. A
/// challenge stands in PostgreSQL, is used once and soon.
/// </summary>
internal sealed partial class Passkeys(
    [AllOrganisations] NexaDbContext db, Fido2 fido, SecondFactors factors, SignIns signIns, AfterAnswer after, TimeProvider clock,
    ILogger<Passkeys> logger)
{
    public const int Most = 20;
    private static readonly TimeSpan ChallengeLives = TimeSpan.FromMinutes(5);

    /// <summary>How a session that a passkey began was signed in: the key was shown, and the device has recognised the person.</summary>
    private static readonly string[] Amr = ["pop", "user", "mfa"];

    public static Fido2 Configure(IdentitySettings settings)
    {
        var console = new Uri(settings.PublicUrl);
        return new Fido2(new Fido2Configuration
        {
            RPID = console.Host, RPName = "Nexa", Timeout = (uint)ChallengeLives.TotalMilliseconds,
            Origins = new HashSet<string>(StringComparer.Ordinal) { console.GetLeftPart(UriPartial.Authority) },
        });
    }

    public async Task<(Guid Id, JsonElement Options)> BeginRegistrationAsync(User user, CancellationToken ct)
    {
        var known = await db.Set<Passkey>().Where(p => p.UserId == user.Id).Select(p => p.CredentialId).ToListAsync(ct);
        var options = fido.RequestNewCredential(new RequestNewCredentialParams
        {
            User = new Fido2User { Id = user.Id.ToByteArray(), Name = user.Email, DisplayName = user.Name },
            ExcludeCredentials = [.. known.Select(id => new PublicKeyCredentialDescriptor(id))],
            AuthenticatorSelection = new AuthenticatorSelection
            {
                ResidentKey = ResidentKeyRequirement.Required, UserVerification = UserVerificationRequirement.Required,
            },
            AttestationPreference = AttestationConveyancePreference.None,
        });
        return await KeepAsync(user.Id, options.ToJson(), ct);
    }

    /// <summary>Adds a passkey; with the person's first factor come recovery codes.</summary>
    /// <returns>Null where the device's answer is not to be believed, or the person has <see cref="Most"/> meanwhile.</returns>
    public async Task<(Passkey Passkey, string[]? RecoveryCodes)?> RegisterAsync(
        CurrentUser user, Guid challenge, string name, JsonElement credential, CancellationToken ct)
    {
        if (await SecondFactorRows.TakeChallengeAsync(db, challenge, user.Id, ct) is not { } asked
            || await VerifyAsync<AuthenticatorAttestationRawResponse, RegisteredPublicKeyCredential>(credential, answer =>
                fido.MakeNewCredentialAsync(new MakeNewCredentialParams
                {
                    AttestationResponse = answer, OriginalOptions = CredentialCreateOptions.FromJson(asked.Options),
                    IsCredentialIdUniqueToUserCallback = async (key, stop) =>
                        !await db.Set<Passkey>().AnyAsync(p => p.CredentialId == key.CredentialId, stop),
                }, ct)) is not { } made)
        {
            return null;
        }

        var passkey = new Passkey
        {
            Id = Guid.CreateVersion7(), UserId = user.Id, Name = name, CredentialId = made.Id, PublicKey = made.PublicKey,
            SignCount = made.SignCount, CreatedAt = clock.GetUtcNow(),
        };
        string[]? codes = null;
        var isFull = false;
        await factors.SaveAsync(async () =>
        {
            // Of several at once each sees those before it.
            await UserRows.LockAsync(db, user.Id, ct);
            isFull = await db.Set<Passkey>().CountAsync(p => p.UserId == user.Id, ct) >= Most;
            if (isFull)
            {
                return;
            }

            codes = (await factors.FindAsync(user.Id, ct)).RecoveryCodes > 0 ? null : await factors.ReplaceRecoveryCodesAsync(user.Id, ct);
            db.Add(passkey);
            db.Audit(user, "passkey.added", $"user:{user.Id}", after: new { passkey = passkey.Id });
        }, ct);
        if (isFull)
        {
            return null;
        }

        await signIns.PromoteAsync(user, Amr, ct);
        after.TellOfSecondFactor(user.Id, $"A chave de acesso \"{name}\" foi cadastrada na sua conta.");
        return (passkey, codes);
    }

    public Task<(Guid Id, JsonElement Options)> BeginSignInAsync(CancellationToken ct) => KeepAsync(null,
        fido.GetAssertionOptions(new GetAssertionOptionsParams { UserVerification = UserVerificationRequirement.Required }).ToJson(), ct);

    /// <summary>Whose passkey has signed the challenge.</summary>
    /// <returns>No user, and maybe whose it was said to be, where the device's answer is not to be believed.</returns>
    public async Task<(User? User, Guid? Claimed)> VerifySignInAsync(Guid challenge, JsonElement credential, CancellationToken ct)
    {
        if (await SecondFactorRows.TakeChallengeAsync(db, challenge, userId: null, ct) is not { } asked
            || ReadAnswer<AuthenticatorAssertionRawResponse>(credential) is not { RawId: { Length: > 0 } credentialId }
            || await db.Set<Passkey>().AsNoTracking().SingleOrDefaultAsync(p => p.CredentialId == credentialId, ct) is not { } passkey)
        {
            return default;
        }

        var verified = await VerifyAsync<AuthenticatorAssertionRawResponse, VerifyAssertionResult>(credential, answer =>
            fido.MakeAssertionAsync(new MakeAssertionParams
            {
                AssertionResponse = answer, OriginalOptions = AssertionOptions.FromJson(asked.Options),
                StoredPublicKey = passkey.PublicKey, StoredSignatureCounter = (uint)passkey.SignCount,
                IsUserHandleOwnerOfCredentialIdCallback = (owner, _) =>
                    Task.FromResult(owner.UserHandle.AsSpan().SequenceEqual(passkey.UserId.ToByteArray())),
            }, ct));
        return verified is not null && await SecondFactorRows.CountUseAsync(db, passkey.Id, verified.SignCount, ct)
            ? (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == passkey.UserId, ct), passkey.UserId)
            : (null, passkey.UserId);
    }

    public Task<Tokens> BeginSessionAsync(User user, HttpContext http, CancellationToken ct) => signIns.BeginAsync(user, Amr, http, ct);

    public async Task RemoveAsync(CurrentUser user, Guid id, CancellationToken ct)
    {
        await factors.SaveAsync(async () =>
        {
            await db.Set<Passkey>().Where(p => p.Id == id && p.UserId == user.Id).ExecuteDeleteAsync(ct);
            db.Audit(user, "passkey.removed", $"user:{user.Id}", before: new { passkey = id });
        }, ct);
        await factors.FinishRemovalAsync(user.Id, ct);
        after.TellOfSecondFactor(user.Id, "Uma chave de acesso foi removida da sua conta.");
    }

    private static T? ReadAnswer<T>(JsonElement credential)
        where T : class
    {
        try
        {
            return credential.Deserialize<T>();
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private async Task<TResult?> VerifyAsync<T, TResult>(JsonElement credential, Func<T, Task<TResult>> verify)
        where T : class
        where TResult : class
    {
        try
        {
            return ReadAnswer<T>(credential) is { } answer ? await verify(answer) : null;
        }
        // The library takes members for granted that a client may have left out.
        catch (Exception e) when (e is Fido2VerificationException or CryptographicException or FormatException or ArgumentException
            or NullReferenceException or InvalidOperationException)
        {
            LogRefused(e.Message);
            return null;
        }
    }

    private async Task<(Guid Id, JsonElement Options)> KeepAsync(Guid? user, string options, CancellationToken ct)
    {
        var challenge = new PasskeyChallenge
        {
            Id = Guid.NewGuid(), UserId = user, Options = options, ExpiresAt = clock.GetUtcNow() + ChallengeLives,
        };
        db.Add(challenge);
        await db.SaveChangesAsync(ct);
        return (challenge.Id, JsonElement.Parse(options));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A passkey was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
