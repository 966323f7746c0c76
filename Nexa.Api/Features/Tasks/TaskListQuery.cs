using Microsoft.AspNetCore.Mvc;
using Nexa.Core.Data;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Tasks;

/// <summary>The query of lists and summaries of tasks as clients send it. Every condition that is given must hold.</summary>
public sealed record TaskListQuery
{
    [FromQuery(Name = "task_id")]
    public Guid? TaskId { get; init; }

    /// <summary>The agents' own name of a job.</summary>
    [FromQuery(Name = "job_id")]
    public string? JobId { get; init; }

    /// <summary>Where the agents report: <c>progress-…</c>.</summary>
    [FromQuery(Name = "progress_channel")]
    public string? ProgressChannel { get; init; }

    /// <summary>STARTED, PROCESSING, DONE, FAILED or CANCELLED.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "importer_id")]
    public Guid? ImporterId { get; init; }

    /// <summary>Sent from this day in São Paulo on (AAAA-MM-DD), or from a moment with its offset.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Sent up to this day in São Paulo, which is included whole, or before a moment with its offset.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Anywhere in a part number or in the document's file name, from three characters.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    public Dictionary<string, string[]> FindProblems()
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (Status is not null && !StateText.TryParse<TaskState>(Status, out _))
        {
            problems["status"] = [$"status deve ser um de: {string.Join(", ", Enum.GetValues<TaskState>().Select(s => s.ToText()))}."];
        }

        IsoDate.AddProblems(problems, From, To);
        if (Text?.Trim() is { Length: < 3 })
        {
            problems["q"] = ["Informe ao menos 3 caracteres."];
        }

        return problems;
    }

    internal TaskFilter ToFilter() => new()
    {
        TaskId = TaskId,
        AgentJobId = JobId,
        JobId = ProgressChannel is null ? null : TaskItem.FindJob(ProgressChannel) ?? Guid.Empty,
        Status = StateText.TryParse<TaskState>(Status, out var status) ? status : null,
        ImporterId = ImporterId,
        From = From is null ? null : IsoDate.ReadStart(From),
        To = To is null ? null : IsoDate.ReadEnd(To),
        Text = Text?.Trim(),
    };
}
