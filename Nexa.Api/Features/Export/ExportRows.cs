using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Features.Classifications;
using Nexa.Api.Features.History;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <summary>One classification as it is exported.</summary>
/// <param name="View">The classification.</param>
/// <param name="ErpText">The description that came with the part number.</param>
/// <param name="Result">The whole answer as JSON.</param>
/// <param name="Waiting">Nobody has decided: it waits for review or has no complete code.</param>
/// <param name="ShortDescription">From the answer.</param>
internal sealed record ExportRow(ClassificationView View, string? ErpText, string Result, bool Waiting, string? ShortDescription);

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
}

internal static class ExportRows
{
    /// <summary>As many rows as a sheet holds below its header.</summary>
    private const int Most = 1_048_575;

    private const string Waiting = "((c.needs_review and c.approved_at is null) or coalesce(length(c.ncm), 0) < 8 or c.status <> 'ACTIVE')";

    public static async IAsyncEnumerable<ExportRow> ReadAsync(NpgsqlDataSource database, ClassificationFilter filter, ExportQuery query, Guid[] sees, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        var where = $"c.owner_id = any(@owners) and {filter.Where(command.Parameters)}";
        command.Parameters.AddWithValue("owners", sees);
        if (query.ClassificationIds is { Length: > 0 } ids)
        {
            where += " and c.id = any(@ids)";
            command.Parameters.AddWithValue("ids", ids);
        }
        else if (filter.Status is null)
        {
            where += " and c.status = 'ACTIVE'";
        }

        if (query.IncludeUndecided is not true)
        {
            where += $" and not {Waiting}";
        }

        // A task is exported in the order of its document; everything else oldest first.
        var from = filter.TaskId is not null
            ? "task_item i join classification c on c.id = i.classification_id"
            : "classification c left join lateral (select i.description from task_item i where i.classification_id = c.id order by i.id limit 1) i on true";
        command.CommandText =
            $"""
            select {ClassificationView.Columns}, i.description, c.result::text, {Waiting}, c.result ->> 'short_description'
            from {from} where {where}{(filter.TaskId is null ? " order by c.created_at, c.id" : " and i.task_id = @task order by i.position")} limit {Most}
            """;
        command.CommandTimeout = 300;
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            yield return new(ClassificationView.Read(row), row[21] as string, row.GetString(22), row.GetBoolean(23), row[24] as string);
        }
    }
}
