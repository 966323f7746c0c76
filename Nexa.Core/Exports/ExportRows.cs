using System.Runtime.CompilerServices;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Importers;
using Npgsql;

namespace Nexa.Core.Exports;

/// <summary>One classification as it is exported.</summary>
/// <param name="View">The classification.</param>
/// <param name="ErpText">The description that came with the part number.</param>
/// <param name="Result">The whole answer as JSON.</param>
/// <param name="Waiting">Nobody has decided: it waits for review or has no complete code.</param>
/// <param name="ShortDescription">From the answer.</param>
/// <param name="Origin">Where the part is made; with provenance and acquisition the three countries of the declaration, ISO 3166-1.</param>
/// <param name="Provenance">Where it is shipped from.</param>
/// <param name="Acquisition">Where it is bought.</param>
/// <param name="Maker">The manufacturer as its organisation declares it.</param>
/// <param name="Importer">Name of the importer that it was last asked for.</param>
/// <param name="ImporterCnpj">The importer's number.</param>
public sealed record ExportRow(
    ClassificationView View, string? ErpText, string Result, bool Waiting, string? ShortDescription, string? Origin, string? Provenance,
    string? Acquisition, ExportedMaker? Maker, string? Importer, string? ImporterCnpj)
{
    public Guid PartId { get; init; }
}

/// <summary>A manufacturer's particulars; without any on file what the agents answered.</summary>
public sealed record ExportedMaker(
    string Name, string? TaxNumber, string? Street, string? City, string? Subdivision, string? PostalCode, string? Country, string? Email)
{
    /// <summary>The manufacturer, or the one that it is an alias of.</summary>
    public Guid? Id { get; init; }

    /// <summary>Nobody has saved the particulars: they come from the agents' answer.</summary>
    public bool IsPrefilled { get; init; }

    /// <summary>ISO 3166-2.</summary>
    public string? FullSubdivision => Country is not null && Subdivision is { Length: > 0 } ? $"{Country}-{Subdivision}" : null;
}

/// <summary>The classifications of an export.</summary>
/// <param name="Filter">As in history.</param>
/// <param name="Ids">Only these; all where there are none.</param>
/// <param name="IncludeUndecided">Also classifications that nobody has decided yet, marked as such.</param>
public sealed record ExportSelection(ClassificationFilter Filter, Guid[] Ids, bool IncludeUndecided);

public static class ExportRows
{
    /// <summary>As many rows as a sheet holds below its header.</summary>
    private const int Most = 1_048_575;

    /// <summary>An export may take longer than a query that a page waits for.</summary>
    private const int TimeoutSeconds = 300;

    private const string Waiting = "(c.needs_review or coalesce(length(c.ncm), 0) < 8 or c.status <> 'ACTIVE')";

    /// <summary>
    /// The rows as they come. A task or a document is exported as its part numbers stand today, corrections included, in the order of
    /// the document; everything else oldest first.
    /// </summary>
    public static async IAsyncEnumerable<ExportRow> ReadRowsAsync(
        NpgsqlDataSource database, ExportSelection selection, Guid organisation, [EnumeratorCancellation] CancellationToken ct)
    {
        var (filter, statement) = (selection.Filter, database.Filter());
        var listed = filter.TaskId is not null || filter.DocumentId is not null;
        var where = $"c.organisation_id = @organisation and {(filter with { TaskId = null, DocumentId = null }).BindConditions(statement)}";
        statement.Bind("organisation", organisation);
        if (listed)
        {
            statement.Bind("task", filter.TaskId);
            statement.Bind("document", filter.DocumentId);
        }

        if (selection.Ids.Length > 0)
        {
            where += " and c.id = any(@ids)";
            statement.Bind("ids", selection.Ids);
        }
        else if (filter.Status is null)
        {
            where += " and c.status = 'ACTIVE'";
        }

        if (!selection.IncludeUndecided)
        {
            where += $" and not {Waiting}";
        }

        statement.SetText(
            $"""
            select {ClassificationView.Columns}, i.description as erp_text, c.result::text as answer, {Waiting} as waiting,
              c.result ->> 'short_description' as short_description, f.country_of_origin, f.country_of_provenance, f.country_of_acquisition,
              m.manufacturer_id as maker_id, m.legal_name, m.tax_number, m.street, m.city, m.subdivision, m.postal_code, m.country, m.email,
              c.part_number_id, coalesce(a.manufacturer_id, c.manufacturer_id) as owner_id, k.address as known_address,
              k.country as known_country,
              jsonb_path_query_first(coalesce(nullif(c.result -> 'evidence', 'null'), c.result -> 'proposal' -> 'evidence'),
                '$[*] ? (@.field == "cidade").value') #>> array[]::text[] as known_city,
              p.name as importer, p.cnpj as importer_cnpj
            from {(listed ? ClassificationSql.WithLastListed : ClassificationSql.WithLastAsked)}
            {PartProfileRows.JoinProfile}
            {ManufacturerRows.JoinProfile}
            {ImporterRows.JoinImporter(filter.ImporterId is null ? "i.importer_id" : "@importer")}
            where {where} order by {(listed ? "i.position, c.id" : "c.created_at, c.id")} limit {Most}
            """);
        statement.Timeout = TimeoutSeconds;
        await foreach (var row in statement.StreamAsync(ct))
        {
            var view = ClassificationView.ReadRow(row);
            yield return new(
                view, row.TextOrNull("erp_text"), row.Text("answer"), row.Flag("waiting"), row.TextOrNull("short_description"),
                row.TextOrNull("country_of_origin"), row.TextOrNull("country_of_provenance"), row.TextOrNull("country_of_acquisition"),
                ReadMaker(row, view), row.TextOrNull("importer"), row.TextOrNull("importer_cnpj"))
            {
                PartId = row.Id("part_number_id"),
            };
        }
    }

    private static ExportedMaker? ReadMaker(SqlRow row, ClassificationView view)
    {
        if (view.Fabricante is not { } name)
        {
            return null;
        }

        var owner = row.IdOrNull("owner_id");
        if (row.IdOrNull("maker_id") is not null)
        {
            return new(
                row.TextOrNull("legal_name") ?? name, row.TextOrNull("tax_number"), row.TextOrNull("street"), row.TextOrNull("city"),
                row.TextOrNull("subdivision"), row.TextOrNull("postal_code"), row.TextOrNull("country"), row.TextOrNull("email"))
            {
                Id = owner,
            };
        }

        var address = MakerAddress.ReadLine(
            view.Endereco ?? row.TextOrNull("known_address"), view.Pais ?? row.TextOrNull("known_country"), row.TextOrNull("known_city"));
        return new(name, null, address.Street, address.City, address.Subdivision, address.PostalCode, address.Country, null)
        {
            Id = owner, IsPrefilled = true,
        };
    }
}
