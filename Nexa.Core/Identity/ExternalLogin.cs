using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>A person as an OpenID provider knows them. The provider's id stays when their e-mail changes.</summary>
public sealed class ExternalLogin
{
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public Guid UserId { get; init; }
    public DateTimeOffset LinkedAt { get; init; }

    /// <summary>
    /// When the provider took the person out of the organisation: it may bring them back. Null where they are in it, or an ADMIN has removed
    /// them.
    /// </summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
}

/// <summary>An identity token that has signed somebody in, by its hash: it does so once.</summary>
public sealed class ShownToken
{
    public required byte[] Hash { get; init; }

    /// <summary>From then on the token is refused as expired.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class ExternalLoginMapping : IEntityTypeConfiguration<ExternalLogin>, IEntityTypeConfiguration<ShownToken>
{
    public void Configure(EntityTypeBuilder<ExternalLogin> login)
    {
        login.ToTable("external_login").HasKey(l => new { l.Issuer, l.Subject });
        login.Property(l => l.Issuer).HasMaxLength(300);
        login.Property(l => l.Subject).HasMaxLength(300);
        login.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        login.HasIndex(l => l.UserId);
    }

    public void Configure(EntityTypeBuilder<ShownToken> token)
    {
        token.ToTable("shown_token").HasKey(t => t.Hash);
        token.HasIndex(t => t.ExpiresAt);
    }
}
