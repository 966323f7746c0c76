using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.Exports;

/// <summary>Columns that a user wants in a spreadsheet, in order.</summary>
public sealed class ExportTemplate
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public required string Name { get; set; }

    /// <summary><c>[{"field": "ncm", "title": "NCM", "format": "dotted"}]</c></summary>
    public required string Columns { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ExportTemplateMapping : IEntityTypeConfiguration<ExportTemplate>
{
    public void Configure(EntityTypeBuilder<ExportTemplate> template)
    {
        template.ToTable("export_template");
        template.Property(t => t.Id).ValueGeneratedNever();
        template.Property(t => t.Name).HasMaxLength(80);
        template.Property(t => t.Columns).HasColumnType("jsonb");
        template.Property(t => t.CreatedAt).HasDefaultValueSql("now()");
        template.HasOne<Organisation>().WithMany().HasForeignKey(t => t.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        template.HasIndex(t => new { t.OrganisationId, t.Name }).IsUnique();
    }
}
