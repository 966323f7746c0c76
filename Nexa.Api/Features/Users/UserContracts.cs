using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Users;

/// <param name="Role">ADMIN, USER or GUEST; USER by default.</param>
public sealed record InviteUser(
    [Required(ErrorMessage = "name é obrigatório."),
        StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    [Required(ErrorMessage = "email é obrigatório."), EmailAddress(ErrorMessage = "email inválido."),
        StringLength(320, ErrorMessage = "email longo demais.")] string? Email,
    string? Role);

/// <param name="Supervised">True takes a user who has no ADMIN under one's own supervision; false lets go.</param>
public sealed record ChangeUser(
    [StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    string? Role,
    bool? Disabled,
    bool? Supervised);

/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record UserPage(IReadOnlyList<UserView> Users, string? NextCursor);

public sealed record AuditView(
    long Id, DateTimeOffset At, Guid? UserId, string? Via, string? Address, string Action, string Subject,
    System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement? After);

public sealed record AuditPage(IReadOnlyList<AuditView> Entries, long? NextCursor);
