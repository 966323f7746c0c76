using Microsoft.AspNetCore.Mvc;
using Nexa.Core.Exports;

namespace Nexa.Api.Features.Export;

/// <summary>What is exported, beside the filters of history.</summary>
public sealed record ExportQuery
{
    [FromQuery(Name = "classification_id")]
    public Guid[]? ClassificationIds { get; init; }

    /// <summary>Also what nobody has decided yet, marked as such.</summary>
    [FromQuery(Name = "include_undecided")]
    public bool? IncludeUndecided { get; init; }

    /// <summary>A template of the user's own, by id or name.</summary>
    [FromQuery(Name = "template")]
    public string? Template { get; init; }

    internal ExportSelection ToSelection(ClassificationQuery query) =>
        new(query.ToFilter(), ClassificationIds ?? [], IncludeUndecided is true);
}
