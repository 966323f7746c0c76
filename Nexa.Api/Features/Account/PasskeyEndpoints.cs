using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Account;

/// <summary>The person's own passkeys.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/me/passkeys").WithTags("Account").WithoutIdempotency().OpenBeforeEnrolment()
            .RequireAuthorization(IdentityServices.SignedIn);
        group.MapGet("", ListAsync).WithName("listPasskeys").WithSummary("The person's passkeys");
        var changes = group.MapGroup("").RequireRateLimiting(RateLimits.SignIn);
        changes.MapPost("/options", BeginAsync).WithName("beginPasskey").WithSummary("What a device is asked to sign for a new passkey")
            .Refuses(403, 409);
        changes.MapPost("", AddAsync).WithName("createPasskey").WithSummary("Adds the passkey that the device has made").Refuses(409);
        changes.MapDelete("/{id:guid}", RemoveAsync).WithName("deletePasskey").WithSummary("Removes a passkey").Refuses(403);
    }

    private static async Task<Ok<PasskeyList>> ListAsync(
        [AllOrganisations] NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        TypedResults.Ok(new PasskeyList(await db.Set<Passkey>().Where(p => p.UserId == user.Id).OrderBy(p => p.Id)
            .Select(p => new PasskeyView(p.Id, p.Name, p.CreatedAt, p.LastUsedAt)).ToListAsync(ct)));

    private static async Task<Results<Ok<PasskeyAsked>, ValidationProblem, ProblemHttpResult>> BeginAsync(
        ConfirmWithFactor request, [AllOrganisations] NexaDbContext db, Passkeys passkeys, PasswordAgain again, CurrentUser user,
        HttpContext http, CancellationToken ct)
    {
        if (await again.RefuseWithFactorAsync(user, request.CurrentPassword, request.SecondFactor, http, ct) is { } refusal)
        {
            return refusal;
        }

        if (await RefuseFullAsync(db, user, ct) is { } full)
        {
            return full;
        }

        var (id, options) = await passkeys.BeginRegistrationAsync(
            await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Id, ct), ct);
        return TypedResults.Ok(new PasskeyAsked(id, options));
    }

    private static async Task<Results<Created<PasskeyMade>, ValidationProblem, ProblemHttpResult>> AddAsync(
        NewPasskey request, [AllOrganisations] NexaDbContext db, Passkeys passkeys, CurrentUser user, CancellationToken ct)
    {
        if (await passkeys.RegisterAsync(user, request.ChallengeId!.Value, request.Name!.Trim(), request.Credential!.Value, ct)
            is not var (passkey, codes))
        {
            return await RefuseFullAsync(db, user, ct)
                ?? ProblemServices.Problem(409, "A chave de acesso não foi aceita, ou o prazo de 5 minutos terminou; comece novamente.");
        }

        return TypedResults.Created("/me/passkeys", new PasskeyMade(
            new PasskeyView(passkey.Id, passkey.Name, passkey.CreatedAt, passkey.LastUsedAt), codes));
    }

    private static async Task<ProblemHttpResult?> RefuseFullAsync(NexaDbContext db, CurrentUser user, CancellationToken ct) =>
        await db.Set<Passkey>().CountAsync(p => p.UserId == user.Id, ct) < Passkeys.Most ? null
            : ProblemServices.Problem(409, $"Limite de {Passkeys.Most} chaves de acesso atingido; remova uma antes.");

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> RemoveAsync(
        Guid id, [FromBody] ConfirmWithFactor request, [AllOrganisations] NexaDbContext db, Passkeys passkeys, PasswordAgain again,
        CurrentUser user, HttpContext http, CancellationToken ct)
    {
        if (!await db.Set<Passkey>().AnyAsync(p => p.Id == id && p.UserId == user.Id, ct))
        {
            return TypedResults.NotFound();
        }

        if (await again.RefuseWithFactorAsync(user, request.CurrentPassword, request.SecondFactor, http, ct) is { } refusal)
        {
            return refusal;
        }

        await passkeys.RemoveAsync(user, id, ct);
        return TypedResults.NoContent();
    }
}
