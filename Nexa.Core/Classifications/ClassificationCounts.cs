using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <param name="Classified">Part numbers whose present version was made on the day.</param>
/// <param name="Doubtful">Those of them that wait for a person.</param>
public sealed record ClassifiedDay(DateOnly Day, int Classified, int Doubtful);

/// <param name="Tenth">0 for a confidence below 0.1, 9 for one from 0.9; null where an answer has none.</param>
public sealed record ConfidenceTenth(int? Tenth, int Count);

public sealed record CodeUse(string Ncm, int Count);

/// <summary>The present versions that an organisation made in a period, counted from the index by date alone.</summary>
public sealed record ClassificationCounts(
    IReadOnlyList<ClassifiedDay> Days, IReadOnlyList<ConfidenceTenth> Confidence, IReadOnlyList<CodeUse> Codes)
{
    private const int MostCodes = 10;

    private const string Present =
        "from classification c where c.organisation_id = $1 and c.created_at >= $2 and c.created_at < $3 and c.status = 'ACTIVE'";

    public static async Task<ClassificationCounts> ReadCountsAsync(
        NpgsqlDataSource database, Guid organisation, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        await using var batch = database.Batch()
            .Add(
                $"""
                select (c.created_at at time zone 'America/Sao_Paulo')::date as day, count(*)::int as classified,
                  (count(*) filter (where c.needs_review))::int as doubtful
                {Present} group by 1 order by 1
                """,
                organisation, from, to)
            .Add(
                $"select least(floor(c.confidence * 10), 9)::int as tenth, count(*)::int as count {Present} group by 1 order by 1",
                organisation, from, to)
            .Add(
                $"""
                select c.ncm, count(*)::int as count {Present} and c.ncm is not null
                group by 1 order by 2 desc, 1 limit {MostCodes}
                """,
                organisation, from, to);
        await using var results = await batch.ReadAsync(ct);
        return new(
            await results.ListAsync(
                row => new ClassifiedDay(row.Date("day"), row.Number<int>("classified"), row.Number<int>("doubtful")), ct),
            await results.ListAsync(row => new ConfidenceTenth(row.NumberOrNull<int>("tenth"), row.Number<int>("count")), ct),
            await results.ListAsync(row => new CodeUse(row.Text("ncm"), row.Number<int>("count")), ct));
    }
}
