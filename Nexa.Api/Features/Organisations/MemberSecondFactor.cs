using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Organisations;

/// <summary>
/// An ADMIN helps a member who has lost their second factor. Not one who belongs to other organisations, or runs the installation: whoever
/// invites somebody would decide how safe the account is elsewhere.
/// </summary>
internal static class MemberSecondFactor
{
    public static void MapMemberSecondFactor(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/organisation/members/{userId:guid}/reset-second-factor", ResetAsync).WithName("resetMemberSecondFactor")
            .WithTags("Organisation").WithoutIdempotency().WithSummary("Removes a member's second factors and ends their sessions")
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageMembers).Refuses(409);

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> ResetAsync(
        Guid userId, ResetMemberFactor request, [AllOrganisations] NexaDbContext db, SecondFactors factors, PasswordAgain again,
        AfterAnswer after, CurrentUser user, HttpContext http, CancellationToken ct)
    {
        var member = await db.Memberships.Where(m => m.OrganisationId == user.Organisation && m.UserId == userId)
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { u.Email, u.IsOperator }).SingleOrDefaultAsync(ct);
        if (member is null)
        {
            return TypedResults.NotFound();
        }

        if (userId == user.Id)
        {
            return ProblemServices.Problem(409, "Remova o seu próprio segundo fator em Minha conta, com a senha e um código.");
        }

        if (member.IsOperator || await db.Memberships.AnyAsync(m => m.UserId == userId && m.OrganisationId != user.Organisation, ct))
        {
            return ProblemServices.Problem(409,
                "Esta pessoa participa também de outra organização ou opera a instalação; solicite a remoção a quem opera a instalação.");
        }

        if (await again.RefuseAsync(user.Id, request.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        await factors.ResetAsync(userId, user, ct);
        after.TellOfReset(member.Email);
        return TypedResults.NoContent();
    }
}
