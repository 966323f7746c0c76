using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using OtpNet;

namespace Nexa.Api.Features.Account;

/// <summary>The person's own authenticator app and recovery codes.</summary>
internal static class SecondFactorEndpoints
{
    public static void MapSecondFactor(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/me/second-factor").WithTags("Account").WithoutIdempotency().OpenBeforeEnrolment()
            .RequireAuthorization(IdentityServices.SignedIn);
        group.MapGet("", GetAsync).WithName("getSecondFactor").WithSummary("The person's second factors");
        var changes = group.MapGroup("").RequireRateLimiting(RateLimits.SignIn);
        changes.MapPost("", BeginAsync).WithName("beginSecondFactor").Refuses(403)
            .WithSummary("A secret for an authenticator app; it counts once its first code is confirmed");
        changes.MapPost("/confirm", ConfirmAsync).WithName("confirmSecondFactor").Refuses(409)
            .WithSummary("Takes the app into use and answers the recovery codes; ends sessions that showed a password alone");
        changes.MapPost("/recovery-codes", RenewCodesAsync).WithName("renewRecoveryCodes").Refuses(403, 409)
            .WithSummary("New recovery codes in place of all before");
        changes.MapDelete("", RemoveAsync).WithName("deleteSecondFactor").WithSummary("Removes the authenticator app").Refuses(403);
    }

    private static async Task<Ok<SecondFactorView>> GetAsync(
        [AllOrganisations] NexaDbContext db, SecondFactors factors, CurrentUser user, CancellationToken ct) =>
        TypedResults.Ok(new SecondFactorView(
            await db.Set<SecondFactor>().Where(f => f.UserId == user.Id).Select(f => f.EnrolledAt).SingleOrDefaultAsync(ct),
            (await factors.FindAsync(user.Id, ct)).RecoveryCodes, user.NeedsSecondFactor, user.HasSecondFactor));

    private static async Task<Results<Ok<SecondFactorBegun>, ValidationProblem, ProblemHttpResult>> BeginAsync(
        ConfirmWithFactor request, [AllOrganisations] NexaDbContext db, SecondFactors factors, PasswordAgain again, CurrentUser user,
        HttpContext http, CancellationToken ct)
    {
        if (await again.RefuseWithFactorAsync(user, request.CurrentPassword, request.SecondFactor, http, ct) is { } refusal)
        {
            return refusal;
        }

        var email = await db.Users.Where(u => u.Id == user.Id).Select(u => u.Email).SingleAsync(ct);
        var secret = await factors.BeginAsync(user, ct);
        return TypedResults.Ok(new SecondFactorBegun(
            Base32Encoding.ToString(secret), new OtpUri(OtpType.Totp, secret, email, "Nexa").ToString()));
    }

    private static async Task<Results<Ok<NewRecoveryCodes>, ValidationProblem, ProblemHttpResult>> ConfirmAsync(
        ConfirmSecondFactor request, SecondFactors factors, SignInGate gate, CurrentUser user, HttpContext http, CancellationToken ct)
    {
        var (account, client) = ($"enrol:{user.Id}", ClientAddress.BuildKey(http));
        if ((await gate.EnterAsync(account, client, ct)).FindRefusal(http) is { } tooMany)
        {
            return tooMany;
        }

        if (await factors.ConfirmAsync(user, request.Code!, ct) is not { } codes)
        {
            return ProblemServices.Invalid("code",
                "O código não confere. Confira o relógio do celular; depois de 15 minutos, comece o cadastro novamente.");
        }

        await gate.RecordSuccessAsync(account, client, ct);
        return TypedResults.Ok(new NewRecoveryCodes(codes));
    }

    private static async Task<Results<Ok<NewRecoveryCodes>, ValidationProblem, ProblemHttpResult>> RenewCodesAsync(
        ConfirmWithFactor request, SecondFactors factors, PasswordAgain again, CurrentUser user, HttpContext http, CancellationToken ct)
    {
        if (!(await factors.FindAsync(user.Id, ct)).HasAny)
        {
            return ProblemServices.Problem(409, "Sua conta não tem segundo fator.");
        }

        return await again.RefuseWithFactorAsync(user, request.CurrentPassword, request.SecondFactor, http, ct) is { } refusal
            ? refusal : TypedResults.Ok(new NewRecoveryCodes(await factors.RenewRecoveryCodesAsync(user, ct)));
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> RemoveAsync(
        [FromBody] ConfirmWithFactor request, SecondFactors factors, PasswordAgain again, CurrentUser user, HttpContext http,
        CancellationToken ct)
    {
        if (await again.RefuseWithFactorAsync(user, request.CurrentPassword, request.SecondFactor, http, ct) is { } refusal)
        {
            return refusal;
        }

        await factors.RemoveAppAsync(user, ct);
        return TypedResults.NoContent();
    }
}
