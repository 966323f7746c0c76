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
        [ProviderRefusal.Operator] = "Quem opera a instalação entra com senha e segundo fator.",
        [ProviderRefusal.Linked] = "O e-mail pertence a outra conta do provedor; fale com um administrador.",
        [ProviderRefusal.Removed] = "Um administrador removeu você da organização; para voltar, solicite um convite.",
        [ProviderRefusal.LastAdmin] = "O provedor não dá a você o perfil ADMIN, e a organização não tem outro ADMIN; designe outro antes.",
        [ProviderRefusal.Organisation] = "A organização deste acesso não existe mais; fale com quem opera a instalação.",
    };

    public static void MapProviderSignIn(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/login/provider", SignInAsync).WithName("signInWithProvider").WithTags("Account").AllowAnonymous()
            .WithoutIdempotency().RequireRateLimiting(RateLimits.SignIn).Refuses(401, 403, 503)
            .WithSummary("An OpenID provider's identity token for an access token and a refresh token");

    private static async Task<Results<Ok<SignedIn>, ValidationProblem, ProblemHttpResult>> SignInAsync(
        ProviderSignIn request, [AllOrganisations] NexaDbContext db, IdentitySettings settings, IdentityTokens identities,
        ProviderSignIns providers, SecondFactors factors, SignInGate gate, HttpContext http, CancellationToken ct)
    {
        if (settings.Oidc.Authority is null)
        {
            return ProblemServices.Problem(401, "O acesso por um provedor de identidade não está configurado.");
        }

        ProvenIdentity? proven;
        try
        {
            proven = await identities.VerifyAsync(request.IdToken!, ct);
        }
        catch (ProviderAwayException)
        {
            return await FailAsync(db, null, "away", 503,
                "O provedor de identidade não respondeu; tente novamente em instantes ou entre com a senha.", http, ct);
        }

        if (proven is not { } identity)
        {
            return await FailAsync(db, null, "token", 401, "O acesso pelo provedor não foi aceito; entre novamente.", http, ct);
        }

        var (user, refusal) = await providers.FindAsync(identity, ct);
        string[] amr = identity.HasSecondFactor ? [ProviderBoundary.Amr, "mfa"] : [ProviderBoundary.Amr];
        if (refusal is null && user is not null && !identity.HasSecondFactor)
        {
            (amr, var more) = await AskAsync(db, factors, gate, user, request.SecondFactor, http, ct);
            if (more is not null)
            {
                return more;
            }
        }

        (Tokens? Tokens, User? User, ProviderRefusal? Refusal) begun = refusal is null
            ? await providers.BeginAsync(request.IdToken!, identity, user, amr, http, ct) : (null, user, refusal);
        if (begun.Refusal is { } why)
        {
            if (user is not null && why is (ProviderRefusal.NoRole or ProviderRefusal.LastAdmin))
            {
                await providers.WithdrawAsync(user, identity, http, ct);
            }

            return await FailAsync(db, user, JsonNamingPolicy.SnakeCaseLower.ConvertName(why.ToString()),
                why is ProviderRefusal.Replayed ? 401 : 403, Sentences[why], http, ct, settings.Oidc.Organisation);
        }

        await gate.RecordSuccessAsync(SignInGate.NameAccount(begun.User, begun.User!.Email), ClientAddress.BuildKey(http), ct);
        return TypedResults.Ok(AccountEndpoints.ToSignedIn(begun.Tokens!, begun.User));
    }

    /// <summary>Asks for Nexa's own second factor of whoever has one; its codes are guessed no faster than a password.</summary>
    private static async Task<(string[] Amr, ProblemHttpResult? Refusal)> AskAsync(
        NexaDbContext db, SecondFactors factors, SignInGate gate, User user, string? code, HttpContext http, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(code))
        {
            var answer = await gate.EnterAsync(SignInGate.NameAccount(user, user.Email), ClientAddress.BuildKey(http), ct);
            if (answer.FindRefusal(http) is { } tooMany)
            {
                if (answer.IsNews)
                {
                    db.AuditLog.Write(null, "sign-in.throttled", $"user:{user.Id}",
                        after: new { by = "provider", wait_seconds = (int)answer.Wait.TotalSeconds },
                        address: ClientAddress.FindAddress(http));
                    await db.SaveChangesAsync(ct);
                }

                return ([], tooMany);
            }
        }

        var (shown, refusal) = await factors.AskAsync(user.Id, code, http, ct);
        return ([.. shown.Select(one => one == "pwd" ? ProviderBoundary.Amr : one)], refusal);
    }

    private static async Task<ProblemHttpResult> FailAsync(
        NexaDbContext db, User? user, string reason, int status, string sentence, HttpContext http, CancellationToken ct,
        Guid? organisation = null)
    {
        db.ChangeTracker.Clear();
        db.AuditLog.Write(null, "sign-in.failed", user is null ? "user:unknown" : $"user:{user.Id}", after: new { by = "provider", reason },
            address: ClientAddress.FindAddress(http), organisation: organisation);
        await db.SaveChangesAsync(ct);
        return ProblemServices.Problem(status, sentence, new KeyValuePair<string, object?>("reason", reason));
    }
}
