using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>The authenticator app of a person (TOTP, RFC 6238). Its secrets are encrypted with a key that is not in the database.</summary>
public sealed class SecondFactor
{
    public Guid UserId { get; init; }

    /// <summary>Null until a first code has shown that the app has it.</summary>
    public byte[]? Secret { get; set; }
    public DateTimeOffset? EnrolledAt { get; init; }

    /// <summary>The half minute of the last code that was taken: it, and older ones, are not taken again.</summary>
    public long LastStep { get; init; }

    /// <summary>Shown to the person, and not confirmed by a code yet.</summary>
    public byte[]? Pending { get; init; }

    /// <summary>The session that asked for it; no other one confirms it.</summary>
    public Guid? PendingSession { get; init; }
    public DateTimeOffset? PendingUntil { get; init; }
}

/// <summary>A code on paper that takes the place of the app once. Known by its hash alone.</summary>
public sealed class RecoveryCode
{
    public Guid UserId { get; init; }
    public required byte[] Hash { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

internal sealed class SecondFactorMapping : IEntityTypeConfiguration<SecondFactor>, IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<SecondFactor> factor)
    {
        factor.ToTable("second_factor").HasKey(f => f.UserId);
        factor.Property(f => f.UserId).ValueGeneratedNever();
        factor.HasOne<User>().WithMany().HasForeignKey(f => f.UserId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("recovery_code").HasKey(c => new { c.UserId, c.Hash });
        code.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
