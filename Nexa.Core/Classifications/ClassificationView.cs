using Nexa.Core.Catalogue;
using Nexa.Core.Data;

namespace Nexa.Core.Classifications;

/// <summary>One version of a classification in a list.</summary>
/// <param name="SnapshotId">The edition of the fiscal tables that it rests on; null for versions older than this field.</param>
public sealed record ClassificationView(
    Guid Id, Guid OrganisationId, string Partnumber, int Version, string Status, string? Ncm, string? Exception, string? Nve,
    string? Description,
    string? Fabricante, string? Endereco, string? Pais, double? ConfidenceScore, bool NeedsReview, string? ReviewReason,
    DateTimeOffset? ApprovedAt, Guid? ApprovedBy, Guid? AuthorId, decimal? TaxAtStake, Guid? TaskId, DateTimeOffset CreatedAt,
    Guid? SnapshotId)
{
    /// <summary>The columns of <c>classification c</c> that <see cref="ReadRow"/> reads.</summary>
    internal static readonly string Columns =
        $"""
        c.id, c.organisation_id, {PartNumberRows.SelectNumber("c.part_number_id")} as partnumber, c.version, c.status, c.ncm, c.exception,
        c.nve, c.description, c.fabricante, c.endereco, c.pais, c.confidence, c.needs_review, c.review_reason, c.approved_at, c.approved_by,
        c.author_id, c.tax_at_stake::numeric as tax_at_stake, c.task_id, c.created_at, c.edition_id
        """;

    internal static ClassificationView ReadRow(SqlRow row) => new(
        row.Id("id"), row.Id("organisation_id"), row.Text("partnumber"), row.Number<int>("version"), row.Text("status"),
        row.TextOrNull("ncm"), row.TextOrNull("exception"), row.TextOrNull("nve"), row.TextOrNull("description"),
        row.TextOrNull("fabricante"), row.TextOrNull("endereco"), row.TextOrNull("pais"),
        row.NumberOrNull<double>("confidence"), row.Flag("needs_review"), row.TextOrNull("review_reason"),
        row.TimeOrNull("approved_at"), row.IdOrNull("approved_by"), row.IdOrNull("author_id"),
        row.Number<decimal>("tax_at_stake") is not 0 and var stake ? stake : null,
        row.IdOrNull("task_id"), row.Time("created_at"), row.IdOrNull("edition_id"));
}
