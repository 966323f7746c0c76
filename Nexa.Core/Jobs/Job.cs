using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Jobs;

/// <summary>What a job of one kind carries. Serialized into the queue: add fields, never rename them.</summary>
public interface IJobPayload
{
    static abstract string Kind { get; }
}

/// <summary>
/// Queued jobs may have a later <see cref="Job.RunAt"/>: those are scheduled, snoozed or tried again. The last three states are final.
/// </summary>
public enum JobState { Queued, Running, Succeeded, Failed, Cancelled }

/// <summary>A row of the queue. Added in the transaction of the rows it speaks of, so that both commit or neither does.</summary>
public sealed class Job
{
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Payload { get; init; }

    /// <summary>Lower runs first; at 0 a person waits for it.</summary>
    public short Priority { get; init; }

    /// <summary>The person, or else the organisation, that the job works for: owners take turns. Zeros where it is nobody's.</summary>
    public Guid OwnerId { get; init; }
    public JobState State { get; init; }
    public DateTimeOffset RunAt { get; init; }
    public short Attempt { get; init; }
    public short MaxAttempts { get; init; } = 5;
    public Guid? LeaseToken { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }
    public string? LeasedBy { get; init; }
    public bool CancelRequested { get; init; }

    /// <summary>The task that the job works for: cancelling it cancels the job.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>At most one queued or running job has it.</summary>
    public string? DedupeKey { get; init; }
    public string? LastError { get; init; }
    public string? TraceParent { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    public static Job For<T>(T payload, Guid? taskId = null, short priority = 0, string? dedupeKey = null)
        where T : IJobPayload => new()
        {
            Id = Guid.CreateVersion7(),
            Kind = T.Kind,
            Payload = JsonSerializer.Serialize(payload, JsonSerializerOptions.Web),
            TaskId = taskId,
            Priority = priority,
            DedupeKey = dedupeKey,
            TraceParent = Activity.Current?.Id,
        };
}

internal static class JobStates
{
    /// <summary>The state as the table has it.</summary>
    public static string Name(this JobState state) => state.ToString().ToLowerInvariant();
}

internal sealed class JobMapping : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("job", table =>
        {
            table.HasCheckConstraint("job_state", "state in ('queued','running','succeeded','failed','cancelled')");
            table.HasCheckConstraint("job_lease", "(state = 'running') = (lease_token is not null)");
            table.HasCheckConstraint("job_finished", "(state in ('succeeded','failed','cancelled')) = (finished_at is not null)");
        });
        job.HasStorageParameter("fillfactor", 70).HasStorageParameter("autovacuum_vacuum_scale_factor", 0.01);
        job.Property(j => j.Id).ValueGeneratedNever();
        job.Property(j => j.Payload).HasColumnType("jsonb");
        job.Property(j => j.State).HasDefaultValue(JobState.Queued)
            .HasConversion(state => state.Name(), name => Enum.Parse<JobState>(name, ignoreCase: true));
        job.Property(j => j.RunAt).HasDefaultValueSql("now()");
        job.Property(j => j.Priority).HasDefaultValue((short)0);
        job.Property(j => j.OwnerId).HasDefaultValue(Guid.Empty);
        job.Property(j => j.Attempt).HasDefaultValue((short)0);
        job.Property(j => j.CancelRequested).HasDefaultValue(false);
        job.Property(j => j.MaxAttempts).HasDefaultValue((short)5);
        job.Property(j => j.CreatedAt).HasDefaultValueSql("now()");
        job.HasIndex(j => new { j.Kind, j.Priority, j.RunAt, j.Id }).HasFilter("state = 'queued'").HasDatabaseName("job_ready"); // of release 1.0.0's claim
        job.HasIndex(j => new { j.Kind, j.Priority, j.OwnerId, j.RunAt, j.Id }).HasFilter("state = 'queued'").HasDatabaseName("job_turn");
        job.HasIndex(j => j.Kind).HasFilter("state = 'running'").HasDatabaseName("job_running"); // not lease_until: keeps heartbeats HOT
        job.HasIndex(j => j.DedupeKey).IsUnique().HasFilter("state in ('queued','running')").HasDatabaseName("job_dedupe");
        job.HasIndex(j => j.TaskId).HasFilter("state in ('queued','running')").HasDatabaseName("job_task");
        job.HasIndex(j => j.FinishedAt).HasFilter("finished_at is not null").HasDatabaseName("job_done");
    }
}
