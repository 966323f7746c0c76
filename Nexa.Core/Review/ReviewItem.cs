using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Core.Review;

/// <summary>
/// OPEN: waits for a person. ANSWERED: its question was answered and a new classification is on its way. SUPERSEDED: a newer version made
/// it pointless. The others are decisions.
/// </summary>
public enum ReviewState { Open, Answered, Approved, Corrected, Rejected, NotGoods, Superseded }

/// <summary>Why a classification waits for a person.</summary>
public static class ReviewReason
{
    public const string NoNcm = "NO_NCM";
    public const string PartialNcm = "PARTIAL_NCM";
    public const string Doubt = "DOUBT";
    /// <summary>The determinism gate rejected it: the code or its Ex does not exist or is not in force.</summary>
    public const string Gate = "GATE";
    public const string Conflict = "CONFLICT";
    public const string LegalChange = "LEGAL_CHANGE";
    public const string Sample = "SAMPLE";
    public const string Requested = "REQUESTED";
}

/// <summary>One classification in the review queue. There is one item a classification: raised again, it opens again.</summary>
public sealed class ReviewItem
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid ClassificationId { get; init; }
    public Guid PartNumberId { get; init; }
    public ReviewState State { get; init; }

    /// <summary>Codes of <see cref="ReviewReason"/>.</summary>
    public required string[] Reasons { get; init; }

    /// <summary>The reasons in words, as shown.</summary>
    public required string Reason { get; init; }

    /// <summary>Doubt times tax at stake: what is looked at first.</summary>
    public double Priority { get; init; }
    public Guid? ClaimedBy { get; init; }
    public DateTimeOffset? ClaimedUntil { get; init; }
    public string? Question { get; init; }
    public Guid? AskedBy { get; init; }
    public string? Answer { get; init; }
    public Guid? AnsweredBy { get; init; }

    /// <summary>The task that classifies anew with the answer.</summary>
    public Guid? AnswerTaskId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
}

internal sealed class ReviewItemMapping : IEntityTypeConfiguration<ReviewItem>
{
    public void Configure(EntityTypeBuilder<ReviewItem> item)
    {
        item.ToTable("review_item");
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.State).HasConversion<StateText.Converter<ReviewState>>();
        item.Property(i => i.CreatedAt).HasDefaultValueSql("now()");
        item.HasOne<Organisation>().WithMany().HasForeignKey(i => i.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        item.HasOne<Classification>().WithMany().HasForeignKey(i => i.ClassificationId).OnDelete(DeleteBehavior.Cascade);
        item.HasIndex(i => i.ClassificationId).IsUnique();
        item.HasIndex(i => new { i.OrganisationId, i.Priority, i.Id }).IsDescending(false, true, true).HasFilter("state = 'OPEN'")
            .HasDatabaseName("review_queue");
        item.HasIndex(i => new { i.PartNumberId, i.OrganisationId }).HasFilter("state in ('OPEN', 'ANSWERED')")
            .HasDatabaseName("review_open_of_part");
        item.HasIndex(i => i.AnswerTaskId).HasFilter("state = 'ANSWERED'").HasDatabaseName("review_answered_by_task");
    }
}
