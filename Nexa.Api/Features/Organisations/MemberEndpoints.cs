using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Organisations;

/// <summary>Who is in the organisation. Its last ADMIN can neither leave nor become something else.</summary>
internal static class MemberEndpoints
{
    private const string LastAdmin = "Este é o último ADMIN da organização; designe outro antes de prosseguir.";

    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/organisation/members", ListAsync).WithName("listMembers").WithTags("Organisation")
            .WithSummary("Its members and their roles")
            .RequireAuthorization(Permissions.Read);
        routes.MapPost("/organisation/leave", LeaveAsync).WithName("leaveOrganisation").WithTags("Organisation")
            .WithSummary("Ends one's own membership").Refuses(409)
            .RequireAuthorization(IdentityServices.SignedIn);
        var group = routes.MapGroup("/organisation/members").WithTags("Organisation")
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageMembers);
        group.MapPatch("/{userId:guid}", ChangeAsync).WithName("changeMemberRole").WithSummary("Changes a member's role").Refuses(409);
        group.MapDelete("/{userId:guid}", RemoveAsync).WithName("removeMember").WithSummary("Removes a member; what they did stays")
            .Refuses(409);
    }

    private static async Task<Results<Ok<MemberPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, CurrentUser user, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "joined_at", out var after, key => Cursor.ParseMoment(key) is not null))
        {
            return Paging.RefuseCursor();
        }

        var members = db.Memberships.Where(m => m.OrganisationId == user.Organisation);
        if (after is not null)
        {
            var at = Cursor.ParseMoment(after.Key);
            members = members.Where(m => m.JoinedAt > at || (m.JoinedAt == at && m.UserId > after.Id));
        }

        var size = Paging.ReadSize(limit);
        var rows = await members.OrderBy(m => m.JoinedAt).ThenBy(m => m.UserId).Take(size + 1)
            .Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new MemberView(u.Id, u.Name, u.Email, m.Role, m.JoinedAt)).ToListAsync(ct);
        var (shown, next) = Paging.Cut(rows, size, last => Cursor.At("joined_at", last.JoinedAt, last.UserId));
        return TypedResults.Ok(new MemberPage(shown, next));
    }

    private static async Task<Results<NoContent, NotFound, ValidationProblem, ProblemHttpResult>> ChangeAsync(
        Guid userId, ChangeRole request, NexaDbContext db, Sessions sessions, CurrentUser user, CancellationToken ct) =>
        FindAssignableRole(request.Role) is { } role
            ? await SetAsync(db, sessions, user, userId, role, ct) switch
            {
                Change.Done => TypedResults.NoContent(),
                Change.Missing => TypedResults.NotFound(),
                _ => ProblemServices.Problem(409, LastAdmin),
            }
            : UnknownRole();

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> RemoveAsync(
        Guid userId, NexaDbContext db, Sessions sessions, CurrentUser user, CancellationToken ct) =>
        await SetAsync(db, sessions, user, userId, null, ct) switch
        {
            Change.Done => TypedResults.NoContent(),
            Change.Missing => TypedResults.NotFound(),
            _ => ProblemServices.Problem(409, LastAdmin),
        };

    private static Task<Results<NoContent, NotFound, ProblemHttpResult>> LeaveAsync(
        NexaDbContext db, Sessions sessions, CurrentUser user, CancellationToken ct) => RemoveAsync(user.Id, db, sessions, user, ct);

    /// <summary>Null for what is no role of an organisation.</summary>
    internal static string? FindAssignableRole(string? role) =>
        Roles.Assignable.FirstOrDefault(one => string.Equals(one, role, StringComparison.OrdinalIgnoreCase));

    internal static ValidationProblem UnknownRole() =>
        ProblemServices.Invalid("role", $"role deve ser um de: {string.Join(", ", Roles.Assignable)}.");

    private enum Change { Done, Missing, LastAdmin }

    /// <summary>Changes a member's role; null ends the membership.</summary>
    private static async Task<Change> SetAsync(
        NexaDbContext db, Sessions sessions, CurrentUser by, Guid userId, string? role, CancellationToken ct)
    {
        var change = await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await OrganisationRows.LockAsync(db, by.Organisation, ct); // of two ADMINs who leave at once the second waits here
            var member = await db.Memberships.SingleOrDefaultAsync(m => m.OrganisationId == by.Organisation && m.UserId == userId, ct);
            if (member is null)
            {
                return Change.Missing;
            }

            if (member.Role == Roles.Admin && role != Roles.Admin && !await db.Memberships.AnyAsync(
                m => m.OrganisationId == by.Organisation && m.UserId != userId && m.Role == Roles.Admin, ct))
            {
                return Change.LastAdmin;
            }

            var before = new { member.Role };
            if (role is null)
            {
                db.Remove(member);
            }
            else
            {
                member.Role = role;
            }

            db.Audit(by, role is null ? "member.removed" : "member.role-changed", $"user:{userId}", before, role is null ? null
                : new { role });
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return Change.Done;
        });
        if (change == Change.Done)
        {
            await sessions.AnnounceChangeAsync(userId);
        }

        return change;
    }
}
