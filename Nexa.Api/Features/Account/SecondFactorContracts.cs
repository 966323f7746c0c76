using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Account;

/// <summary>The person's second factors.</summary>
/// <param name="EnrolledAt">When the authenticator app was enrolled; null without one.</param>
/// <param name="RecoveryCodes">How many are unused.</param>
/// <param name="Required">The installation asks for a second factor of a person with these roles.</param>
/// <param name="UsedBySession">This session was signed in with one.</param>
public sealed record SecondFactorView(DateTimeOffset? EnrolledAt, int RecoveryCodes, bool Required, bool UsedBySession);

/// <param name="SecondFactor">A code of the authenticator app, or a recovery code; only of who has a second factor already.</param>
public sealed record ConfirmWithFactor(
    [Required(ErrorMessage = "Informe current_password."),
        StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword,
    [StringLength(40, ErrorMessage = "second_factor inválido.")] string? SecondFactor = null);

/// <summary>What the authenticator app is given.</summary>
/// <param name="Secret">To be typed into the app, in Base32.</param>
/// <param name="Uri">The same for the app's camera, as a QR code.</param>
public sealed record SecondFactorBegun(string Secret, string Uri);

public sealed record ConfirmSecondFactor(
    [Required(ErrorMessage = "Informe code."), StringLength(20, ErrorMessage = "code inválido.")] string? Code);

/// <summary>Codes that take the place of the authenticator app, each once. They are shown here and never again.</summary>
/// <param name="RecoveryCodes">To be kept on paper, or with the person's passwords.</param>
public sealed record NewRecoveryCodes(IReadOnlyList<string> RecoveryCodes);
