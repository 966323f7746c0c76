using System.ComponentModel.DataAnnotations;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Account;

/// <param name="Organisation">Name of the organisation that is made; the person's own by default.</param>
/// <param name="Invitation">Token of an invitation: the person joins that organisation, and none is made.</param>
public sealed record Register(
    [Required(ErrorMessage = "name é obrigatório."),
        StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    [Required(ErrorMessage = "email é obrigatório."), EmailAddress(ErrorMessage = "email inválido."),
        PlainEmail(ErrorMessage = "email inválido."),
        StringLength(320, ErrorMessage = "email longo demais.")] string? Email,
    [Required(ErrorMessage = "password é obrigatório.")] string? Password,
    [StringLength(200, MinimumLength = 1, ErrorMessage = "organisation deve ter de 1 a 200 caracteres.")] string? Organisation = null,
    [StringLength(100, ErrorMessage = "invitation inválido.")] string? Invitation = null);

public sealed record Registered(string Message, RegisteredUser User);

public sealed record RegisteredUser(Guid Id, string Name, string Email, Guid OrganisationId);

/// <param name="Code">Of the letter that confirms the address; the first sign-in asks for it by 403 and <c>code_required</c>.</param>
/// <param name="SecondFactor">A code of the authenticator app, or a recovery code; who has a second factor is asked for it by 403 and
/// <c>second_factor_required</c>.</param>
public sealed record SignIn(
    [Required(ErrorMessage = "email é obrigatório."), StringLength(320, ErrorMessage = "email longo demais.")] string? Email,
    [Required(ErrorMessage = "password é obrigatório."), StringLength(256, ErrorMessage = "password longo demais.")] string? Password,
    [StringLength(20, ErrorMessage = "code inválido.")] string? Code = null,
    [StringLength(40, ErrorMessage = "second_factor inválido.")] string? SecondFactor = null);

/// <param name="ExpiresIn">Seconds that the access token lives.</param>
/// <param name="OrganisationId">The organisation that the tokens name; null for a person without one.</param>
public sealed record SignedIn(
    string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, Guid? OrganisationId, UserView User);

public sealed record ChangeOrganisation([Required(ErrorMessage = "organisation_id é obrigatório.")] Guid? OrganisationId);

public sealed record Refresh(
    [Required(ErrorMessage = "refresh_token é obrigatório."),
    StringLength(100, ErrorMessage = "refresh_token inválido.")] string? RefreshToken);

/// <param name="All">Every device, not only this one.</param>
public sealed record SignOut(bool All);

public sealed record Said(string Message);

public sealed record UserView(Guid Id, string Name, string Email, DateTimeOffset CreatedAt);

/// <param name="Role">In the organisation that the credentials name; OPERATOR for an operator without one; null for anyone else without
/// one.</param>
/// <param name="OrganisationId">The organisation that the credentials name.</param>
/// <param name="Organisations">Those that the person is a member of.</param>
/// <param name="MustEnrol">The session does nothing but enrol a second factor.</param>
public sealed record MyAccount(
    Guid Id, string Name, string Email, string? Role, Guid? OrganisationId, IReadOnlyList<MyOrganisation> Organisations,
    IReadOnlyList<string> Permissions, DateTimeOffset? CreatedAt, bool MustEnrol);

public sealed record MyOrganisation(Guid Id, string Name, string Role);

/// <param name="CurrentPassword">Needed to change the e-mail.</param>
/// <param name="Code">Of the letter to the new address; the change asks for it by 403 and <c>code_required</c>.</param>
public sealed record ChangeMe(
    [StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    [EmailAddress(ErrorMessage = "email inválido."), PlainEmail(ErrorMessage = "email inválido."),
        StringLength(320, ErrorMessage = "email longo demais.")] string? Email,
    [StringLength(256, ErrorMessage = "current_password longo demais.")] string? CurrentPassword,
    [StringLength(20, ErrorMessage = "code inválido.")] string? Code = null);

/// <param name="KeepKeys">The person's API keys and webhooks go on; else they end with the other sessions.</param>
public sealed record ChangePassword(
    [Required(ErrorMessage = "current_password é obrigatório."),
        StringLength(256, ErrorMessage = "current_password longo demais.")] string? CurrentPassword,
    [Required(ErrorMessage = "new_password é obrigatório.")] string? NewPassword, bool KeepKeys = false);

public sealed record AskReset(
    [Required(ErrorMessage = "email é obrigatório."), StringLength(320, ErrorMessage = "email longo demais.")] string? Email);

public sealed record ConfirmReset(
    [Required(ErrorMessage = "token é obrigatório."), StringLength(100, ErrorMessage = "token inválido.")] string? Token,
    [Required(ErrorMessage = "new_password é obrigatório.")] string? NewPassword);

public sealed record EraseMe(
    [Required(ErrorMessage = "current_password é obrigatório."),
    StringLength(256, ErrorMessage = "current_password longo demais.")] string? CurrentPassword);

public sealed record SessionView(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, string? Address, string? UserAgent, bool Current);

public sealed record SessionPage(IReadOnlyList<SessionView> Items, string? NextCursor);

internal static class UserViews
{
    public static UserView ToView(this User user) =>
        new(user.Id, user.Name, user.Email, user.CreatedAt);
}
