using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Features.Classifications;
using Nexa.Api.Features.History;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Api.Features.Export;

/// <summary>One classification as it is exported.</summary>
/// <param name="View">The classification.</param>
/// <param name="ErpText">The description that came with the part number.</param>
/// <param name="Result">The whole answer as JSON.</param>
/// <param name="Waiting">Nobody has decided: it waits for review or has no complete code.</param>
/// <param name="ShortDescription">From the answer.</param>
/// <param name="Origin">Where the part is made; with provenance and acquisition the three countries of the declaration, ISO 3166-1.</param>
/// <param name="Provenance">Where it is shipped from.</param>
/// <param name="Acquisition">Where it is bought.</param>
/// <param name="Maker">The manufacturer as its owner declares it.</param>
internal sealed record ExportRow(
    ClassificationView View, string? ErpText, string Result, bool Waiting, string? ShortDescription, string? Origin, string? Provenance, string? Acquisition, ExportedMaker? Maker);

/// <summary>A manufacturer's particulars; without any on file what the answer says.</summary>
internal sealed record ExportedMaker(string Name, string? TaxNumber, string? Street, string? City, string? Subdivision, string? PostalCode, string? Country, string? Email)
{
    /// <summary>ISO 3166-2.</summary>
    public string? FullSubdivision => Country is not null && Subdivision is { Length: > 0 } ? $"{Country}-{Subdivision}" : null;
}

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

    /// <summary>What was asked when the part number of <c>classification c</c> was last classified: a correction has no item of its own.</summary>
    public const string Asked =
        """
        select i.description, i.manufacturer, i.supplier from classification v
        cross join lateral (select * from task_item where classification_id = v.id order by description is null limit 1) i
        where v.part_number_id = c.part_number_id and v.owner_id = c.owner_id and v.version <= c.version order by v.version desc limit 1
        """;

    private const string Listed =
        """
        (select distinct on (o.part_number_id) o.part_number_id, o.owner_id, i.description, i.position
         from task t join task_item i on i.task_id = t.id join classification o on o.id = i.classification_id
         where (@task is null or t.id = @task) and (@document is null or t.document_id = @document) order by o.part_number_id, i.id) i
        join classification c on c.part_number_id = i.part_number_id and c.owner_id = i.owner_id
        """;

    private const string Waiting = "(c.needs_review or coalesce(length(c.ncm), 0) < 8 or c.status <> 'ACTIVE')";

    public static async IAsyncEnumerable<ExportRow> ReadAsync(NpgsqlDataSource database, ClassificationFilter filter, ExportQuery query, Guid[] sees, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.CreateCommand();
        // A task or a document is exported as its part numbers stand today, corrections included, in the order of the
        // document; everything else oldest first.
        var listed = filter.TaskId is not null || filter.DocumentId is not null;
        var where = $"c.owner_id = any(@owners) and {(filter with { TaskId = null, DocumentId = null }).Where(command.Parameters)}";
        command.Parameters.AddWithValue("owners", sees);
        if (listed)
        {
            command.Parameters.Add(new("task", NpgsqlDbType.Uuid) { Value = (object?)filter.TaskId ?? DBNull.Value });
            command.Parameters.Add(new("document", NpgsqlDbType.Uuid) { Value = (object?)filter.DocumentId ?? DBNull.Value });
        }

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

        command.CommandText =
            $"""
            select {ClassificationView.Columns}, i.description, c.result::text, {Waiting}, c.result ->> 'short_description',
              f.country_of_origin, f.country_of_provenance, f.country_of_acquisition,
              m.manufacturer_id is not null, m.legal_name, m.tax_number, m.street, m.city, m.subdivision, m.postal_code, m.country, m.email
            from {(listed ? Listed : $"classification c left join lateral ({Asked}) i on true")}
            left join part_profile f on f.owner_id = c.owner_id and f.part_number_id = c.part_number_id
            left join manufacturer k on k.id = c.manufacturer_id
            left join manufacturer_alias a on a.owner_id = c.owner_id and a.name_key = k.name_key
            left join manufacturer_profile m on m.owner_id = c.owner_id and m.manufacturer_id = coalesce(a.manufacturer_id, c.manufacturer_id)
            where {where} order by {(listed ? "i.position, c.id" : "c.created_at, c.id")} limit {Most}
            """;
        command.CommandTimeout = 300;
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var view = ClassificationView.Read(row);
            yield return new(view, row[21] as string, row.GetString(22), row.GetBoolean(23), row[24] as string, row[25] as string, row[26] as string, row[27] as string,
                view.Fabricante is not { } maker ? null
                : row.GetBoolean(28) ? new(row[29] as string ?? maker, row[30] as string, row[31] as string, row[32] as string, row[33] as string, row[34] as string, row[35] as string, row[36] as string)
                : new(maker, null, view.Endereco, null, null, null, null, null));
        }
    }
}
