using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>A machine's credential, known by its hash alone. It may do what both its scope and its maker's role allow.</summary>
public sealed class ApiKey
{
    public Guid Id { get; init; }

    /// <summary>Null for an operator's key, which belongs to no organisation.</summary>
    public Guid? OrganisationId { get; init; }

    /// <summary>Who made it; the key ends when they leave the organisation.</summary>
    public Guid UserId { get; init; }
    public required string Name { get; init; }

    /// <summary>The start of the key, to tell one from another.</summary>
    public required string Prefix { get; init; }
    public required byte[] Hash { get; init; }
    public required string[] Scope { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Written at most once a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> key)
    {
        key.ToTable("api_key");
        key.Property(k => k.Id).ValueGeneratedNever();
        key.Property(k => k.Name).HasMaxLength(100);
        key.Property(k => k.CreatedAt).HasDefaultValueSql("now()");
        key.HasOne<Organisation>().WithMany().HasForeignKey(k => k.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        key.HasOne<User>().WithMany().HasForeignKey(k => k.UserId).OnDelete(DeleteBehavior.Cascade);
        key.HasIndex(k => k.Hash).IsUnique();
        key.HasIndex(k => k.OrganisationId);
        key.HasIndex(k => k.UserId);
    }
}
