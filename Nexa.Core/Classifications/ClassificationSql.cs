using Nexa.Core.Data;
using Nexa.Core.Tasks;

namespace Nexa.Core.Classifications;

/// <summary>Pieces of SQL on the table <c>classification</c> that other homes put into their statements.</summary>
internal static class ClassificationSql
{
    /// <summary>
    /// Rows for the review queue of the new versions <c>$1</c> that may need a person: each with whether its organisation has the same
    /// part number as something else (<c>conflict</c>) and whether its id is in the share <c>$2</c> (<c>sampled</c>).
    /// </summary>
    public const string SelectReviewable =
        """
        select c.*, exists (
          select from classification o
          where o.organisation_id = c.organisation_id and o.number_key = c.number_key and o.id <> c.id and o.ncm <> c.ncm
            and (o.status = 'ACTIVE'
              or (o.approved_at is not null and o.part_number_id = c.part_number_id and o.version = c.version - 1))) as conflict,
          ('x' || left(md5(c.id::text), 7))::bit(28)::int / 268435456.0 < $2 as sampled
        from classification c where c.id = any($1) and (c.status = 'ACTIVE' or (c.status = 'REJECTED' and c.needs_review))
        """;

    /// <summary>Whose and of which part number the versions <c>$1</c> are; the planner reads them first (<c>offset 0</c>).</summary>
    public const string SelectOwners = "select id, part_number_id, organisation_id from classification where id = any($1) offset 0";

    /// <summary>
    /// The ids of a page of an organisation's ACTIVE versions by number: organisation, beginning, number and id of the last one, limit. The
    /// order is that of the index of number prefixes: bytes, whatever the database's collation.
    /// </summary>
    public static readonly string SelectPageByNumber =
        $"""
        select c.id, c.number_key from classification c
        where c.organisation_id = $1 and c.status = 'ACTIVE' and {Sql.BeginsWith("c.number_key", "$2")}
          and ($3 is null or (c.number_key ~>=~ $3 and (c.number_key <> $3 or c.id > $4)))
        order by c.number_key using ~<~, c.id limit $5
        """;

    /// <summary>
    /// Subquery of <c>classification c</c>: what was asked when its part number was last classified. A correction has no item of its own,
    /// so the versions before it are searched too.
    /// </summary>
    private const string LastAsked =
        $"""
        select i.description, i.manufacturer, i.supplier, i.part_number, i.task_id, {TaskRows.SelectImporter} as importer_id
        from classification v
        cross join lateral ({TaskItemRows.SelectAsked}) i
        where v.part_number_id = c.part_number_id and v.organisation_id = c.organisation_id and v.version <= c.version
        order by v.version desc limit 1
        """;

    /// <summary><c>from</c> clause: each <c>classification c</c> with what was last asked for its part number, as <c>i</c>.</summary>
    public const string WithLastAsked = $"classification c left join lateral ({LastAsked}) i on true";

    /// <summary>
    /// <c>from</c> clause: the part numbers of the task <c>@task</c> or the document <c>@document</c>, as <c>i</c>, each with its
    /// organisation's <c>classification c</c>.
    /// </summary>
    public const string WithLastListed =
        $"""
        (select distinct on (o.part_number_id) o.part_number_id, o.organisation_id, i.description, i.position, t.importer_id
         from {TaskRows.WithItems} join classification o on o.id = i.classification_id
         where (@task is null or t.id = @task) and (@document is null or t.document_id = @document) order by o.part_number_id, i.id) i
        join classification c on c.part_number_id = i.part_number_id and c.organisation_id = i.organisation_id
        """;

    /// <summary><c>from</c> clause: each <c>classification c</c> with what was asked with its first item, as <c>i</c>.</summary>
    public const string WithFirstAsked = $"classification c left join lateral ({TaskItemRows.SelectFirstAsked}) i on true";

    /// <summary>Subquery: the part numbers that the organisation <c>@organisation</c> asked for the importer <c>@importer</c>.</summary>
    public const string SelectPartsOfImporter =
        $"""
        select v.part_number_id from {TaskRows.WithItems} join classification v on v.id = i.classification_id
        where t.importer_id = @importer and v.organisation_id = @organisation
        """;

    /// <summary>Joins the version with this id as <c>c</c>.</summary>
    public static string JoinVersion(string id) => $"join classification c on c.id = {id}";

    /// <summary>Joins the version that a correction made as <c>made</c>.</summary>
    public static string JoinMade(string id) => $"join classification made on made.id = {id}";

    /// <summary>Joins the ACTIVE version of a part number as <c>c</c>.</summary>
    public static string JoinActive(string part, string organisation) =>
        $"join classification c on c.part_number_id = {part} and c.organisation_id = {organisation} and c.status = 'ACTIVE'";

    /// <summary>Whether the organisation has classified the part number.</summary>
    public static string HasClassified(string part, string organisation) =>
        $"exists (select from classification where part_number_id = {part} and organisation_id = {organisation})";

    /// <summary>Whether the organisation has classified something of the manufacturer.</summary>
    public static string HasManufacturer(string manufacturer, string organisation) =>
        $"exists (select from classification where manufacturer_id = {manufacturer} and organisation_id = {organisation})";
}
