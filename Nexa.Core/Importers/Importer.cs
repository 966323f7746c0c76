using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.Importers;

/// <summary>A company that the organisation imports for; a task may name one.</summary>
public sealed class Importer
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public required string Name { get; set; }

    /// <summary>As <see cref="Importers.Cnpj"/> reads it.</summary>
    public required string Cnpj { get; set; }
    public string? Uf { get; set; }
    public string? Street { get; set; }
    public string? City { get; set; }
    public string? PostalCode { get; set; }

    /// <summary>In percent; an estimate that names the importer and says nothing else takes them.</summary>
    public decimal? IcmsRate { get; set; }
    public decimal? IcmsDeferral { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ImporterMapping : IEntityTypeConfiguration<Importer>
{
    public void Configure(EntityTypeBuilder<Importer> importer)
    {
        importer.ToTable("importer");
        importer.Property(i => i.Id).ValueGeneratedNever();
        importer.Property(i => i.Name).HasMaxLength(200);
        importer.Property(i => i.Cnpj).HasMaxLength(14);
        importer.Property(i => i.Uf).HasMaxLength(2);
        importer.Property(i => i.Street).HasMaxLength(200);
        importer.Property(i => i.City).HasMaxLength(100);
        importer.Property(i => i.PostalCode).HasMaxLength(8);
        importer.Property(i => i.IcmsRate).HasPrecision(7, 4);
        importer.Property(i => i.IcmsDeferral).HasPrecision(7, 4);
        importer.Property(i => i.CreatedAt).HasDefaultValueSql("now()");
        importer.HasOne<Organisation>().WithMany().HasForeignKey(i => i.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        importer.HasIndex(i => new { i.OrganisationId, i.Cnpj }).IsUnique();
    }
}
