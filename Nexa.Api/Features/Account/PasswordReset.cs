using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Mail;

namespace Nexa.Api.Features.Account;

/// <summary>A link by e-mail that sets a new password.</summary>
internal static class PasswordResets
{
    private const int MostAnHour = 3;

    public static void MapPasswordReset(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/password-reset").WithTags("Account").AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
        open.MapPost("", AskAsync).WithName("requestPasswordReset")
            .WithSummary("Mails a link that sets a new password; answers the same for every e-mail");
        open.MapPost("/confirm", ConfirmAsync).WithName("confirmPasswordReset")
            .WithSummary("Sets the new password; ends every session, API key and webhook of the person");
    }

    /// <summary>Mails a link once the answer is on its way.</summary>
    private static void Send(AfterAnswer after, string email, string? address) =>
        after.Do(async (services, ct) =>
    {
        var db = services.GetAllOrganisations();
        var settings = services.GetRequiredService<IdentitySettings>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var user = await db.Users.FirstOrDefaultAsync(u => u.Email == email && u.Id != User.Anonymous, ct);
        var hourAgo = now.AddMinutes(settings.PasswordResetMinutes - 60);
        if (user is null || await db.Set<PasswordReset>().CountAsync(r => r.UserId == user.Id && r.ExpiresAt > hourAgo, ct) >= MostAnHour)
        {
            return;
        }

        var token = Secret.New();
        db.Add(new PasswordReset { Hash = Secret.ComputeHash(token), UserId = user.Id,
            ExpiresAt = now.AddMinutes(settings.PasswordResetMinutes) });
        db.AuditLog.Write(null, "password.reset-mailed", $"user:{user.Id}", address: address);
        await db.SaveChangesAsync(ct);
        var link = $"{settings.PublicUrl.TrimEnd('/')}/password-reset#token={token}"; // after the #: never sent to a server, so in no log
        await services.GetRequiredService<IMailer>().SendAsync(
            new Letter(user.Email, "Nexa: nova senha",
                $"Para criar uma nova senha na Nexa, acesse:\n\n{link}\n\nO link é válido por {settings.PasswordResetMinutes} "
                + "minutos e só pode ser usado uma vez. Se você não fez esta solicitação, ignore esta mensagem."), ct);
    });

    /// <summary>Withdraws unused links: a link must not outlive the password or the address that it was made for.</summary>
    public static Task WithdrawAsync(NexaDbContext db, TimeProvider clock, Guid userId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Set<PasswordReset>().Where(r => r.UserId == userId && r.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.UsedAt, now), ct);
    }

    private static Accepted<Said> AskAsync(AskReset request, AfterAnswer after, HttpContext http)
    {
        Send(after, User.NormalizeEmail(request.Email!), ClientAddress.FindAddress(http));
        return TypedResults.Accepted((string?)null,
            new Said("Se houver um usuário com este e-mail, ele receberá um link para criar uma nova senha."));
    }

    private static async Task<Results<Ok<Said>, ValidationProblem, ProblemHttpResult>> ConfirmAsync(
        ConfirmReset request, [AllOrganisations] NexaDbContext db, Passwords passwords, SignInGate gate, SignIns signIns,
        TimeProvider clock,
        HttpContext http, CancellationToken ct)
    {
        var invalid = ProblemServices.Problem(400, "O link expirou ou já foi usado; solicite outro.");
        var now = clock.GetUtcNow();
        var hash = Secret.ComputeHash(request.Token!);
        var user = await db.Set<PasswordReset>().Where(r => r.Hash == hash && r.UsedAt == null && r.ExpiresAt > now)
            .Join(db.Users, r => r.UserId, u => u.Id, (_, u) => u).FirstOrDefaultAsync(ct);
        if (user is null)
        {
            return invalid;
        }

        if (PasswordRules.FindObjection(request.NewPassword, user.Email, user.Name) is { } objection)
        {
            return ProblemServices.Invalid("new_password", objection);
        }

        var newHash = await passwords.HashAsync(request.NewPassword!, ct);
        var used = await db.Set<PasswordReset>()
            .Where(r => r.UserId == user.Id && r.UsedAt == null && db.Set<PasswordReset>()
                .Any(mine => mine.Hash == hash && mine.UsedAt == null))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.UsedAt, now), ct);
        if (used == 0)
        {
            return invalid; // another request was quicker
        }

        user.PasswordHash = newHash;
        user.EmailVerifiedAt ??= now; // the link came by mail
        db.AuditLog.Write(user.Id, "password.reset", $"user:{user.Id}", address: ClientAddress.FindAddress(http));
        await signIns.EndAllAsync(user.Id, null, "password reset", null, ClientAddress.FindAddress(http), ct);
        await gate.RecordSuccessAsync(SignInGate.NameAccount(user, user.Email), ClientAddress.BuildKey(http), ct);
        return TypedResults.Ok(new Said("Senha alterada. Entre com a nova senha."));
    }
}
