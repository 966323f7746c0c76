using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Catalogue;

/// <summary>The statements of the table <c>part_number</c>: a row for each number and manufacturer, shared by all organisation.</summary>
public static class PartNumberRows
{
    /// <summary>The number of a row.</summary>
    internal static string SelectNumber(string id) => $"(select p.number from part_number p where p.id = {id})";

    /// <summary>Subquery: the rows of a number, one for each manufacturer.</summary>
    internal static string SelectByNumber(string normalized) => $"select id, normalized from part_number where normalized = {normalized}";

    /// <summary>Subquery: the rows whose number is like a pattern.</summary>
    internal static string SelectLike(string pattern) => $"select id from part_number where normalized like {pattern}";

    /// <summary>Makes the rows that are missing and locks all of them, in the order of their ids; rows for <see cref="ReadKey"/>.</summary>
    /// <param name="batch">Gets two statements, of which the second returns rows.</param>
    /// <param name="numbers">Each number and manufacturer once, ordered, so that two workers don't wait for one another.</param>
    public static void AddLock(NpgsqlBatch batch, List<(string Number, Guid? Manufacturer)> numbers)
    {
        var normalized = numbers.ConvertAll(n => PartNumber.Normalize(n.Number));
        var manufacturers = numbers.ConvertAll(n => n.Manufacturer);
        batch.Add(
            """
            insert into part_number (id, number, normalized, manufacturer_id) select * from unnest($1, $2, $3, $4)
            on conflict (normalized, manufacturer_id) do nothing
            """,
            numbers.ConvertAll(_ => Guid.CreateVersion7()), numbers.ConvertAll(n => n.Number), normalized, manufacturers);
        batch.Add(
            """
            select p.id, p.normalized, p.manufacturer_id from part_number p join unnest($1, $2) as wanted(normalized, manufacturer_id)
              on p.normalized = wanted.normalized and p.manufacturer_id is not distinct from wanted.manufacturer_id
            order by p.id for update of p
            """,
            normalized, manufacturers);
    }

    public static (Guid Id, string Normalized, Guid? Manufacturer) ReadKey(SqlRow row) =>
        (row.Id("id"), row.Text("normalized"), row.IdOrNull("manufacturer_id"));
}
