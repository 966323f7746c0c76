using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Api.Idempotency;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.ApiKeys;

/// <param name="Scope">Names of permissions; what the maker's own role does not allow is refused.</param>
/// <param name="ExpiresAt">A moment with its offset, or a day in São Paulo, which is included whole; null: until it is revoked.</param>
/// <param name="CurrentPassword">The key outlives the session, so that the session alone does not make one.</param>
public sealed record NewApiKey(
    [Required(ErrorMessage = "Informe name."),
        StringLength(100, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 100 caracteres.")] string? Name,
    [Required(ErrorMessage = "Informe scope."),
        MinLength(1, ErrorMessage = "Informe ao menos uma permissão em scope.")] string[]? Scope,
    [property: JsonConverter(typeof(EndConverter))] DateTimeOffset? ExpiresAt,
    [Required(ErrorMessage = "Informe current_password."),
        StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword);

public sealed record ApiKeyView(
    Guid Id, string Name, string Prefix, IReadOnlyList<string> Scope, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <param name="LongestDays">How long a key of today may be valid; null: until it is revoked.</param>
public sealed record ApiKeyPage(IReadOnlyList<ApiKeyView> Items, string? NextCursor, int? LongestDays);

/// <param name="Key">Shown this once; send it as <c>X-Api-Key</c>.</param>
public sealed record ApiKeyMade(string Key, ApiKeyView ApiKey);

internal static class ApiKeyEndpoints
{
    // A machine's key is a machine's: what is a person's to decide stays with a sign-in.
    private static readonly string[] NeverInScope = [Permissions.ManageKeys, Permissions.ManageMembers];

    /// <summary>The last day may be asked for, and is included whole; clocks differ too. Such a key ends at the limit.</summary>
    private static readonly TimeSpan DayOfGrace = TimeSpan.FromDays(1);

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api-keys").WithTags("ApiKeys").WithoutIdempotency()
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageKeys);
        group.MapGet("/", ListAsync).WithName("listApiKeys")
            .WithSummary("The organisation's keys with their last use, newest first; revoked ones too");
        group.MapPost("/", MakeAsync).WithName("createApiKey")
            .WithSummary("Makes a key for a machine; the key itself is shown once, and its maker is told by mail");
        group.MapDelete("/{id:guid}", RevokeAsync).WithName("revokeApiKey").WithSummary("Revokes a key");
    }

    private static async Task<Results<Ok<ApiKeyPage>, ValidationProblem>> ListAsync(
        NexaDbContext db, IdentitySettings settings, CurrentUser user, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "made", out var after))
        {
            return Paging.RefuseCursor();
        }

        var size = Paging.ReadSize(limit);
        var rows = await SelectOwn(db, user).Where(k => after == null || k.Id < after.Id).OrderByDescending(k => k.Id).Take(size + 1)
            .Select(k => new ApiKeyView(k.Id, k.Name, k.Prefix, k.Scope, k.CreatedAt, k.ExpiresAt, k.LastUsedAt, k.RevokedAt))
            .ToListAsync(ct);
        var (shown, next) = Paging.Cut(rows, size, last => new Cursor("made", "", last.Id));
        return TypedResults.Ok(new ApiKeyPage(shown, next, settings.ApiKeyDays));
    }

    private static async Task<Results<Created<ApiKeyMade>, ValidationProblem, ProblemHttpResult>> MakeAsync(
        NewApiKey request, NexaDbContext db, IdentitySettings settings, PasswordAgain again, AfterAnswer after, CurrentUser user,
        TimeProvider time, HttpContext http, CancellationToken ct)
    {
        string[] scope = [.. request.Scope!.Distinct(StringComparer.Ordinal)];
        if (scope.Where(p => !user.Can(p) || NeverInScope.Contains(p, StringComparer.Ordinal)).ToArray() is { Length: > 0 } refused)
        {
            return ProblemServices.Invalid("scope", $"Permissões que esta chave não pode ter: {string.Join(", ", refused)}.");
        }

        if (request.ExpiresAt <= time.GetUtcNow())
        {
            return ProblemServices.Invalid("expires_at", "expires_at deve ser uma data futura.");
        }

        var latest = settings.ApiKeyDays is { } most ? time.GetUtcNow().AddDays(most) : (DateTimeOffset?)null;
        if (request.ExpiresAt > latest + DayOfGrace)
        {
            return ProblemServices.Invalid("expires_at", $"Uma chave pode valer por no máximo {settings.ApiKeyDays} dias.");
        }

        if (await again.RefuseAsync(user.Id, request.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        var secret = Schemes.KeyPrefix + Secret.New();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.Organisation == Guid.Empty ? null : user.Organisation,
            UserId = user.Id,
            Name = request.Name!,
            Prefix = secret[..(Schemes.KeyPrefix.Length + 6)],
            Hash = Secret.ComputeHash(secret),
            Scope = scope,
            ExpiresAt = request.ExpiresAt is null || request.ExpiresAt > latest ? latest : request.ExpiresAt.Value.ToUniversalTime(),
            CreatedAt = time.GetUtcNow(),
        };
        db.ApiKeys.Add(key);
        db.Audit(user, "api-key.made", $"api-key:{key.Id}", after: new { key.Prefix, key.Scope, key.ExpiresAt });
        await db.SaveChangesAsync(ct);
        after.TellOfKey(user, key.Name, key.Prefix);
        var view = new ApiKeyView(key.Id, key.Name, key.Prefix, key.Scope, key.CreatedAt, key.ExpiresAt, null, null);
        return TypedResults.Created($"/api-keys/{key.Id}", new ApiKeyMade(secret, view));
    }

    /// <summary>Those of the organisation; an operator, who has none, sees their own.</summary>
    private static IQueryable<ApiKey> SelectOwn(NexaDbContext db, CurrentUser user) => user.Organisation == Guid.Empty
        ? db.ApiKeys.Where(k => k.OrganisationId == null && k.UserId == user.Id)
        : db.ApiKeys.Where(k => k.OrganisationId == user.Organisation);

    private static async Task<Results<NoContent, NotFound>> RevokeAsync(
        Guid id, NexaDbContext db, CurrentUser user, Sessions sessions, TimeProvider time, CancellationToken ct)
    {
        if (await SelectOwn(db, user).FirstOrDefaultAsync(k => k.Id == id, ct) is not { } key)
        {
            return TypedResults.NotFound();
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = time.GetUtcNow();
            db.Audit(user, "api-key.revoked", $"api-key:{key.Id}");
            await db.SaveChangesAsync(ct);
            await sessions.AnnounceChangeAsync(key.Id);
        }

        return TypedResults.NoContent();
    }
}
