using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Core.Review;

/// <summary>
/// Dismiss and DismissNotGoods close a proposal that never was a classification; the others speak of one that is.
/// </summary>
public enum DecisionKind { Approve, Correct, Reject, NotGoods, Dismiss, DismissNotGoods }

/// <summary>What a person decided about a classification. Kept for good; an undo is written into it and takes back what it did.</summary>
public sealed class Decision
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid ClassificationId { get; init; }
    public DecisionKind Kind { get; init; }
    
    /// <summary>Who decided; without a foreign key, as all authors: the id of an erased person names nobody.</summary>
    public Guid ActorId { get; init; }

    /// <summary>Decisions that were made in one request can be undone together.</summary>
    public Guid? BatchId { get; init; }
    public string? Reason { get; init; }

    /// <summary>The version that a correction made.</summary>
    public Guid? ProducedId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The state in which the decision leaves the item of the review queue.</summary>
    public ReviewState Closes => Kind switch
    {
        DecisionKind.Approve => ReviewState.Approved,
        DecisionKind.Correct => ReviewState.Corrected,
        DecisionKind.NotGoods or DecisionKind.DismissNotGoods => ReviewState.NotGoods,
        _ => ReviewState.Rejected,
    };
    public Guid? UndoneBy { get; init; }
    public DateTimeOffset? UndoneAt { get; init; }
}

internal sealed class DecisionMapping : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> decision)
    {
        decision.ToTable("decision");
        decision.Property(d => d.Id).ValueGeneratedNever();
        decision.Property(d => d.Kind).HasConversion<StateText.Converter<DecisionKind>>();
        decision.Ignore(d => d.Closes);
        decision.Property(d => d.CreatedAt).HasDefaultValueSql("now()");
        decision.HasOne<Organisation>().WithMany().HasForeignKey(d => d.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        decision.HasOne<Classification>().WithMany().HasForeignKey(d => d.ClassificationId).OnDelete(DeleteBehavior.Cascade);
        decision.HasIndex(d => d.ClassificationId);
        decision.HasIndex(d => d.BatchId).HasFilter("batch_id is not null");
    }
}
