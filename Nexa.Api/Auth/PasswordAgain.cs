using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Auth;

/// <summary>
/// Asks a person who is signed in for the password once more, before what outlives their session. A stolen session must not guess it
/// faster than a stranger.
/// </summary>
internal sealed class PasswordAgain([AllOrganisations] NexaDbContext db, Passwords passwords, SignInGate gate)
{
    /// <returns>Null where the password is right.</returns>
    public async Task<ProblemHttpResult?> RefuseAsync(Guid userId, string? password, HttpContext http, CancellationToken ct)
    {
        var (account, client) = ($"again:{userId}", ClientAddress.BuildKey(http));
        if ((await gate.EnterAsync(account, client, ct)).FindRefusal(http) is { } tooMany)
        {
            return tooMany;
        }

        var hash = await db.Users.Where(u => u.Id == userId).Select(u => u.PasswordHash).FirstOrDefaultAsync(ct);
        if (password is not null && (await passwords.VerifyAsync(hash, password, ct)).Right)
        {
            await gate.RecordSuccessAsync(account, client, ct);
            return null;
        }

        db.ChangeTracker.Clear();
        db.AuditLog.Write(userId, "password.wrong", $"user:{userId}", address: ClientAddress.FindAddress(http));
        await db.SaveChangesAsync(ct);
        return TypedResults.Problem(new HttpValidationProblemDetails(
            [new("current_password", [password is null ? "Informe a senha atual." : "Senha atual incorreta."])])
        {
            Status = StatusCodes.Status400BadRequest,
        });
    }
}
