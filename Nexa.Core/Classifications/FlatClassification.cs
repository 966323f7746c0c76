using Nexa.Core.Data;
using Nexa.Core.Tasks;

namespace Nexa.Core.Classifications;

/// <summary>An answer's own fields, as clients of the former system read them, without its reasons.</summary>
public sealed record FlatClassification(
    Guid ClassificationId, string Partnumber, string? Ncm, string? Exception, string? Nve, string? Description, string? Fabricante,
    string? Endereco, string? Pais, double? ConfidenceScore, bool NeedsReview)
{
    /// <summary>The columns of <c>task_item i</c> and its <c>classification c</c>.</summary>
    internal const string Columns =
        """
        i.task_id, c.id, i.part_number, c.ncm, c.exception, c.nve, c.description, c.fabricante, c.endereco, c.pais, c.confidence,
        c.needs_review
        """;

    internal static FlatClassification FromRow(SqlRow row) => new(
        row.Id("id"), row.Text("part_number"), row.TextOrNull("ncm"), row.TextOrNull("exception"), row.TextOrNull("nve"),
        row.TextOrNull("description"), row.TextOrNull("fabricante"), row.TextOrNull("endereco"), row.TextOrNull("pais"),
        row.NumberOrNull<double>("confidence"), row.Flag("needs_review"));

    public static FlatClassification From(TaskItem item, Classification answer) => new(
        answer.Id, item.PartNumber, answer.Ncm, answer.Exception, answer.Nve, answer.Description, answer.Fabricante, answer.Endereco,
        answer.Pais, answer.Confidence, answer.NeedsReview);
}
