using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>Owns tasks and what comes of them; its members work on all of it as their roles allow.</summary>
public sealed class Organisation
{
    /// <summary>Of requests without a sign-in, where they are allowed at all.</summary>
    public static readonly Guid Anonymous = User.Anonymous;

    public Guid Id { get; init; }
    public required string Name { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A person in an organisation.</summary>
public sealed class Membership
{
    public Guid OrganisationId { get; init; }
    public Guid UserId { get; init; }
    public required string Role { get; set; }
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>When the person last chose this organisation: a sign-in begins in the latest.</summary>
    public DateTimeOffset UsedAt { get; set; }
}

internal sealed class OrganisationMapping : IEntityTypeConfiguration<Organisation>, IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Organisation> organisation)
    {
        organisation.ToTable("organisation");
        organisation.Property(o => o.Id).ValueGeneratedNever();
        organisation.Property(o => o.Name).HasMaxLength(200);
        organisation.Property(o => o.CreatedAt).HasDefaultValueSql("now()");
        organisation.HasData(
            new Organisation { Id = Organisation.Anonymous, Name = "Desenvolvimento", CreatedAt = DateTimeOffset.UnixEpoch });
    }

    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.ToTable("membership");
        membership.HasKey(m => new { m.OrganisationId, m.UserId });
        membership.HasOne<Organisation>().WithMany().HasForeignKey(m => m.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        membership.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        membership.HasOne<Role>().WithMany().HasForeignKey(m => m.Role).OnDelete(DeleteBehavior.Restrict);
        membership.HasIndex(m => m.UserId);
        membership.Property(m => m.JoinedAt).HasDefaultValueSql("now()");
        membership.Property(m => m.UsedAt).HasDefaultValueSql("now()");
        membership.HasData(new Membership
        {
            OrganisationId = Organisation.Anonymous, UserId = User.Anonymous, Role = Roles.Anonymous,
            JoinedAt = DateTimeOffset.UnixEpoch, UsedAt = DateTimeOffset.UnixEpoch,
        });
    }
}
