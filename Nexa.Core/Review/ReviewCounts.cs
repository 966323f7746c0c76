using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Review;

/// <param name="Decided">Decisions of all reviewers that were not undone.</param>
public sealed record DecidedDay(DateOnly Day, int Decided);

/// <param name="Chapter">Two digits.</param>
/// <param name="Decided">Answers of the agents that a person approved, corrected or rejected.</param>
/// <param name="Confirmed">Those whose code and Ex the person kept.</param>
public sealed record ChapterAgreement(string Chapter, int Decided, int Confirmed);

/// <summary>What an organisation's reviewers decided in a period, and how often they agreed with the agents.</summary>
public sealed record ReviewCounts(IReadOnlyList<DecidedDay> Days, IReadOnlyList<ChapterAgreement> Agreement)
{
    /// <summary>The ids of decisions begin with their time: those of a period are a stretch of the primary key.</summary>
    private const string Standing = "d.id >= $2 and d.id < $3 and d.undone_at is null";

    public static async Task<ReviewCounts> ReadCountsAsync(
        NpgsqlDataSource database, Guid organisation, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var (first, last) = (Guid.CreateVersion7(from), Guid.CreateVersion7(to));
        await using var batch = database.Batch()
            .Add(
                $"""
                select (d.created_at at time zone 'America/Sao_Paulo')::date as day, count(*)::int as decided
                from decision d where d.organisation_id = $1 and {Standing} group by 1 order by 1
                """,
                organisation, first, last)
            .Add(
                $"""
                select left(c.ncm, 2) as chapter, count(*)::int as decided, (count(*) filter (where d.kind = 'APPROVE'
                  or (made.ncm = c.ncm and coalesce(made.exception, '00') = coalesce(c.exception, '00'))))::int as confirmed
                from decision d {ClassificationSql.JoinVersion("d.classification_id")}
                left {ClassificationSql.JoinMade("d.produced_id")}
                where d.organisation_id = $1 and {Standing} and d.kind in ('APPROVE', 'CORRECT', 'REJECT')
                  and c.author_id is null and c.ncm is not null
                group by 1 order by 2 desc, 1
                """,
                organisation, first, last);
        await using var results = await batch.ReadAsync(ct);
        return new(
            await results.ListAsync(row => new DecidedDay(row.Date("day"), row.Number<int>("decided")), ct),
            await results.ListAsync(
                row => new ChapterAgreement(row.Text("chapter"), row.Number<int>("decided"), row.Number<int>("confirmed")), ct));
    }
}
