using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;

namespace Nexa.Api.Features.Account;

/// <summary>Tokens for another organisation of the same person; those of the former one hold until they expire.</summary>
internal static class SessionOrganisation
{
    public static void MapSessionOrganisation(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/session/organisation", ChangeAsync).WithName("changeOrganisation").WithTags("Account").WithoutIdempotency()
            .WithSummary("Gives tokens that name another organisation of the person").RequireAuthorization(IdentityServices.SignedIn)
            .Refuses(403);

    private static async Task<Results<Ok<SignedIn>, NotFound, ProblemHttpResult>> ChangeAsync(
        ChangeOrganisation request, [AllOrganisations] NexaDbContext db, SignIns signIns, IdentitySettings settings, CurrentUser user,
        TimeProvider clock, CancellationToken ct)
    {
        var membership = await db.Memberships.SingleOrDefaultAsync(
            m => m.OrganisationId == request.OrganisationId && m.UserId == user.Id, ct);
        if (membership is null)
        {
            return TypedResults.NotFound();
        }

        if (!await ProviderBoundary.LetsInAsync(db, settings.Oidc, user.Id, user.Amr, membership.OrganisationId, ct))
        {
            return ProblemServices.Problem(403, user.Amr.Contains(ProviderBoundary.Amr, StringComparer.Ordinal)
                ? "O provedor de identidade responde só pela sua própria organização; para trabalhar em outra, entre com a senha."
                : "Esta organização entra pelo provedor de identidade: use o botão dele na página de acesso.");
        }

        membership.UsedAt = clock.GetUtcNow();
        db.Audit(user with { Organisation = membership.OrganisationId }, "session.organisation-changed", $"session:{user.SessionId}");
        var tokens = await signIns.ContinueAsync(user.Id, user.SessionId!.Value, membership.OrganisationId, user.Amr, ct);
        return TypedResults.Ok(AccountEndpoints.ToSignedIn(tokens, await db.Users.AsNoTracking().FirstAsync(u => u.Id == user.Id, ct)));
    }
}
