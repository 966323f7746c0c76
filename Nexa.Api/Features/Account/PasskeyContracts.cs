using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Nexa.Api.Features.Account;

/// <summary>What a device is asked to sign.</summary>
/// <param name="ChallengeId">To be sent back with the device's answer, once and within five minutes.</param>
/// <param name="Options">For <c>navigator.credentials</c>, as JSON (<c>PublicKeyCredential.parseCreationOptionsFromJSON</c> or
/// <c>parseRequestOptionsFromJSON</c>).</param>
public sealed record PasskeyAsked(Guid ChallengeId, JsonElement Options);

/// <param name="ChallengeId">Of the answer that asked for it.</param>
/// <param name="Name">1 to 100 characters, such as the device's name.</param>
/// <param name="Credential">What <c>navigator.credentials.create</c> gave, as JSON.</param>
public sealed record NewPasskey(
    [Required(ErrorMessage = "Informe challenge_id.")] Guid? ChallengeId,
    [Required(ErrorMessage = "Informe name."),
        StringLength(100, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 100 caracteres.")] string? Name,
    [property: Required(ErrorMessage = "Informe credential.")] JsonElement? Credential);

/// <param name="ChallengeId">Of the answer that asked for it.</param>
/// <param name="Credential">What <c>navigator.credentials.get</c> gave, as JSON.</param>
public sealed record PasskeySignIn(
    [Required(ErrorMessage = "Informe challenge_id.")] Guid? ChallengeId,
    [property: Required(ErrorMessage = "Informe credential.")] JsonElement? Credential);

/// <summary>A key of one of the person's devices.</summary>
public sealed record PasskeyView(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>The person's passkeys.</summary>
/// <param name="Items">In the order in which they were added; 20 at most.</param>
public sealed record PasskeyList(IReadOnlyList<PasskeyView> Items);

/// <summary>A passkey that was added.</summary>
/// <param name="Passkey">As lists have it.</param>
/// <param name="RecoveryCodes">With the person's first second factor: each takes its place once, and is shown here alone. Else null.</param>
public sealed record PasskeyMade(PasskeyView Passkey, IReadOnlyList<string>? RecoveryCodes);
