using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Auth.Mail;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Users;

/// <summary>
/// For an ADMIN: the users under their supervision, and those under nobody's. Another ADMIN's users do not exist for them.
/// </summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/users").WithTags("Users").RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageUsers);
        group.MapGet("/", ListAsync).WithSummary("The users that one supervises; with unassigned=true those that nobody does");
        group.MapPost("/", InviteAsync).WithSummary("Makes a user under one's supervision and mails them a link to set their password")
            .Refuses(409);
        group.MapGet("/{id:guid}", GetAsync).WithSummary("One user");
        group.MapPatch("/{id:guid}", ChangeAsync).WithSummary("Changes name, role, supervision; disables or enables");
        group.MapDelete("/{id:guid}/sessions", EndSessionsAsync).WithSummary("Ends every session of a user");
        group.MapGet("/{id:guid}/data", ExportAsync).WithSummary("Everything that Nexa keeps of a user, as JSON (LGPD)")
            .Produces<JsonElement>(200, "application/json");
        group.MapGet("/{id:guid}/audit", AuditAsync).WithSummary("What a user did, newest first");
        group.MapDelete("/{id:guid}", EraseAsync).WithSummary("Erases a user and everything of theirs (LGPD)").Refuses(409);
    }

    private static async Task<Ok<UserPage>> ListAsync(
        NexaDbContext db, CurrentUser user, bool? unassigned, Guid? cursor, int? limit, CancellationToken ct)
    {
        var size = Math.Clamp(limit ?? 50, 1, 200);
        var which = unassigned is true ? Unassigned(db, user) : db.Users.Where(u => u.AdminId == user.Id);
        var page = await which.AsNoTracking().Where(u => cursor == null || u.Id < cursor).OrderByDescending(u => u.Id).Take(size + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(
            new UserPage([.. page.Take(size).Select(u => u.View())], page.Count > size ? page[size - 1].Id.ToString() : null));
    }

    private static async Task<Results<Created<UserView>, ValidationProblem, ProblemHttpResult>> InviteAsync(
        InviteUser request, NexaDbContext db, AfterAnswer after, Sessions sessions, CurrentUser admin, CancellationToken ct)
    {
        var role = request.Role?.ToUpperInvariant() ?? Roles.User;
        if (!Roles.Assignable.Contains(role, StringComparer.Ordinal))
        {
            return UnknownRole();
        }

        var user = new User { Id = Guid.CreateVersion7(), Name = request.Name!.Trim(), Email = User.EmailOf(request.Email!), Role = role,
            AdminId = admin.Id };
        db.Users.Add(user);
        db.Audit(admin, "user.invited", $"user:{user.Id}", after: new { user.Role, user.AdminId });
        if (!await db.SavedUniquelyAsync(ct))
        {
            return ProblemServices.Problem(409, "Já existe um usuário com este e-mail.");
        }

        await sessions.ChangedAsync(admin.Id);
        PasswordResets.Send(after, user.Email, "Nexa: convite", "Você foi convidado para o Nexa. Para criar a sua senha, abra:",
            admin.Address);
        return TypedResults.Created($"/users/{user.Id}", user.View());
    }

    private static async Task<Results<Ok<UserView>, NotFound>> GetAsync(
        Guid id, NexaDbContext db, CurrentUser admin, CancellationToken ct) =>
        await Mine(db, admin).AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct) is { } user
            ? TypedResults.Ok(user.View()) : TypedResults.NotFound();

    private static async Task<Results<Ok<UserView>, NotFound, ValidationProblem>> ChangeAsync(
        Guid id, ChangeUser request, NexaDbContext db, CurrentUser admin, Sessions sessions, TimeProvider time, CancellationToken ct)
    {
        var role = request.Role?.ToUpperInvariant();
        if (role is not null && !Roles.Assignable.Contains(role, StringComparer.Ordinal))
        {
            return UnknownRole();
        }

        // Someone under nobody's supervision must be taken under one's own before anything else of theirs can be touched.
        var allowed = request.Supervised is true ? Mine(db, admin).Concat(Unassigned(db, admin)) : Mine(db, admin);
        if (await allowed.FirstOrDefaultAsync(u => u.Id == id, ct) is not { } user)
        {
            return TypedResults.NotFound();
        }

        var before = new { user.Role, user.AdminId, disabled = user.DisabledAt is not null };
        user.Name = request.Name?.Trim() ?? user.Name;
        user.Role = role ?? user.Role;
        user.AdminId = request.Supervised switch { true => admin.Id, false => null, null => user.AdminId };
        user.DisabledAt = request.Disabled switch { true => user.DisabledAt ?? time.GetUtcNow(), false => null, null => user.DisabledAt };
        db.Audit(admin, "user.changed", $"user:{user.Id}", before, new { user.Role, user.AdminId, disabled = user.DisabledAt is not null });
        await db.SaveChangesAsync(ct);
        await sessions.ChangedAsync(user.Id);
        await sessions.ChangedAsync(admin.Id);
        return TypedResults.Ok(user.View());
    }

    private static async Task<Results<NoContent, NotFound>> EndSessionsAsync(
        Guid id, NexaDbContext db, CurrentUser admin, SignIns signIns, CancellationToken ct)
    {
        if (!await Mine(db, admin).AnyAsync(u => u.Id == id, ct))
        {
            return TypedResults.NotFound();
        }

        await signIns.EndAsync(db.Sessions.Where(s => s.UserId == id), "ended by an ADMIN", admin, null, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<PushStreamHttpResult, NotFound>> ExportAsync(
        Guid id, NexaDbContext db, CurrentUser admin, CancellationToken ct) =>
        await Mine(db, admin).AnyAsync(u => u.Id == id, ct) ? await PersonalData.ExportAsync(db, admin, id, ct) : TypedResults.NotFound();

    private static async Task<Results<Ok<AuditPage>, NotFound>> AuditAsync(
        Guid id, NexaDbContext db, CurrentUser admin, long? cursor, int? limit, CancellationToken ct)
    {
        if (!await Mine(db, admin).AnyAsync(u => u.Id == id, ct))
        {
            return TypedResults.NotFound();
        }

        var size = Math.Clamp(limit ?? 50, 1, 200);
        var subject = $"user:{id}";
        var page = await db.AuditLog.AsNoTracking()
            .Where(e => (e.UserId == id || e.Subject == subject) && (cursor == null || e.Id < cursor)).OrderByDescending(e => e.Id)
            .Take(size + 1).ToListAsync(ct);
        return TypedResults.Ok(new AuditPage(
            [.. page.Take(size).Select(e =>
                new AuditView(e.Id, e.At, e.UserId, e.Via, e.Address, e.Action, e.Subject, Parsed(e.Before), Parsed(e.After)))],
                page.Count > size ? page[size - 1].Id : null));
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> EraseAsync(
        Guid id, NexaDbContext db, CurrentUser admin, Sessions sessions, CancellationToken ct) =>
        await Mine(db, admin).FirstOrDefaultAsync(u => u.Id == id, ct) is not { } user ? TypedResults.NotFound()
        : await PersonalData.EraseAsync(db, sessions, admin, user, ct) ? TypedResults.NoContent()
        : ProblemServices.Problem(409, "É o último ADMIN; nomeie outro antes.");

    private static IQueryable<User> Mine(NexaDbContext db, CurrentUser admin) => db.Users.Where(u => u.AdminId == admin.Id);

    private static IQueryable<User> Unassigned(NexaDbContext db, CurrentUser admin) =>
        db.Users.Where(u => u.Id != admin.Id && u.Role != Roles.Anonymous && u.Role != Roles.Admin
            && !db.Users.Any(their => their.Id == u.AdminId && their.Role == Roles.Admin && their.DisabledAt == null));

    private static JsonElement? Parsed(string? json) => json is null ? null : JsonElement.Parse(json);

    private static ValidationProblem UnknownRole() =>
        ProblemServices.Invalid("role", $"role deve ser um de: {string.Join(", ", Roles.Assignable)}.");
}
