using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using OtpNet;

namespace Nexa.Api.Auth;

/// <summary>The codes of a person's authenticator app, and the recovery codes that take its place.</summary>
internal sealed class SecondFactors(
    [AllOrganisations] NexaDbContext db, SecretCipher cipher, SignIns signIns, AfterAnswer after, TimeProvider clock)
{
    private const int SecretBytes = 20; // RFC 4226, section 4
    private const int CodesOfPaper = 10;
    private static readonly TimeSpan PendingFor = TimeSpan.FromMinutes(15);

    /// <summary>A clock that is half a minute off, and a code that was typed slowly.</summary>
    private static readonly VerificationWindow OneStep = new(previous: 1, future: 1);

    public Task<FactorsOfPerson> FindAsync(Guid userId, CancellationToken ct) => SecondFactorRows.FindAsync(db, userId, ct);

    /// <summary>
    /// Asks for the second factor of whoever has one, after the password was right. The caller has counted the attempt, and forgets the
    /// count only when this is right too.
    /// </summary>
    /// <returns>How it was shown (<see cref="UserSession.Amr"/>), or why not.</returns>
    public async Task<(string[] Amr, ProblemHttpResult? Refusal)> AskAsync(
        Guid userId, string? typed, HttpContext http, CancellationToken ct)
    {
        var factors = await FindAsync(userId, ct);
        if (!factors.HasAny)
        {
            return (["pwd"], null);
        }

        if (string.IsNullOrWhiteSpace(typed))
        {
            return ([], Refuse(factors, factors.HasApp ? "Informe o código do aplicativo autenticador ou um código de recuperação."
                : "Sua conta usa uma chave de acesso (passkey): entre com ela ou informe um código de recuperação."));
        }

        if (await VerifyAsync(userId, typed, http, ct))
        {
            return (["pwd", "otp", "mfa"], null);
        }

        db.ChangeTracker.Clear();
        db.AuditLog.Write(null, "second-factor.wrong", $"user:{userId}", address: ClientAddress.FindAddress(http));
        await db.SaveChangesAsync(ct);
        return ([], Refuse(factors, "O código está incorreto, expirou ou já foi usado."));
    }

    /// <summary>Makes a secret that counts once a code has confirmed it; the app of before counts until then.</summary>
    public async Task<byte[]> BeginAsync(CurrentUser user, CancellationToken ct)
    {
        var secret = KeyGeneration.GenerateRandomKey(SecretBytes);
        var kept = await cipher.EncryptAsync(secret, NamePurpose(user.Id), ct);
        await SecondFactorRows.BeginAsync(db, user.Id, kept, user.SessionId!.Value, PendingFor, ct);
        return secret;
    }

    /// <summary>Takes the secret into use whose code is shown.</summary>
    /// <returns>The recovery codes; null where the code is wrong, or there is nothing to confirm.</returns>
    public async Task<string[]?> ConfirmAsync(CurrentUser user, string code, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var pending = await db.Set<SecondFactor>().Where(f => f.UserId == user.Id && f.PendingSession == user.SessionId
            && f.PendingUntil > now).Select(f => f.Pending).SingleOrDefaultAsync(ct);
        if (pending is null || FindStep(await cipher.DecryptAsync(pending, NamePurpose(user.Id), ct), code) is not { } step)
        {
            return null;
        }

        string[]? codes = null;
        await SaveAsync(async () =>
        {
            if (await SecondFactorRows.ConfirmAsync(db, user.Id, pending, step, ct))
            {
                codes = await ReplaceRecoveryCodesAsync(user.Id, ct);
                db.Audit(user, "second-factor.enrolled", $"user:{user.Id}");
            }
        }, ct);
        if (codes is null)
        {
            return null; // another request was quicker
        }

        await signIns.PromoteAsync(user, ["pwd", "otp", "mfa"], ct);
        after.TellOfSecondFactor(user.Id, "O aplicativo autenticador passou a ser pedido quando você entra na sua conta.");
        return codes;
    }

    public async Task<string[]> RenewRecoveryCodesAsync(CurrentUser user, CancellationToken ct)
    {
        string[] codes = [];
        await SaveAsync(async () =>
        {
            codes = await ReplaceRecoveryCodesAsync(user.Id, ct);
            db.Audit(user, "second-factor.codes-renewed", $"user:{user.Id}");
        }, ct);
        after.TellOfSecondFactor(user.Id, "Foram criados novos códigos de recuperação; os anteriores não valem mais.");
        return codes;
    }

    /// <summary>Removes the app; without a passkey the person's sessions count as signed in with a password alone from then on.</summary>
    public async Task RemoveAppAsync(CurrentUser user, CancellationToken ct)
    {
        await SaveAsync(async () =>
        {
            await db.Set<SecondFactor>().Where(f => f.UserId == user.Id).ExecuteDeleteAsync(ct);
            db.Audit(user, "second-factor.removed", $"user:{user.Id}");
        }, ct);
        await FinishRemovalAsync(user.Id, ct);
        after.TellOfSecondFactor(user.Id, "O aplicativo autenticador foi removido da sua conta.");
    }

    /// <summary>Recovery codes go with the last factor, and so does what sessions have shown of it.</summary>
    public async Task FinishRemovalAsync(Guid userId, CancellationToken ct)
    {
        if (!(await FindAsync(userId, ct)).HasAny)
        {
            await db.Set<RecoveryCode>().Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
            await signIns.DemoteAsync(userId, ct);
        }
    }

    /// <summary>Removes all second factors of somebody who has lost them, and ends their sessions.</summary>
    public async Task ResetAsync(Guid userId, CurrentUser? by, CancellationToken ct)
    {
        await SaveAsync(async () =>
        {
            await db.Set<SecondFactor>().Where(f => f.UserId == userId).ExecuteDeleteAsync(ct);
            await db.Set<Passkey>().Where(p => p.UserId == userId).ExecuteDeleteAsync(ct);
            await db.Set<RecoveryCode>().Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
            db.AuditLog.Write(by?.Id, "second-factor.reset", $"user:{userId}", address: by?.Address,
                via: by is null ? "command line" : $"session:{by.SessionId}", organisation: by?.Organisation);
        }, ct);
        await signIns.EndAsync(db.Sessions.Where(s => s.UserId == userId), "second factor reset", by, null, ct);
    }

    /// <summary>Encrypts the secrets of all with the key of today. Those that wait for a first code are asked for again.</summary>
    /// <returns>How many were encrypted with another one.</returns>
    public async Task<int> RenewEncryptionAsync(CancellationToken ct)
    {
        var renewed = 0;
        foreach (var row in await db.Set<SecondFactor>().Where(f => f.Secret != null).ToListAsync(ct))
        {
            if (await cipher.RenewAsync(row.Secret!, NamePurpose(row.UserId), ct) is { } better)
            {
                row.Secret = better;
                renewed++;
            }
        }

        await db.SaveChangesAsync(ct);
        return renewed;
    }

    public async Task<string[]> ReplaceRecoveryCodesAsync(Guid userId, CancellationToken ct)
    {
        await db.Set<RecoveryCode>().Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
        string[] codes = [.. Enumerable.Range(0, CodesOfPaper).Select(_ => PaperCode.New())];
        db.AddRange(codes.Select(code =>
            new RecoveryCode { UserId = userId, Hash = PaperCode.ComputeHash(PaperCode.Normalize(code)!) }));
        return codes;
    }

    /// <summary>Does all of it or nothing, and saves what was added.</summary>
    public Task SaveAsync(Func<Task> change, CancellationToken ct) => db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await change();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    });

    private static string NamePurpose(Guid userId) => $"totp:{userId}";

    /// <summary>The members of the problem are for the client's program.</summary>
    private static ProblemHttpResult Refuse(FactorsOfPerson factors, string why) => ProblemServices.Problem(403, why,
        new("second_factor_required", true),
        new("second_factor_methods", (string[])[.. factors.HasApp ? ["totp"] : Array.Empty<string>(), "recovery_code",
            .. factors.Passkeys > 0 ? ["passkey"] : Array.Empty<string>()]));

    private async Task<bool> VerifyAsync(Guid userId, string typed, HttpContext http, CancellationToken ct)
    {
        var secret = await db.Set<SecondFactor>().Where(f => f.UserId == userId).Select(f => f.Secret).SingleOrDefaultAsync(ct);
        if (PaperCode.Normalize(typed) is { } paper)
        {
            if (!await SecondFactorRows.TakeRecoveryCodeAsync(db, userId, PaperCode.ComputeHash(paper), ct))
            {
                return false;
            }

            db.AuditLog.Write(userId, "second-factor.recovery-code-used", $"user:{userId}", address: ClientAddress.FindAddress(http));
            await db.SaveChangesAsync(ct);
            after.TellOfSecondFactor(userId, "Um código de recuperação foi usado para entrar na sua conta; ele não pode ser usado outra vez.");
            return true;
        }

        return secret is not null && FindStep(await cipher.DecryptAsync(secret, NamePurpose(userId), ct), typed) is { } step
            && await SecondFactorRows.TakeStepAsync(db, userId, step, ct);
    }

    private long? FindStep(byte[] secret, string typed)
    {
        var digits = string.Concat(typed.Where(c => !char.IsWhiteSpace(c)));
        return new Totp(secret).VerifyTotp(clock.GetUtcNow().UtcDateTime, digits, out var step, OneStep) ? step : null;
    }
}
