using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Tests.Data;

/// <summary>A filter's statement is planned for the value that it is asked with, however often it was executed before.</summary>
public sealed class SqlPlanningTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task History_never_takes_the_plan_for_any_value()
    {
        var settings = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync())
        {
            MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, MaxPoolSize = 1, NoResetOnClose = true,
        };
        await using var database = NpgsqlDataSource.Create(settings.ConnectionString);
        var organisation = Guid.CreateVersion7();
        ClassificationFilter[] filters =
        [
            new() { NcmPrefix = "8532" }, new() { NumberPrefix = "GRM" }, new() { Country = "JP", MinConfidence = 0.9 },
            new() { NcmPrefix = "8532", Ex = "01", Status = ClassificationState.Active },
        ];

        foreach (var filter in filters)
        {
            for (var time = 0; time < 12; time++) // PostgreSQL weighs the plan for any value from the sixth execution on
            {
                var history = new HistoryQuery(database, filter, organisation);
                await history.ResolveAsync(Ct);
                await history.ReadPageAsync("date", "desc", 50, null, Ct);
                await history.CountFacetsAsync([], Ct);
            }
        }

        var plans = await database.Statement(
            """
            select count(*)::int as statements, coalesce(sum(generic_plans), 0)::int as for_any from pg_prepared_statements
            where statement like '%materialized%'
            """).ListAsync(row => (Statements: row.Number<int>("statements"), ForAny: row.Number<int>("for_any")), Ct);
        Assert.Equal([(2 * filters.Length, 0)], plans); // a page and its facets each
    }
}
