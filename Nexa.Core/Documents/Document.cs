using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Identity;

namespace Nexa.Core.Documents;

/// <summary>An uploaded file. <see cref="Content"/> is erased when its time is up; what came of it stays.</summary>
public sealed class Document
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid? SentBy { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public long Size { get; init; }

    /// <summary>Of the content, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }
    public byte[]? Content { get; set; }

    /// <summary>What was read out of it, as JSON; null until then.</summary>
    public string? Extraction { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ErasedAt { get; set; }
}

internal sealed class DocumentMapping : IEntityTypeConfiguration<Document>
{
    public void Configure(EntityTypeBuilder<Document> document)
    {
        document.ToTable("document");
        document.Property(d => d.Id).ValueGeneratedNever();
        document.Property(d => d.FileName).HasMaxLength(255);
        document.Property(d => d.Extraction).HasColumnType("jsonb");
        document.Property(d => d.CreatedAt).HasDefaultValueSql("now()");
        document.HasOne<Organisation>().WithMany().HasForeignKey(d => d.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        document.HasIndex(d => new { d.OrganisationId, d.Sha256 });
    }
}
