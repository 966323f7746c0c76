using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;

namespace Nexa.Core.Classifications;

/// <summary>
/// ACTIVE: what its organisation's part number is classified as. REPLACED: a newer version is. REJECTED: never was or no longer is.
/// </summary>
public enum ClassificationState { Active, Replaced, Rejected }

/// <summary>One version of a part number's classification for one organisation. Never overwritten: a correction is a new version.</summary>
public sealed class Classification
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid PartNumberId { get; init; }
    public Guid? TaskId { get; init; }

    /// <summary>From 1 for each organisation and part number.</summary>
    public int Version { get; init; }
    public ClassificationState Status { get; set; }

    /// <summary>2 to 8 digits: fewer than 8 where the agents stopped at the level that is certain; null where they found none.</summary>
    public string? Ncm { get; init; }

    /// <summary>Ex-TIPI: two digits; null or <c>00</c> for none.</summary>
    public string? Exception { get; init; }
    public string? Nve { get; init; }
    public string? Description { get; init; }
    public string? Fabricante { get; init; }
    public string? Endereco { get; init; }
    public string? Pais { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }
    public bool NeedsReview { get; set; }
    public string? ReviewReason { get; set; }

    /// <summary>The whole answer, as sent to clients.</summary>
    public required string Result { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who wrote this version; null for the agents.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Why its author corrected it.</summary>
    public string? Reason { get; init; }

    /// <summary>The version that this one corrects.</summary>
    public Guid? ReplacesId { get; init; }

    /// <summary>What the correction changed: <c>{"ncm": {"from", "to"}}</c>.</summary>
    public string? Changes { get; init; }
    public Guid? ApprovedBy { get; set; }
    public DateTimeOffset? ApprovedAt { get; set; }

    /// <summary>Fingerprint of the fiscal rows that the answer rests on; an approved answer is served again while it is the same.</summary>
    public string? Basis { get; init; }

    /// <summary>
    /// The edition of the fiscal tables that the answer was judged by. No foreign key: it would be checked for each classification, and
    /// editions are never deleted.
    /// </summary>
    public Guid? EditionId { get; init; }

    /// <summary>
    /// Federal import taxes in reais on a customs value of 100 reais, each on its own base. 0 where a rate is unknown.
    /// </summary>
    public double TaxAtStake { get; init; }

    /// <summary>The part number's <see cref="PartNumber.Normalized"/>: filters and sorting then need one table only.</summary>
    public string NumberKey { get; init; } = "";

    /// <summary>
    /// The row of <see cref="Fabricante"/>. No foreign key: it would be checked for each classification, and manufacturers are never
    /// deleted.
    /// </summary>
    public Guid? ManufacturerId { get; init; }
}

internal sealed class ClassificationMapping : IEntityTypeConfiguration<Classification>
{
    public void Configure(EntityTypeBuilder<Classification> classification)
    {
        classification.ToTable("classification");
        classification.Property(c => c.Id).ValueGeneratedNever();
        classification.Property(c => c.Status).HasConversion<StateText.Converter<ClassificationState>>();
        classification.Property(c => c.Result).HasColumnType("jsonb");
        classification.Property(c => c.CreatedAt).HasDefaultValueSql("now()");
        classification.HasOne<Organisation>().WithMany().HasForeignKey(c => c.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        classification.HasOne<PartNumber>().WithMany().HasForeignKey(c => c.PartNumberId);
        classification.HasOne<ClassificationTask>().WithMany().HasForeignKey(c => c.TaskId).OnDelete(DeleteBehavior.SetNull);
        classification.HasIndex(c => new { c.PartNumberId, c.OrganisationId, c.Version }).IsUnique()
            .IncludeProperties(c => new { c.CreatedAt, c.Id });
        classification.HasIndex(c => new { c.PartNumberId, c.OrganisationId }).IsUnique().HasFilter("status = 'ACTIVE'")
            .HasDatabaseName("one_active_classification");
        classification.HasIndex(c => c.TaskId);
        // Whether there are approved cases is asked by every job: few rows are, and those that are not stay out of it.
        classification.HasIndex(c => c.OrganisationId).HasFilter("status = 'ACTIVE' and approved_at is not null")
            .HasDatabaseName("approved_classification");
        classification.Property(c => c.Changes).HasColumnType("jsonb");
        classification.Property(c => c.TaxAtStake).HasDefaultValue(0.0);
        // Filters and facets are read from this index alone: a page of what is rare among much does not fetch the much.
        classification.HasIndex(c => new { c.OrganisationId, c.CreatedAt, c.Id }).IsDescending(false, true, true)
            .HasDatabaseName("classification_by_date")
            .IncludeProperties(c => new { c.Status, c.Ncm, c.Exception, c.Confidence, c.NeedsReview, c.ManufacturerId });
        classification.HasIndex(c => new { c.OrganisationId, c.ManufacturerId, c.CreatedAt, c.Id }).IsDescending(false, false, true, true)
            .HasDatabaseName("classification_by_manufacturer");
    }
}
