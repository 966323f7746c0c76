using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Tasks;

/// <summary>One event of a task, stored before it is sent. <see cref="Seq"/> counts from 1 within the task, without gaps.</summary>
public sealed class TaskEvent
{
    public Guid TaskId { get; init; }
    public long Seq { get; init; }
    public required string Name { get; init; }

    /// <summary>The event's own fields as a JSON object, without task_id, room_id and seq.</summary>
    public required string Payload { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class TaskEventMapping : IEntityTypeConfiguration<TaskEvent>
{
    public void Configure(EntityTypeBuilder<TaskEvent> taskEvent)
    {
        taskEvent.ToTable("task_event");
        taskEvent.HasKey(e => new { e.TaskId, e.Seq });
        taskEvent.Property(e => e.Payload).HasColumnType("json");
        taskEvent.Property(e => e.CreatedAt).HasDefaultValueSql("now()");
        taskEvent.HasOne<ClassificationTask>().WithMany().HasForeignKey(e => e.TaskId).OnDelete(DeleteBehavior.Cascade);
    }
}
