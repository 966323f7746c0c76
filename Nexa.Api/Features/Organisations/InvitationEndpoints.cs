using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Mail;

namespace Nexa.Api.Features.Organisations;

/// <summary>Members come by an invitation that they accept, signed in or by registering with it; nobody is taken.</summary>
internal static class InvitationEndpoints
{
    /// <summary>Open invitations of an organisation: more would make Nexa a sender of unwanted mail.</summary>
    private const int MostOpen = 100;
    internal const string NotValid = "O convite expirou ou foi enviado a outro e-mail.";

    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/organisation/invitations").WithTags("Organisation")
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageMembers);
        group.MapGet("/", ListAsync).WithName("listInvitations").WithSummary("Invitations that wait for an answer");
        group.MapPost("/", InviteAsync).WithName("invite").WithoutIdempotency() // it may carry the password
            .WithSummary("Mails an invitation; an earlier one to the same address ends")
            .Refuses(409);
        group.MapDelete("/{id:guid}", RevokeAsync).WithName("revokeInvitation").WithSummary("Revokes an invitation");
        routes.MapPost("/invitations/accept", AcceptAsync).WithName("acceptInvitation").WithTags("Organisation").WithoutIdempotency()
            .WithSummary("Joins the organisation that invited the person").RequireAuthorization(IdentityServices.SignedIn);
    }

    private static async Task<Results<Ok<InvitationPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, CurrentUser user, TimeProvider clock, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "invited", out var after))
        {
            return Paging.RefuseCursor();
        }

        var (now, size) = (clock.GetUtcNow(), Paging.ReadSize(limit));
        var rows = await db.Invitations.Where(i => i.OrganisationId == user.Organisation && i.ExpiresAt > now)
            .Where(i => after == null || i.Id > after.Id).OrderBy(i => i.Id).Take(size + 1)
            .Select(i => new InvitationView(i.Id, i.Email, i.Role, i.InvitedBy, i.CreatedAt, i.ExpiresAt)).ToListAsync(ct);
        var (shown, next) = Paging.Cut(rows, size, last => new Cursor("invited", "", last.Id));
        return TypedResults.Ok(new InvitationPage(shown, next));
    }

    private static async Task<Results<Created<InvitationView>, ValidationProblem, ProblemHttpResult>> InviteAsync(
        Invite request, NexaDbContext db, PasswordAgain again, AfterAnswer after, IdentitySettings settings, CurrentUser user,
        TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (MemberEndpoints.FindAssignableRole(request.Role ?? Roles.Analyst) is not { } role)
        {
            return MemberEndpoints.UnknownRole();
        }

        // An ADMIN outlives the session that invites them, and makes others.
        if (role == Roles.Admin && await again.RefuseAsync(user.Id, request.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        var email = User.NormalizeEmail(request.Email!);
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(o => o.Id == user.Organisation, ct);
        if (await db.Memberships.AnyAsync(m => m.OrganisationId == organisation.Id
            && db.Users.Any(u => u.Id == m.UserId && u.Email == email), ct))
        {
            return ProblemServices.Problem(409, "Esta pessoa já é membro da organização.");
        }

        if (await db.Invitations.CountAsync(i => i.OrganisationId == organisation.Id && i.Email != email, ct) >= MostOpen)
        {
            return ProblemServices.Problem(409, $"Limite de {MostOpen} convites em aberto atingido; revogue algum antes.");
        }

        var (now, token) = (clock.GetUtcNow(), Secret.New());
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(), OrganisationId = organisation.Id, Email = email, Role = role, Hash = Secret.ComputeHash(token),
            InvitedBy = user.Id, CreatedAt = now, ExpiresAt = now.AddDays(settings.InvitationDays),
        };
        db.RemoveRange(await db.Invitations.Where(i => i.OrganisationId == organisation.Id && i.Email == email).ToListAsync(ct));
        db.Add(invitation);
        db.Audit(user, "member.invited", $"invitation:{invitation.Id}", after: new { role });
        if (!await db.SavedUniquelyAsync(ct))
        {
            return ProblemServices.Problem(409, "Esta pessoa acaba de ser convidada.");
        }

        var link = $"{settings.PublicUrl.TrimEnd('/')}/invitation#token={token}"; // after the #: never sent to a server, so in no log
        after.Do((services, stopping) => services.GetRequiredService<IMailer>().SendAsync(
            new Letter(email, $"Nexa: convite de {organisation.Name}",
                $"Você recebeu um convite para a organização {organisation.Name} na Nexa. Para aceitar, acesse:\n\n{link}\n\nO convite "
                + $"vale por {settings.InvitationDays} dias e só para este e-mail. Se não o esperava, ignore esta mensagem."),
            stopping));
        return TypedResults.Created($"/organisation/invitations/{invitation.Id}", new InvitationView(
            invitation.Id, email, role, user.Id, invitation.CreatedAt, invitation.ExpiresAt));
    }

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(Guid id, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        if (await db.Invitations.SingleOrDefaultAsync(i => i.Id == id && i.OrganisationId == user.Organisation, ct) is not { } invitation)
        {
            return TypedResults.NotFound();
        }

        db.Remove(invitation);
        db.Audit(user, "invitation.revoked", $"invitation:{id}");
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Joined>, ValidationProblem, ProblemHttpResult>> AcceptAsync(
        AcceptInvitation request, [AllOrganisations] NexaDbContext db, Sessions sessions, CurrentUser user, CancellationToken ct)
    {
        var email = await db.Users.Where(u => u.Id == user.Id).Select(u => u.Email).SingleAsync(ct);
        var joined = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var accepted = await JoinAsync(db, user, request.Token!, email, ct);
            await transaction.CommitAsync(ct);
            return accepted;
        });
        if (joined is null)
        {
            return ProblemServices.Problem(400, NotValid);
        }

        await sessions.AnnounceChangeAsync(user.Id);
        return TypedResults.Ok(new Joined(joined.OrganisationId, joined.Role));
    }

    /// <summary>Accepts an invitation and audits that, in the caller's transaction.</summary>
    /// <returns>Null when it is not valid, or is for another address.</returns>
    internal static async Task<AcceptedInvitation?> JoinAsync(
        NexaDbContext db, CurrentUser user, string token, string email, CancellationToken ct)
    {
        var joined = await InvitationRows.AcceptAsync(db, Secret.ComputeHash(token), user.Id, email, ct);
        if (joined is not null)
        {
            db.Audit(user with { Organisation = joined.OrganisationId }, "member.joined", $"user:{user.Id}", after: new { joined.Role });
            await db.SaveChangesAsync(ct);
        }

        return joined;
    }
}
