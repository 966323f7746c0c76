using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.Catalogue;

/// <summary>What one organisation knows about a part number. Part numbers are shared; what is said of them is not.</summary>
public sealed class PartProfile
{
    public Guid OrganisationId { get; init; }
    public Guid PartNumberId { get; init; }

    /// <summary>The part number that this one is another spelling of; null when it stands for itself. Never an alias itself.</summary>
    public Guid? AliasOfId { get; set; }

    /// <summary>ISO 3166-1 alpha-2: where it was made, where it was shipped from, where it was bought.</summary>
    public string? CountryOfOrigin { get; set; }
    public string? CountryOfProvenance { get; set; }
    public string? CountryOfAcquisition { get; set; }
}

/// <summary>A manufacturer's particulars as one organisation declares them.</summary>
public sealed class ManufacturerProfile
{
    public Guid OrganisationId { get; init; }
    public Guid ManufacturerId { get; init; }
    public string? LegalName { get; set; }
    public string? TaxNumber { get; set; }
    public string? Street { get; set; }
    public string? City { get; set; }

    /// <summary>ISO 3166-2 without the country: <c>CA</c> of <c>US-CA</c>.</summary>
    public string? Subdivision { get; set; }
    public string? PostalCode { get; set; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; set; }
    public string? Email { get; set; }
}

/// <summary>Another name under which one organisation's papers know a manufacturer. It need not be a manufacturer here itself.</summary>
public sealed class ManufacturerAlias
{
    public Guid OrganisationId { get; init; }

    /// <summary>As <see cref="Manufacturer.BuildKey"/> writes it.</summary>
    public required string NameKey { get; init; }
    public required string Name { get; init; }
    public Guid ManufacturerId { get; init; }
}

internal sealed class PartProfileMapping : IEntityTypeConfiguration<PartProfile>
{
    public void Configure(EntityTypeBuilder<PartProfile> profile)
    {
        profile.ToTable("part_profile");
        profile.HasKey(p => new { p.OrganisationId, p.PartNumberId });
        profile.HasOne<Organisation>().WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        profile.HasOne<PartNumber>().WithMany().HasForeignKey(p => p.PartNumberId).OnDelete(DeleteBehavior.Cascade);
        profile.HasOne<PartNumber>().WithMany().HasForeignKey(p => p.AliasOfId);
        profile.HasIndex(p => new { p.AliasOfId, p.OrganisationId }).HasFilter("alias_of_id is not null");
    }
}

internal sealed class ManufacturerProfileMapping : IEntityTypeConfiguration<ManufacturerProfile>
{
    public void Configure(EntityTypeBuilder<ManufacturerProfile> profile)
    {
        profile.ToTable("manufacturer_profile");
        profile.HasKey(p => new { p.OrganisationId, p.ManufacturerId });
        profile.HasOne<Organisation>().WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        profile.HasOne<Manufacturer>().WithMany().HasForeignKey(p => p.ManufacturerId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ManufacturerAliasMapping : IEntityTypeConfiguration<ManufacturerAlias>
{
    public void Configure(EntityTypeBuilder<ManufacturerAlias> alias)
    {
        alias.ToTable("manufacturer_alias");
        alias.HasKey(a => new { a.OrganisationId, a.NameKey });
        alias.Property(a => a.Name).HasMaxLength(200);
        alias.HasOne<Organisation>().WithMany().HasForeignKey(a => a.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        alias.HasOne<Manufacturer>().WithMany().HasForeignKey(a => a.ManufacturerId).OnDelete(DeleteBehavior.Cascade);
    }
}
