using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Account;

/// <param name="IdToken">As the provider gave it; good once.</param>
/// <param name="SecondFactor">A code of the authenticator app, or a recovery code; who has a second factor is asked for it by 403 and
/// <c>second_factor_required</c>, unless the provider's own counts.</param>
public sealed record ProviderSignIn(
    [Required(ErrorMessage = "Informe id_token."), StringLength(16_384, ErrorMessage = "id_token inválido.")] string? IdToken,
    [StringLength(40, ErrorMessage = "second_factor inválido.")] string? SecondFactor = null);

/// <summary>Sign-in by an OpenID provider: the console brings the identity token of a sign-in there.</summary>
internal static class ProviderSignInEndpoint
{
    private static readonly Dictionary<ProviderRefusal, string> Sentences = new()
    {
        [ProviderRefusal.Replayed] = "Este acesso já foi usado; entre novamente.",
        [ProviderRefusal.NoRole] = "Sua conta no provedor não tem um perfil na Nexa; solicite acesso a um administrador.",
        [ProviderRefusal.Email] = "O provedor não confirmou um e-mail da sua organização; fale com um administrador.",
        [ProviderRefusal.Operator] = "Esta conta entra com senha e segundo fator.",
        [ProviderRefusal.Linked] = "O e-mail pertence a outra conta do provedor; fale com um administrador.",
        [ProviderRefusal.Organisation] = "A organização deste acesso não existe mais; fale com o operador do sistema.",
    };

    public static void MapProviderSignIn(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/login/provider", SignInAsync).WithName("signInWithProvider").WithTags("Account").AllowAnonymous()
            .WithoutIdempotency().RequireRateLimiting(RateLimits.SignIn).Refuses(401, 403)
            .WithSummary("An OpenID provider's identity token for an access token and a refresh token");

    private static async Task<Results<Ok<SignedIn>, ValidationProblem, ProblemHttpResult>> SignInAsync(
        ProviderSignIn request, [AllOrganisations] NexaDbContext db, IdentitySettings settings, IdentityTokens identities,
        ProviderSignIns providers, SecondFactors factors, SignInGate gate, HttpContext http, CancellationToken ct)
    {
        if (settings.Oidc.Authority is null)
        {
            return ProblemServices.Problem(401, "O acesso por um provedor não está configurado.");
        }

        if (await identities.VerifyAsync(request.IdToken!, ct) is not { } identity)
        {
            return await FailAsync("user:unknown", "token",
                ProblemServices.Problem(401, "O acesso pelo provedor não foi aceito; entre novamente."));
        }

        var (user, refusal) = await providers.FindAsync(identity, ct);
        if (refusal is { } why)
        {
            return await RefuseAsync(why);
        }

        string[] amr = identity.HasSecondFactor && settings.Oidc.TrustSecondFactor ? ["sso", "mfa"] : ["sso"];
        if (user is not null && amr is ["sso"])
        {
            // A code is guessed no faster than a password; without one there is nothing to guess.
            if (!string.IsNullOrWhiteSpace(request.SecondFactor)
                && (await gate.EnterAsync(SignInGate.NameAccount(user, user.Email), ClientAddress.BuildKey(http), ct)).FindRefusal(http)
                    is { } tooMany)
            {
                return tooMany;
            }

            var (shown, missing) = await factors.AskAsync(user.Id, request.SecondFactor, http, ct);
            if (missing is not null)
            {
                return missing;
            }

            amr = [.. shown.Select(one => one == "pwd" ? "sso" : one)];
        }

        var (tokens, signedIn, late) = await providers.BeginAsync(request.IdToken!, identity, user, amr, http, ct);
        if (late is { } replayed)
        {
            return await RefuseAsync(replayed);
        }

        await gate.RecordSuccessAsync(SignInGate.NameAccount(signedIn, signedIn!.Email), ClientAddress.BuildKey(http), ct);
        return TypedResults.Ok(AccountEndpoints.ToSignedIn(tokens!, signedIn));

        Task<ProblemHttpResult> RefuseAsync(ProviderRefusal one) => FailAsync(user is null ? "user:unknown" : $"user:{user.Id}",
            JsonNamingPolicy.SnakeCaseLower.ConvertName(one.ToString()), ProblemServices.Problem(
                one is ProviderRefusal.Replayed ? 401 : 403, Sentences[one],
                new KeyValuePair<string, object?>("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(one.ToString()))));

        async Task<ProblemHttpResult> FailAsync(string subject, string reason, ProblemHttpResult problem)
        {
            db.ChangeTracker.Clear();
            db.AuditLog.Write(null, "sign-in.failed", subject, after: new { by = "provider", reason },
                address: ClientAddress.FindAddress(http));
            await db.SaveChangesAsync(ct);
            return problem;
        }
    }
}
