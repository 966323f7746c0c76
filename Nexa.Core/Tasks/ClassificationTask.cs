using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Importers;

namespace Nexa.Core.Tasks;

public enum TaskKind { PartNumber, Batch, Document }

/// <summary>STARTED: accepted. PROCESSING: the agents have answered at least once. The others are final.</summary>
public enum TaskState { Started, Processing, Done, Failed, Cancelled }

/// <summary>One request: a part number, a batch or a document, and how far it has come.</summary>
public sealed class ClassificationTask
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }

    /// <summary>Who sent it; without a foreign key, as all authors: the id of an erased person names nobody.</summary>
    public Guid? SentBy { get; init; }
    public Guid? ImporterId { get; init; }
    public TaskKind Kind { get; init; }
    public TaskState Status { get; set; }
    public bool Reclassify { get; init; }
    public Guid? DocumentId { get; set; }

    /// <summary>Items in the task; 0 until a document is extracted.</summary>
    public int Total { get; set; }

    /// <summary>Items with a classification.</summary>
    public int Succeeded { get; set; }

    /// <summary>Items that ended without one.</summary>
    public int Failed { get; set; }

    /// <summary>Sequence number of the newest event; the row lock that raises it keeps a task's events in commit order.</summary>
    public long LastSeq { get; set; }
    public string? Error { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What a task tells before its first event.</summary>
    public const string FirstMessage = "Classificação iniciada.";

    /// <summary>Where a task's events are followed; clients know it as <c>room_id</c>.</summary>
    public static string NameRoom(Guid taskId) => taskId.ToString();
}

internal sealed class ClassificationTaskMapping : IEntityTypeConfiguration<ClassificationTask>
{
    public void Configure(EntityTypeBuilder<ClassificationTask> task)
    {
        task.ToTable("task").HasStorageParameter("fillfactor", 80);
        task.Property(t => t.Id).ValueGeneratedNever();
        task.Property(t => t.Kind).HasConversion<StateText.Converter<TaskKind>>();
        task.Property(t => t.Status).HasConversion<StateText.Converter<TaskState>>();
        task.Property(t => t.CreatedAt).HasDefaultValueSql("now()");
        task.HasOne<Organisation>().WithMany().HasForeignKey(t => t.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        task.HasOne<Importer>().WithMany().HasForeignKey(t => t.ImporterId).OnDelete(DeleteBehavior.SetNull);
        task.HasIndex(t => new { t.ImporterId, t.CreatedAt }).IsDescending(false, true).HasFilter("importer_id is not null");
        task.HasIndex(t => new { t.OrganisationId, t.CreatedAt, t.Id }).IsDescending(false, true, true).HasDatabaseName("task_by_date");
        task.HasIndex(t => t.DocumentId).HasFilter("document_id is not null");
    }
}
