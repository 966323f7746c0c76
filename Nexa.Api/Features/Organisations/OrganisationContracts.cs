using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Nexa.Api.Features.Organisations;

public sealed record OrganisationView(Guid Id, string Name, DateTimeOffset CreatedAt);

public sealed record ChangeName(
    [Required(ErrorMessage = "Informe name."),
        StringLength(200, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 200 caracteres.")] string? Name);

public sealed record AuditView(
    long Id, DateTimeOffset At, Guid? UserId, string? Via, string? Address, string Action, string Subject, JsonElement? Before,
    JsonElement? After);

/// <param name="NextCursor">Pass it as <c>cursor</c> for the next page; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditView> Entries, long? NextCursor);
