using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>
/// One sign-in on one device: a family of refresh tokens, each replaced by the next. Revoked, it and its access tokens end.
/// </summary>
public sealed class UserSession
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset RefreshedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokeReason { get; set; }
    public string? Address { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>How the person showed who they are, as RFC 8176 names it; <c>mfa</c> where two factors were shown.</summary>
    public string[] Amr { get; init; } = ["pwd"];
}

/// <summary>Known by its hash alone. <see cref="UsedAt"/> is kept so that a second use is noticed.</summary>
public sealed class RefreshToken
{
    public required byte[] Hash { get; init; }
    public Guid SessionId { get; init; }

    /// <summary>The organisation that the access tokens name; null for a person without one.</summary>
    public Guid? OrganisationId { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class UserSessionMapping : IEntityTypeConfiguration<UserSession>, IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<UserSession> session)
    {
        session.ToTable("user_session");
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.CreatedAt).HasDefaultValueSql("now()");
        session.Property(s => s.RefreshedAt).HasDefaultValueSql("now()");
        session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        session.Property(s => s.Amr).HasDefaultValueSql("'{pwd}'");
        session.HasIndex(s => s.ExpiresAt);
    }

    public void Configure(EntityTypeBuilder<RefreshToken> token)
    {
        token.ToTable("refresh_token");
        token.HasKey(t => t.Hash);
        token.HasOne<Organisation>().WithMany().HasForeignKey(t => t.OrganisationId).OnDelete(DeleteBehavior.SetNull);
        token.HasOne<UserSession>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
