using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Documents;

/// <summary>The line of a document that a part number was classified from.</summary>
/// <param name="Line">From 1, in reading order.</param>
/// <param name="Page">Null for a line that a person added.</param>
public sealed record ItemLine(
    Guid DocumentId, string FileName, int Line, int? Page, string? Description, decimal? Quantity, decimal? UnitPrice, string? Currency);

/// <summary>Finds the lines of several part numbers at once: each document is read once, however many of them it has.</summary>
internal static class ItemLines
{
    /// <returns>By task and part number in capitals; the first line where it stands in several.</returns>
    public static async Task<Dictionary<(Guid Task, string Number), ItemLine>> FindAsync(
        NpgsqlDataSource database, Guid organisation, List<(Guid Task, string Number)> items, CancellationToken ct)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var found = await database.Statement(
            $"""
            select w.task_id, upper(btrim(l.partnumber)) as number, d.id, d.file_name, l.line, l.page, l.description, l.quantity,
              l.unit_price, l.currency
            from (select distinct unnest($2) as task_id) w
            join document d on d.id = {TaskRows.SelectDocument("w.task_id")} and d.organisation_id = $1
            cross join jsonb_to_recordset(d.extraction -> 'lines') as l(
              line int, page int, partnumber text, description text, quantity numeric, unit_price numeric, currency text, removed boolean)
            where l.removed is not true and upper(btrim(l.partnumber)) = any($3)
            order by l.line
            """,
            organisation, items.ConvertAll(item => item.Task), items.ConvertAll(item => item.Number.Trim().ToUpperInvariant()))
            .ListAsync(row => (
                Key: (row.Id("task_id"), row.Text("number")),
                Line: new ItemLine(
                    row.Id("id"), row.Text("file_name"), row.Number<int>("line"), row.NumberOrNull<int>("page"),
                    row.TextOrNull("description"), row.NumberOrNull<decimal>("quantity"), row.NumberOrNull<decimal>("unit_price"),
                    row.TextOrNull("currency"))), ct);
        return found.GroupBy(one => one.Key).ToDictionary(same => same.Key, same => same.First().Line);
    }
}
