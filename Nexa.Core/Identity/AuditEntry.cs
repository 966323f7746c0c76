using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>
/// Who did what to what, when, from where. A trigger refuses every update and delete; ids, never names or addresses of e-mail.
/// </summary>
public sealed class AuditEntry
{
    public long Id { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>Whose data it concerns; null for what is nobody's, such as a sign-in that failed.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>Who did it; no foreign key, for the entry outlives the user. Null: nobody who signed in.</summary>
    public Guid? UserId { get; init; }

    /// <summary><c>session:…</c> or <c>key:…</c>.</summary>
    public string? Via { get; init; }

    /// <summary>IP address; null for what a worker does.</summary>
    public string? Address { get; init; }

    /// <summary><c>sign-in.failed</c>, <c>classification.corrected</c>, <c>table.imported</c>: noun, dot, what happened to it.</summary>
    public required string Action { get; init; }

    /// <summary><c>user:…</c>, <c>classification:…</c>: what it was done to.</summary>
    public required string Subject { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }
}

public static class Audit
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Adds an entry to what the caller saves: it is written with the deed or not at all.</summary>
    public static void Write(
        this DbSet<AuditEntry> log, Guid? userId, string action, string subject, object? before = null, object? after = null,
        string? address = null, string? via = null, Guid? organisation = null) =>
        log.Add(new AuditEntry
        {
            OrganisationId = organisation,
            UserId = userId,
            Via = via,
            Address = address,
            Action = action,
            Subject = subject,
            Before = before is null ? null : JsonSerializer.Serialize(before, Json),
            After = after is null ? null : JsonSerializer.Serialize(after, Json),
        });
}

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("audit_log"); // its triggers stand in the migration that creates it
        entry.Property(e => e.At).HasDefaultValueSql("now()");
        entry.Property(e => e.Before).HasColumnType("jsonb");
        entry.Property(e => e.After).HasColumnType("jsonb");
        entry.HasIndex(e => new { e.OrganisationId, e.Id });
        entry.HasIndex(e => new { e.UserId, e.Id });
        entry.HasIndex(e => new { e.Subject, e.Id });
    }
}
