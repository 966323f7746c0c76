using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>
/// How often sign-in failed of late for an account, or for an account from one address (hashes of both; no one can be listed from it).
/// </summary>
public sealed class SignInThrottle
{
    public required byte[] Key { get; init; }
    public int Failures { get; init; }

    /// <summary>Attempts refused without looking at the password since the last one that was looked at.</summary>
    public int Refused { get; init; }
    public DateTimeOffset BlockedUntil { get; init; }
    public DateTimeOffset? SucceededAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A reset that was mailed: known by its hash, good once and for a short time.</summary>
public sealed class PasswordReset
{
    public required byte[] Hash { get; init; }
    public Guid UserId { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>
/// A key that is made once and shared by every replica: 1 signs access tokens where none is configured (in development only), 2 the live
/// events on their way through Redis, 3 encrypts secrets where no key is configured (in development only).
/// </summary>
public sealed class SigningKey
{
    public int Id { get; init; }
    public required byte[] Key { get; init; }
}

internal sealed class SignInMapping : IEntityTypeConfiguration<SignInThrottle>, IEntityTypeConfiguration<PasswordReset>,
    IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SignInThrottle> throttle)
    {
        throttle.ToTable("sign_in_throttle").HasKey(t => t.Key);
        throttle.HasIndex(t => t.UpdatedAt);
    }

    public void Configure(EntityTypeBuilder<PasswordReset> reset)
    {
        reset.ToTable("password_reset").HasKey(r => r.Hash);
        reset.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<SigningKey> key)
    {
        key.ToTable("signing_key", table => table.HasCheckConstraint("known_signing_key", "id in (1, 2, 3)"));
        key.Property(k => k.Id).ValueGeneratedNever();
    }
}
