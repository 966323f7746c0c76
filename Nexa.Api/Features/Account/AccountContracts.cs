using System.ComponentModel.DataAnnotations;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Account;

/// <param name="Organisation">Name of the organisation that is made; the person's own by default.</param>
/// <param name="Invitation">Token of an invitation: the person joins that organisation, and none is made.</param>
public sealed record Register(
    [Required(ErrorMessage = "Informe name."),
        StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    [Required(ErrorMessage = "Informe email."), EmailAddress(ErrorMessage = "E-mail inválido."),
        PlainEmail(ErrorMessage = "E-mail inválido."),
        StringLength(320, ErrorMessage = "O e-mail deve ter no máximo 320 caracteres.")] string? Email,
    [Required(ErrorMessage = "Informe password.")] string? Password,
    [StringLength(200, MinimumLength = 1, ErrorMessage = "organisation deve ter de 1 a 200 caracteres.")] string? Organisation = null,
    [StringLength(100, ErrorMessage = "invitation inválido.")] string? Invitation = null);

public sealed record Registered(string Message, RegisteredUser User);

public sealed record RegisteredUser(Guid Id, string Name, string Email, Guid OrganisationId);

/// <param name="Code">Of the letter that confirms the address; the first sign-in asks for it by 403 and <c>code_required</c>.</param>
/// <param name="SecondFactor">A code of the authenticator app, or a recovery code; who has a second factor is asked for it by 403 and
/// <c>second_factor_required</c>.</param>
public sealed record SignIn(
    [Required(ErrorMessage = "Informe email."),
        StringLength(320, ErrorMessage = "O e-mail deve ter no máximo 320 caracteres.")] string? Email,
    [Required(ErrorMessage = "Informe password."),
        StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? Password,
    [StringLength(20, ErrorMessage = "code inválido.")] string? Code = null,
    [StringLength(40, ErrorMessage = "second_factor inválido.")] string? SecondFactor = null);

/// <param name="ExpiresIn">Seconds that the access token lives.</param>
/// <param name="OrganisationId">The organisation that the tokens name; null for a person without one.</param>
public sealed record SignedIn(
    string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, Guid? OrganisationId, UserView User);

public sealed record ChangeOrganisation([Required(ErrorMessage = "Informe organisation_id.")] Guid? OrganisationId);

public sealed record Refresh(
    [Required(ErrorMessage = "Informe refresh_token."),
    StringLength(100, ErrorMessage = "refresh_token inválido.")] string? RefreshToken);

/// <param name="All">Every device, not only this one.</param>
public sealed record SignOut(bool All);

public sealed record Said(string Message);

/// <param name="Position">As certificates name it beside the person's approval.</param>
/// <param name="Registration">Of the person's profession.</param>
public sealed record UserView(
    Guid Id, string Name, string Email, DateTimeOffset CreatedAt, string? Position = null, string? Registration = null);

/// <param name="Role">In the organisation that the credentials name; OPERATOR for an operator without one; null for anyone else without
/// one.</param>
/// <param name="OrganisationId">The organisation that the credentials name.</param>
/// <param name="Organisations">Those that the person is a member of.</param>
/// <param name="MustEnrol">The session does nothing but enrol a second factor.</param>
public sealed record MyAccount(
    Guid Id, string Name, string Email, string? Role, Guid? OrganisationId, IReadOnlyList<MyOrganisation> Organisations,
    IReadOnlyList<string> Permissions, DateTimeOffset? CreatedAt, bool MustEnrol, string? Position = null, string? Registration = null);

public sealed record MyOrganisation(Guid Id, string Name, string Role);

/// <param name="CurrentPassword">Needed to change the e-mail.</param>
/// <param name="Position">As certificates name it beside the person's approval; an empty text clears it.</param>
/// <param name="Registration">Of the person's profession; an empty text clears it.</param>
/// <param name="Code">Of the letter to the new address; the change asks for it by 403 and <c>code_required</c>.</param>
public sealed record ChangeMe(
    [StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name,
    [EmailAddress(ErrorMessage = "E-mail inválido."), PlainEmail(ErrorMessage = "E-mail inválido."),
        StringLength(320, ErrorMessage = "O e-mail deve ter no máximo 320 caracteres.")] string? Email,
    [StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword,
    [StringLength(20, ErrorMessage = "code inválido.")] string? Code = null,
    [StringLength(100, ErrorMessage = "O cargo deve ter no máximo 100 caracteres.")] string? Position = null,
    [StringLength(100, ErrorMessage = "O registro profissional deve ter no máximo 100 caracteres.")] string? Registration = null);

/// <param name="KeepKeys">The person's API keys and webhooks go on; else they end with the other sessions.</param>
public sealed record ChangePassword(
    [Required(ErrorMessage = "Informe current_password."),
        StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword,
    [Required(ErrorMessage = "Informe new_password.")] string? NewPassword, bool KeepKeys = false);

public sealed record AskReset(
    [Required(ErrorMessage = "Informe email."),
        StringLength(320, ErrorMessage = "O e-mail deve ter no máximo 320 caracteres.")] string? Email);

public sealed record ConfirmReset(
    [Required(ErrorMessage = "Informe token."), StringLength(100, ErrorMessage = "token inválido.")] string? Token,
    [Required(ErrorMessage = "Informe new_password.")] string? NewPassword);

public sealed record EraseMe(
    [Required(ErrorMessage = "Informe current_password."),
    StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword);

public sealed record SessionView(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, string? Address, string? UserAgent, bool Current);

public sealed record SessionPage(IReadOnlyList<SessionView> Items, string? NextCursor);

internal static class UserViews
{
    public static UserView ToView(this User user) =>
        new(user.Id, user.Name, user.Email, user.CreatedAt, user.Position, user.Registration);
}
