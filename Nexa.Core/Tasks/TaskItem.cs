using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Data;

namespace Nexa.Core.Tasks;

/// <summary>PENDING, or settled for good by one of the others.</summary>
public enum ItemState { Pending, Done, Failed, Cancelled }

/// <summary>One part number of a task, as submitted, and what became of it.</summary>
public sealed class TaskItem
{
    public Guid Id { get; init; }
    public Guid TaskId { get; init; }

    /// <summary>From 1, in the order submitted.</summary>
    public int Position { get; init; }
    public required string PartNumber { get; init; }
    public string? Description { get; init; }
    public string? Manufacturer { get; init; }
    public string? Supplier { get; init; }

    /// <summary>The NCM that the order, the invoice or the ERP gives it, as written there.</summary>
    public string? Ncm { get; init; }

    /// <summary>The country of origin as the order or the invoice writes it.</summary>
    public string? Coo { get; init; }
    public ItemState Status { get; set; }
    public string? Error { get; set; }
    public Guid? ClassificationId { get; set; }

    /// <summary>The queue's job that classifies it now; null when it was answered from the database.</summary>
    public Guid? JobId { get; set; }

    /// <summary>The agents server's own name of the job (<c>job-…</c>).</summary>
    public string? AgentJobId { get; set; }

    /// <summary>The Redis pattern of all channels that the agents report on.</summary>
    public const string AllChannels = ChannelPrefix + "*";

    /// <summary>The Redis channel that the agents report on for a job of the queue.</summary>
    public static string NameChannel(Guid jobId) => ChannelPrefix + jobId;

    /// <returns>Null for a channel that is no job's.</returns>
    public static Guid? FindJob(string channel) => channel.StartsWith(ChannelPrefix, StringComparison.Ordinal)
        && Guid.TryParse(channel[ChannelPrefix.Length..], out var job) ? job : null;

    private const string ChannelPrefix = "progress-";
}

internal sealed class TaskItemMapping : IEntityTypeConfiguration<TaskItem>
{
    public void Configure(EntityTypeBuilder<TaskItem> item)
    {
        item.ToTable("task_item").HasStorageParameter("fillfactor", 80);
        item.Property(i => i.Id).ValueGeneratedNever();
        item.Property(i => i.Status).HasConversion<StateText.Converter<ItemState>>();
        item.HasOne<ClassificationTask>().WithMany().HasForeignKey(i => i.TaskId).OnDelete(DeleteBehavior.Cascade);
        item.HasIndex(i => new { i.TaskId, i.Position }).IsUnique();
        item.HasIndex(i => i.JobId);
        item.HasIndex(i => i.AgentJobId);
        item.HasIndex(i => i.ClassificationId);
    }
}
