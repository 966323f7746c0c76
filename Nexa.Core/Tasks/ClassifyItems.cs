using Nexa.Core.Jobs;

namespace Nexa.Core.Tasks;

/// <summary>Have the agents classify the items of a task that carry this job's id.</summary>
public sealed record ClassifyItems(Guid TaskId) : IJobPayload
{
    public static string Kind => "classify-items";
}
