using System.Text;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>Which classifications history and the exports are asked for. Every condition that is given must hold.</summary>
public sealed record ClassificationFilter
{
    /// <summary>The beginning of the normalized part number.</summary>
    public string? NumberPrefix { get; init; }

    /// <summary>Anywhere in the normalized part number.</summary>
    public string? NumberPart { get; init; }

    /// <summary>Anywhere in the manufacturer's key.</summary>
    public string? ManufacturerPart { get; init; }

    /// <summary>The first digits of the code.</summary>
    public string? NcmPrefix { get; init; }

    /// <summary>Two digits; <c>00</c> for none.</summary>
    public string? Ex { get; init; }

    /// <summary>Of the manufacturer: ISO 3166-1, two letters.</summary>
    public string? Country { get; init; }
    public ClassificationState? Status { get; init; }
    public double? MinConfidence { get; init; }
    public double? MaxConfidence { get; init; }
    public DateTimeOffset? From { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? To { get; init; }
    public Guid? TaskId { get; init; }
    public Guid? DocumentId { get; init; }

    /// <summary>Part numbers that were asked for this importer, as they stand today.</summary>
    public Guid? ImporterId { get; init; }
    public bool? NeedsReview { get; init; }

    /// <summary>Approved by a person.</summary>
    public bool? Approved { get; init; }

    /// <summary>Words of the description, in the syntax of <c>websearch_to_tsquery</c>.</summary>
    public string? Words { get; init; }

    internal string? NumberPattern => NumberPart is null ? null : $"%{Sql.EscapeLike(NumberPart)}%";

    internal string? ManufacturerPattern => ManufacturerPart is null ? null : $"%{Sql.EscapeLike(ManufacturerPart)}%";

    /// <summary>
    /// The conditions on <c>classification c</c> beside the one on its organisation; their values are bound to the statement by name.
    /// Prefixes are ranges: under row level security <c>like</c>, which may leak what it compares, finds nothing by an index.
    /// </summary>
    internal string BindConditions(NpgsqlBatch statement)
    {
        var sql = new StringBuilder("true");
        AddIf(NumberPrefix is not null, Sql.BeginsWith("c.number_key", "@number"), "number", NumberPrefix);
        AddIf(NumberPart is not null, "c.number_key like @contains", "contains", NumberPattern);
        AddIf(ManufacturerPart is not null,
            $"c.manufacturer_id in ({ManufacturerRows.SelectLike("@maker")})", "maker", ManufacturerPattern);
        AddIf(NcmPrefix is not null, Sql.BeginsWith("c.ncm", "@ncm"), "ncm", NcmPrefix);
        AddIf(Ex is not null, "coalesce(c.exception, '00') = @ex", "ex", Ex);
        AddIf(Country is not null, "upper(c.pais) = @country", "country", Country);
        AddIf(Status is not null, "c.status = @status", "status", Status?.ToText());
        AddIf(MinConfidence is not null, "coalesce(c.confidence, -1) >= @min", "min", MinConfidence);
        AddIf(MaxConfidence is not null, "coalesce(c.confidence, -1) <= @max", "max", MaxConfidence);
        AddIf(From is not null, "c.created_at >= @from", "from", From);
        AddIf(To is not null, "c.created_at < @to", "to", To);
        AddIf(TaskId is not null, $"c.id in ({TaskItemRows.SelectAnswers("@task")})", "task", TaskId);
        AddIf(DocumentId is not null,
            $"c.id in (select i.classification_id from {TaskRows.WithItems} where t.document_id = @document)",
            "document", DocumentId);
        AddIf(ImporterId is not null, $"c.part_number_id in ({ClassificationSql.SelectPartsOfImporter})", "importer", ImporterId);
        AddIf(NeedsReview is not null, "c.needs_review = @doubt", "doubt", NeedsReview);
        AddIf(Words is not null, $"c.search @@ {ClassificationSearch.Query("@text")}", "text", Words);
        if (Approved is { } approved)
        {
            sql.Append(approved ? " and c.approved_at is not null" : " and c.approved_at is null");
        }

        return sql.ToString();

        void AddIf(bool given, string condition, string name, SqlValue value)
        {
            if (given)
            {
                sql.Append(" and ").Append(condition);
                statement.Bind(name, value);
            }
        }
    }
}
