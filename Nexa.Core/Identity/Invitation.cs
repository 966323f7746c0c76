using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>A person asked by mail to join an organisation, known by the hash of its link. Accepted or revoked, it is gone.</summary>
public sealed class Invitation
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }

    /// <summary>As <see cref="User.NormalizeEmail"/> writes it; nobody with another address can accept.</summary>
    public required string Email { get; init; }
    public required string Role { get; init; }
    public required byte[] Hash { get; init; }
    public Guid InvitedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class InvitationMapping : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("invitation");
        invitation.Property(i => i.Id).ValueGeneratedNever();
        invitation.Property(i => i.Email).HasMaxLength(320);
        invitation.Property(i => i.CreatedAt).HasDefaultValueSql("now()");
        invitation.HasOne<Organisation>().WithMany().HasForeignKey(i => i.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        invitation.HasOne<Role>().WithMany().HasForeignKey(i => i.Role).OnDelete(DeleteBehavior.Restrict);
        invitation.HasIndex(i => i.Hash).IsUnique();
        invitation.HasIndex(i => new { i.OrganisationId, i.Email }).IsUnique();
    }
}
