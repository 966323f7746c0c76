using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.FiscalStore;

/// <summary>The definition of an attribute in a file, as JSON.</summary>
public sealed class FiscalAttribute
{
    public Guid FileId { get; init; }
    public required string Code { get; init; }
    public required string Definition { get; init; }
}

/// <summary>A dated link of an attribute with a code or the beginning of codes.</summary>
public sealed class FiscalAttributeLink
{
    public Guid FileId { get; init; }
    public int Ordinal { get; init; }
    public required string Ncm { get; init; }
    public required string Attribute { get; init; }

    /// <summary>Importação or Exportação.</summary>
    public required string Direction { get; init; }
    public bool Obligatory { get; init; }
    public bool Multivalued { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly ValidTo { get; init; }
}

internal sealed class AttributeSchema : IEntityTypeConfiguration<FiscalAttribute>, IEntityTypeConfiguration<FiscalAttributeLink>
{
    public void Configure(EntityTypeBuilder<FiscalAttribute> attribute)
    {
        attribute.ToTable("fiscal_attribute");
        attribute.HasKey(a => new { a.FileId, a.Code });
        attribute.Property(a => a.Definition).HasColumnType("jsonb");
        attribute.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(a => a.FileId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<FiscalAttributeLink> link)
    {
        link.ToTable("fiscal_attribute_link", table =>
            table.HasCheckConstraint("fiscal_attribute_link_dates", "valid_from <= valid_to"));
        link.HasKey(l => new { l.FileId, l.Ordinal });
        link.HasOne<FiscalFileEntry>().WithMany().HasForeignKey(l => l.FileId).OnDelete(DeleteBehavior.Restrict);
    }
}
