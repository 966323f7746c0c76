using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.Catalogue;

/// <summary>
/// What a person of one organisation has set for an attribute of a product. It stays when the product's code changes; whether it still
/// applies is asked when it is read.
/// </summary>
public sealed class PartAttribute
{
    public Guid OrganisationId { get; init; }
    public Guid PartNumberId { get; init; }

    /// <summary>ATT_n.</summary>
    public required string Attribute { get; init; }

    /// <summary>JSON: one value, several, or the parts of a composite attribute.</summary>
    public required string Value { get; init; }

    /// <summary>What the value was proposed by, where a person accepted a proposal.</summary>
    public string? Basis { get; init; }
    public Guid SetBy { get; init; }
    public DateTimeOffset SetAt { get; init; }
}

/// <summary>A product as the Catálogo de Produtos answered it for an importer; its code and version are needed to rectify it.</summary>
public sealed class PortalProduct
{
    public Guid OrganisationId { get; init; }

    /// <summary>The root of the importer's CNPJ: each importer has a catalogue of its own.</summary>
    public required string CnpjRoot { get; init; }
    public Guid PartNumberId { get; init; }
    public required string Code { get; init; }
    public required string Version { get; init; }
    public DateTimeOffset AnsweredAt { get; init; }
}

/// <summary>A manufacturer as a foreign operator of the Catálogo de Produtos, as it was answered for an importer.</summary>
public sealed class PortalOperator
{
    public Guid OrganisationId { get; init; }
    public required string CnpjRoot { get; init; }
    public Guid ManufacturerId { get; init; }
    public required string Code { get; init; }
    public required string Version { get; init; }
    public DateTimeOffset AnsweredAt { get; init; }
}

internal sealed class PartAttributeMapping : IEntityTypeConfiguration<PartAttribute>, IEntityTypeConfiguration<PortalProduct>,
    IEntityTypeConfiguration<PortalOperator>
{
    private const int LongestCode = 25;

    public void Configure(EntityTypeBuilder<PartAttribute> attribute)
    {
        attribute.ToTable("part_attribute");
        attribute.HasKey(a => new { a.OrganisationId, a.PartNumberId, a.Attribute });
        attribute.Property(a => a.Attribute).HasMaxLength(LongestCode);
        attribute.Property(a => a.Value).HasColumnType("jsonb");
        attribute.Property(a => a.SetAt).HasDefaultValueSql("now()");
        attribute.HasOne<Organisation>().WithMany().HasForeignKey(a => a.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        attribute.HasOne<PartNumber>().WithMany().HasForeignKey(a => a.PartNumberId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PortalProduct> product)
    {
        product.ToTable("portal_product");
        product.HasKey(p => new { p.OrganisationId, p.CnpjRoot, p.PartNumberId });
        product.Property(p => p.CnpjRoot).HasMaxLength(8);
        product.Property(p => p.AnsweredAt).HasDefaultValueSql("now()");
        product.HasOne<Organisation>().WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        product.HasOne<PartNumber>().WithMany().HasForeignKey(p => p.PartNumberId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PortalOperator> maker)
    {
        maker.ToTable("portal_operator");
        maker.HasKey(p => new { p.OrganisationId, p.CnpjRoot, p.ManufacturerId });
        maker.Property(p => p.CnpjRoot).HasMaxLength(8);
        maker.Property(p => p.AnsweredAt).HasDefaultValueSql("now()");
        maker.HasOne<Organisation>().WithMany().HasForeignKey(p => p.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        maker.HasOne<Manufacturer>().WithMany().HasForeignKey(p => p.ManufacturerId).OnDelete(DeleteBehavior.Cascade);
    }
}
