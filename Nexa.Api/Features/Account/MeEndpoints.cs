using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Downloads;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Mail;

namespace Nexa.Api.Features.Account;

/// <summary>The user's own account.</summary>
internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", GetAsync).WithName("getMe").WithTags("Account")
            .WithSummary("Who is signed in, in which organisation, and what they may do").OpenBeforeEnrolment();
        var group = routes.MapGroup("/me").WithTags("Account").WithoutIdempotency().RequireAuthorization(IdentityServices.SignedIn);
        group.MapPatch("/", ChangeAsync).WithName("updateMe").RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("Changes name or e-mail").Refuses(403, 409);
        group.MapPost("/password", ChangePasswordAsync).WithName("changePassword").RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("Changes the password; ends the other sessions, and the person's API keys and webhooks unless keep_keys is true");
        group.MapGet("/sessions", ListSessionsAsync).WithName("listSessions").WithSummary("Where the user is signed in, last used first");
        group.MapDelete("/sessions/{id:guid}", EndSessionAsync).WithName("deleteSession").WithSummary("Ends one session");
        group.MapGet("/data", (CurrentUser user, [AllOrganisations] NexaDbContext db, CancellationToken ct) =>
            PersonalData.ExportAsync<User>(db, user, user.Id, user.Reach, ct)).WithName("exportMyData").AsDownload()
            .WithSummary("Everything that Nexa keeps of the person, as JSON (LGPD)")
            .Produces<JsonElement>(200, "application/json");
        group.MapDelete("/", EraseAsync).WithName("deleteMe").WithSummary("Erases the person, and an organisation of theirs alone (LGPD)")
            .Refuses(409);
    }

    private static async Task<Ok<MyAccount>> GetAsync([AllOrganisations] NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        var row = await db.Users.AsNoTracking().FirstAsync(u => u.Id == user.Id, ct);
        var organisations = db.Memberships.Where(m => m.UserId == user.Id && (user.Reach == null || m.OrganisationId == user.Reach))
            .OrderBy(m => m.OrganisationId)
            .Join(db.Organisations, m => m.OrganisationId, o => o.Id, (m, o) => new MyOrganisation(o.Id, o.Name, m.Role));
        return TypedResults.Ok(
            new MyAccount(row.Id, row.Name, row.Email, user.Role.Length == 0 ? null : user.Role, user.Organisation == Guid.Empty ? null
                : user.Organisation,
            await organisations.ToListAsync(ct), [.. user.Permissions.Order(StringComparer.Ordinal)], row.CreatedAt,
            user.MustEnrol, row.Position, row.Registration));
    }

    private static async Task<Results<Ok<UserView>, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        ChangeMe request, [AllOrganisations] NexaDbContext db, PasswordAgain again, EmailCodes codes, IdentitySettings settings,
        AfterAnswer after, CurrentUser user, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var row = await db.Users.FirstAsync(u => u.Id == user.Id, ct);
        var oldEmail = row.Email;
        if (request.Email is { } typed && User.NormalizeEmail(typed) is var email && email != oldEmail)
        {
            if (await again.RefuseAsync(row.Id, request.CurrentPassword, http, ct) is { } wrong)
            {
                return wrong;
            }

            if (settings.VerifyEmail)
            {
                if (await codes.RefuseAsync(row, email, request.Code, http, ct) is { } refusal)
                {
                    return refusal;
                }

                await UserRows.FreeAddressAsync(db, email, ct);
            }

            row.Email = email;
            db.Audit(user, "user.email-changed", $"user:{row.Id}");
        }

        row.Name = request.Name?.Trim() ?? row.Name;
        row.Position = Take(request.Position, row.Position);
        row.Registration = Take(request.Registration, row.Registration);
        if (!await db.SavedUniquelyAsync(ct))
        {
            return ProblemServices.Problem(409, "Já existe um usuário com este e-mail.");
        }

        if (row.Email != oldEmail)
        {
            await PasswordResets.WithdrawAsync(db, clock, row.Id, ct);
            after.Do((services, stopping) => services.GetRequiredService<IMailer>().SendAsync(
                new Letter(oldEmail, "Nexa: e-mail alterado",
                    "O e-mail da sua conta na Nexa foi alterado. Se você não fez essa alteração, avise um administrador."), stopping));
        }

        return TypedResults.Ok(row.ToView());
    }

    // Left out, a field stays; an empty text clears it.
    private static string? Take(string? typed, string? known) => typed is null ? known : typed.Trim() is { Length: > 0 } text ? text : null;

    private static async Task<Results<Ok<Said>, ValidationProblem, ProblemHttpResult>> ChangePasswordAsync(
        ChangePassword request, [AllOrganisations] NexaDbContext db, Passwords passwords, PasswordAgain again, SignIns signIns,
        CurrentUser user, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var row = await db.Users.FirstAsync(u => u.Id == user.Id, ct);
        if (PasswordRules.FindObjection(request.NewPassword, row.Email, row.Name) is { } objection)
        {
            return ProblemServices.Invalid("new_password", objection);
        }

        if (await again.RefuseAsync(row.Id, request.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        row.PasswordHash = await passwords.HashAsync(request.NewPassword!, ct);
        await PasswordResets.WithdrawAsync(db, clock, row.Id, ct);
        db.Audit(user, "password.changed", $"user:{row.Id}");
        if (request.KeepKeys)
        {
            await signIns.EndAsync(
                db.Sessions.Where(s => s.UserId == user.Id && s.Id != user.SessionId), "password changed", user, null, ct);
            return TypedResults.Ok(new Said("Senha alterada; as outras sessões foram encerradas."));
        }

        await signIns.EndAllAsync(user.Id, user.SessionId, "password changed", user, null, ct);
        return TypedResults.Ok(new Said("Senha alterada; suas outras sessões, chaves de API e webhooks foram encerrados."));
    }

    private static async Task<Results<Ok<SessionPage>, ValidationProblem>> ListSessionsAsync(
        [AllOrganisations] NexaDbContext db, IdentitySettings settings, CurrentUser user, TimeProvider clock, string? cursor, int? limit,
        CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "refreshed_at", out var after, key => Cursor.ParseMoment(key) is not null))
        {
            return Paging.RefuseCursor();
        }

        var (now, size) = (clock.GetUtcNow(), Paging.ReadSize(limit));
        var idle = settings.IdleSince(now);
        var sessions = SelectOwn(db, user).Where(s => s.RevokedAt == null && s.ExpiresAt > now && s.RefreshedAt > idle);
        if (after is not null)
        {
            var at = Cursor.ParseMoment(after.Key);
            sessions = sessions.Where(s => s.RefreshedAt < at || (s.RefreshedAt == at && s.Id < after.Id));
        }

        var rows = await sessions.OrderByDescending(s => s.RefreshedAt).ThenByDescending(s => s.Id).Take(size + 1)
            .Select(s => new SessionView(s.Id, s.CreatedAt, s.RefreshedAt, s.Address, s.UserAgent, s.Id == user.SessionId))
            .ToListAsync(ct);
        var (shown, next) = Paging.Cut(rows, size, last => Cursor.At("refreshed_at", last.RefreshedAt, last.Id));
        return TypedResults.Ok(new SessionPage(shown, next));
    }

    /// <summary>The person's sessions that the caller may see: where it reaches one organisation, those that have tokens of it.</summary>
    private static IQueryable<UserSession> SelectOwn(NexaDbContext db, CurrentUser user) => db.Sessions.Where(s => s.UserId == user.Id
        && (user.Reach == null || db.Set<RefreshToken>().Any(t => t.SessionId == s.Id && t.OrganisationId == user.Reach)));

    private static async Task<Results<NoContent, NotFound>> EndSessionAsync(
        Guid id, [AllOrganisations] NexaDbContext db, SignIns signIns, CurrentUser user, CancellationToken ct)
    {
        var which = SelectOwn(db, user).Where(s => s.Id == id);
        if (!await which.AnyAsync(ct))
        {
            return TypedResults.NotFound();
        }

        await signIns.EndAsync(which, "ended from another session", user, null, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> EraseAsync(
        [FromBody] EraseMe request, [AllOrganisations] NexaDbContext db, PasswordAgain again, Sessions sessions, Doorbell doorbell,
        CurrentUser user, HttpContext http, CancellationToken ct)
    {
        var row = await db.Users.FirstAsync(u => u.Id == user.Id, ct);
        if (await again.RefuseAsync(row.Id, request.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        return await PersonalData.EraseAsync(db, sessions, doorbell, user, row, ct)
            ? TypedResults.NoContent()
            : ProblemServices.Problem(
                409, "Você é o último ADMIN de uma organização com outros membros; designe outro antes de prosseguir.");
    }
}
