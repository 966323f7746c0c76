using Nexa.Core.Jobs;

namespace Nexa.Core.Tasks;

/// <summary>Have the agents classify the items of a task that carry this job's id.</summary>
/// <param name="OrganisationId">Whose own rates the answers are given with.</param>
public sealed record ClassifyItems(Guid TaskId, Guid OrganisationId) : IJobPayload
{
    public static string Kind => "classify-items";
}
