using System.ComponentModel.DataAnnotations;

namespace Nexa.Api.Features.Webhooks;

/// <param name="Url">Where to POST.</param>
/// <param name="Events">classification.finished, task.finished, review.needed.</param>
/// <param name="CurrentPassword">Of the person who makes it; a key makes one without.</param>
public sealed record CreateWebhook(
    [property: Required(ErrorMessage = "Informe url."), StringLength(2048)] string? Url,
    [property: Required(ErrorMessage = "Informe events."),
        MinLength(1, ErrorMessage = "Informe ao menos um evento.")] IReadOnlyList<string>? Events,
    [property: StringLength(256, ErrorMessage = "A senha deve ter no máximo 256 caracteres.")] string? CurrentPassword = null);

/// <param name="ApiKeyId">The API key that made it: it ends with the key.</param>
public sealed record WebhookView(Guid Id, string Url, IReadOnlyList<string> Events, bool Enabled, Guid? ApiKeyId, DateTimeOffset CreatedAt);

/// <param name="Secret">Key of the signatures; shown this once.</param>
public sealed record WebhookCreated(Guid Id, string Url, IReadOnlyList<string> Events, string Secret);

public sealed record EnableWebhook([property: Required(ErrorMessage = "Informe enabled.")] bool? Enabled);

public sealed record DeliveryView(
    Guid Id, string Event, string State, int Attempts, int? StatusCode, string? Error, DateTimeOffset CreatedAt,
    DateTimeOffset? DeliveredAt, string Payload);

public sealed record DeliveryPage(IReadOnlyList<DeliveryView> Items, string? NextCursor);

public sealed record DeliveryQueued(Guid DeliveryId);
