using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Documents;

/// <summary>A line of a document that has no part number to classify.</summary>
/// <param name="Line">From 1, in reading order.</param>
/// <param name="Page">Null for a line that a person added.</param>
/// <param name="Partnumber">What stands in its place, if anything: a text too short or too long to be one.</param>
public sealed record UnclassifiedLine(
    int Line, int? Page, string? Partnumber, string? Description, string? Manufacturer, decimal? Quantity, decimal? UnitPrice,
    decimal? LineTotal, string? Currency, string? Ncm, string? CountryOfOrigin);

public static class UnclassifiedLines
{
    /// <summary>Those of a document, or of the document of a task, in its order; none where neither is given.</summary>
    public static Task<List<UnclassifiedLine>> ReadLinesAsync(
        NpgsqlDataSource database, Guid organisation, Guid? document, Guid? task, CancellationToken ct) =>
        database.Statement(
            $"""
            select l.* from document d cross join jsonb_to_recordset(d.extraction -> 'lines') as l(
              line int, page int, partnumber text, description text, manufacturer text, quantity numeric, unit_price numeric,
              line_total numeric, currency text, ncm text, country_of_origin text, removed boolean)
            where d.organisation_id = $1 and ($2 is not null or $3 is not null)
              and ($2 is null or d.id = $2) and ($3 is null or d.id = {TaskRows.SelectDocument("$3")})
              and l.removed is not true
              and coalesce(length(l.partnumber), 0) not between {NewItem.ShortestPartNumber} and {NewItem.LongestPartNumber}
            order by l.line
            """,
            organisation, document, task).ListAsync(row => new UnclassifiedLine(
                row.Number<int>("line"), row.NumberOrNull<int>("page"), row.TextOrNull("partnumber"), row.TextOrNull("description"),
                row.TextOrNull("manufacturer"), row.NumberOrNull<decimal>("quantity"), row.NumberOrNull<decimal>("unit_price"),
                row.NumberOrNull<decimal>("line_total"), row.TextOrNull("currency"), row.TextOrNull("ncm"),
                row.TextOrNull("country_of_origin")), ct);
}
