using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Organisations;

public sealed record MemberView(Guid UserId, string Name, string Email, string Role, DateTimeOffset JoinedAt);

public sealed record MemberPage(IReadOnlyList<MemberView> Items, string? NextCursor);

/// <param name="Role">ADMIN, ANALYST or READER.</param>
public sealed record ChangeRole([Required(ErrorMessage = "Informe role.")] string? Role);

/// <param name="CurrentPassword">Of the ADMIN who asks for it.</param>
public sealed record ResetMemberFactor(
    [Required(ErrorMessage = "Informe current_password."),
        StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword);

/// <param name="Role">ADMIN, ANALYST or READER; ANALYST by default.</param>
/// <param name="CurrentPassword">Of the ADMIN who invites; needed to invite somebody as ADMIN.</param>
public sealed record Invite(
    [Required(ErrorMessage = "Informe email."), EmailAddress(ErrorMessage = "E-mail inválido."),
        PlainEmail(ErrorMessage = "E-mail inválido."),
        StringLength(320, ErrorMessage = "O e-mail deve ter no máximo 320 caracteres.")] string? Email,
    string? Role = null,
    [StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword = null);

public sealed record InvitationView(
    Guid Id, string Email, string Role, Guid InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

public sealed record InvitationPage(IReadOnlyList<InvitationView> Items, string? NextCursor);

/// <param name="Token">Of the link in the mail, after the <c>#token=</c>.</param>
public sealed record AcceptInvitation(
    [Required(ErrorMessage = "Informe token."), StringLength(100, ErrorMessage = "token inválido.")] string? Token);

public sealed record Joined(Guid OrganisationId, string Role);
