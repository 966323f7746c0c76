using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>A key of a person's device (WebAuthn), which the device uses after it has recognised the person: both factors in one.</summary>
public sealed class Passkey
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }

    /// <summary>As the person calls the device.</summary>
    public required string Name { get; init; }

    /// <summary>Chosen by the device; known in all of the world to be this key.</summary>
    public required byte[] CredentialId { get; init; }
    public required byte[] PublicKey { get; init; }

    /// <summary>Signatures so far, where the device counts them: a copy of the key falls behind.</summary>
    public long SignCount { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>What a device is asked to sign: used once, and soon.</summary>
public sealed class PasskeyChallenge
{
    public Guid Id { get; init; }

    /// <summary>Who registers a key; null where somebody signs in, who is known by the key.</summary>
    public Guid? UserId { get; init; }
    public required string Options { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class PasskeyMapping : IEntityTypeConfiguration<Passkey>, IEntityTypeConfiguration<PasskeyChallenge>
{
    public void Configure(EntityTypeBuilder<Passkey> passkey)
    {
        passkey.ToTable("passkey");
        passkey.Property(p => p.Id).ValueGeneratedNever();
        passkey.Property(p => p.Name).HasMaxLength(100);
        passkey.Property(p => p.CreatedAt).HasDefaultValueSql("now()");
        passkey.HasIndex(p => p.CredentialId).IsUnique();
        passkey.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PasskeyChallenge> challenge)
    {
        challenge.ToTable("passkey_challenge");
        challenge.Property(c => c.Id).ValueGeneratedNever();
        challenge.Property(c => c.Options).HasColumnType("jsonb");
        challenge.HasIndex(c => c.ExpiresAt);
        challenge.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
