using Npgsql;

namespace Nexa.Api.Features.Classifications;

/// <summary>One version of a classification in a list.</summary>
public sealed record ClassificationView(
    Guid Id, Guid OwnerId, string Partnumber, int Version, string Status, string? Ncm, string? Exception, string? Nve, string? Description,
    string? Fabricante, string? Endereco, string? Pais, double? ConfidenceScore, bool NeedsReview, string? ReviewReason,
    DateTimeOffset? ApprovedAt, Guid? ApprovedBy, Guid? AuthorId, decimal TaxAtStake, Guid? TaskId, DateTimeOffset CreatedAt)
{
    /// <summary>What <see cref="Read"/> reads, of <c>classification c</c>.</summary>
    public const string Columns =
        """
        c.id, c.owner_id, (select p.number from part_number p where p.id = c.part_number_id), c.version, c.status, c.ncm, c.exception, c.nve, c.description,
        c.fabricante, c.endereco, c.pais, c.confidence, c.needs_review, c.review_reason, c.approved_at, c.approved_by, c.author_id, c.tax_at_stake, c.task_id, c.created_at
        """;

    public static ClassificationView Read(NpgsqlDataReader row, int at = 0) => new(
        row.GetGuid(at), row.GetGuid(at + 1), row.GetString(at + 2), row.GetInt32(at + 3), row.GetString(at + 4),
        Text(row, at + 5), Text(row, at + 6), Text(row, at + 7), Text(row, at + 8), Text(row, at + 9), Text(row, at + 10), Text(row, at + 11),
        row.IsDBNull(at + 12) ? null : row.GetDouble(at + 12), row.GetBoolean(at + 13), Text(row, at + 14),
        row.IsDBNull(at + 15) ? null : row.GetFieldValue<DateTimeOffset>(at + 15), Reference(row, at + 16), Reference(row, at + 17), row.GetDecimal(at + 18), Reference(row, at + 19),
        row.GetFieldValue<DateTimeOffset>(at + 20));

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static Guid? Reference(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetGuid(at);
}
