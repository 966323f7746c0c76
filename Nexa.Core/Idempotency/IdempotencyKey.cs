using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.Idempotency;

/// <summary>A POST that a client may send again under the same key, and how it was answered.</summary>
public sealed class IdempotencyKey
{
    public Guid OrganisationId { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path, query and body: a key belongs to one request.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>Null while the first request is in progress.</summary>
    public short? StatusCode { get; init; }

    /// <summary>Of the answer: content type, location, ETag.</summary>
    public string? Headers { get; init; }
    public byte[]? Body { get; init; }

    /// <summary>Whose answer it will be: a request that took a dead one's place must not be overwritten by it.</summary>
    public Guid Attempt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>A request that has not answered by then has died: its key may be taken again.</summary>
    public DateTimeOffset LockedUntil { get; init; }
}

internal sealed class IdempotencyKeyMapping : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> key)
    {
        key.ToTable("idempotency_key");
        key.HasKey(k => new { k.OrganisationId, k.Key });
        key.Property(k => k.Key).HasMaxLength(255);
        key.Property(k => k.Headers).HasColumnType("jsonb");
        key.Property(k => k.CreatedAt).HasDefaultValueSql("now()");
        key.HasOne<Organisation>().WithMany().HasForeignKey(k => k.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        key.HasIndex(k => k.CreatedAt);
    }
}
