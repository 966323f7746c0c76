using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// Asks a person who is signed in for the password once more, before what outlives their session. A stolen session must not guess it
/// faster than a stranger.
/// </summary>
internal sealed class PasswordAgain(
    [AllOrganisations] NexaDbContext db, Passwords passwords, SecondFactors factors, SignInGate gate)
{
    /// <returns>Null where the password is right.</returns>
    public Task<ProblemHttpResult?> RefuseAsync(Guid userId, string? password, HttpContext http, CancellationToken ct) =>
        RefuseAsync(userId, password, () => Task.FromResult<ProblemHttpResult?>(null), http, ct);

    /// <summary>Asks for the second factor too, of whoever has one: before it is removed or another one is added.</summary>
    public Task<ProblemHttpResult?> RefuseWithFactorAsync(
        CurrentUser user, string? password, string? secondFactor, HttpContext http, CancellationToken ct) =>
        RefuseAsync(user.Id, password, async () =>
            user.Amr.Contains("pop", StringComparer.Ordinal) && !(await factors.FindAsync(user.Id, ct)).HasApp
                ? null // has shown the passkey, and has no code to show
                : (await factors.AskAsync(user.Id, secondFactor, http, ct)).Refusal, http, ct);

    private async Task<ProblemHttpResult?> RefuseAsync(
        Guid userId, string? password, Func<Task<ProblemHttpResult?>> askMore, HttpContext http, CancellationToken ct)
    {
        var (account, client) = ($"again:{userId}", ClientAddress.BuildKey(http));
        if ((await gate.EnterAsync(account, client, ct)).FindRefusal(http) is { } tooMany)
        {
            return tooMany;
        }

        var hash = await db.Users.Where(u => u.Id == userId).Select(u => u.PasswordHash).FirstOrDefaultAsync(ct);
        if (password is not null && (await passwords.VerifyAsync(hash, password, ct)).Right)
        {
            if (await askMore() is { } refusal)
            {
                return refusal;
            }

            await gate.RecordSuccessAsync(account, client, ct);
            return null;
        }

        db.ChangeTracker.Clear();
        db.AuditLog.Write(userId, "password.wrong", $"user:{userId}", address: ClientAddress.FindAddress(http));
        await db.SaveChangesAsync(ct);
        return TypedResults.Problem(new HttpValidationProblemDetails(
            [new("current_password", [
                // Who came by the provider alone has none.
                hash is null ? "Sua conta ainda não tem senha: crie uma em Esqueci a senha, na página de acesso."
                : password is null ? "Informe a senha atual." : "Senha atual incorreta.",
            ])])
        {
            Status = StatusCodes.Status400BadRequest,
        });
    }
}
