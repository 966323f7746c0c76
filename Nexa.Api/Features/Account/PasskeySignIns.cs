using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Account;

/// <summary>Sign-in by a passkey alone: it stands for the password and the second factor.</summary>
internal static class PasskeySignIns
{
    public static void MapPasskeySignIn(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/login/passkey").WithTags("Account").AllowAnonymous().WithoutIdempotency()
            .RequireRateLimiting(RateLimits.SignIn);
        open.MapPost("/options", BeginAsync).WithName("beginPasskeySignIn").WithSummary("What a device is asked to sign for a sign-in");
        open.MapPost("", SignInAsync).WithName("signInWithPasskey").Refuses(401, 403)
            .WithSummary("A passkey's signature for an access token and a refresh token");
    }

    private static async Task<Ok<PasskeyAsked>> BeginAsync(Passkeys passkeys, CancellationToken ct)
    {
        var (id, options) = await passkeys.BeginSignInAsync(ct);
        return TypedResults.Ok(new PasskeyAsked(id, options));
    }

    private static async Task<Results<Ok<SignedIn>, ValidationProblem, ProblemHttpResult>> SignInAsync(
        PasskeySignIn request, [AllOrganisations] NexaDbContext db, Passkeys passkeys, SignInGate gate, AfterAnswer after,
        IdentitySettings settings, HttpContext http, CancellationToken ct)
    {
        var address = ClientAddress.FindAddress(http);
        var (user, claimed) = await passkeys.VerifySignInAsync(request.ChallengeId!.Value, request.Credential!.Value, ct);
        if (user is null)
        {
            db.AuditLog.Write(null, "sign-in.failed", claimed is null ? "user:unknown" : $"user:{claimed}", after: new { by = "passkey" },
                address: address);
            await db.SaveChangesAsync(ct);
            return ProblemServices.Problem(401, "A chave de acesso não foi aceita; tente novamente ou entre com a senha.");
        }

        if (await ProviderBoundary.RefuseAsync(db, settings.Oidc, user, http, ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var isNewPlace = await db.Sessions.AnyAsync(s => s.UserId == user.Id, ct)
            && !await db.Sessions.AnyAsync(s => s.UserId == user.Id && s.Address == address, ct);
        var tokens = await passkeys.BeginSessionAsync(user, http, ct);
        if (isNewPlace)
        {
            after.TellOfNewPlace(user.Id, address);
        }

        await gate.RecordSuccessAsync(SignInGate.NameAccount(user, user.Email), ClientAddress.BuildKey(http), ct);
        return TypedResults.Ok(AccountEndpoints.ToSignedIn(tokens, user));
    }
}
