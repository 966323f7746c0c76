using Nexa.Core;
using Nexa.Core.Data;
using Npgsql;

namespace Nexa.Tests.Data;

public sealed class CancelledStatementTests(Servers servers)
{
    /// <summary>Immutable: PostgreSQL calls it to plan the statement, after it has parsed and before it has described it.</summary>
    private const string Planning = """
        create function plan_for(seconds float8) returns int language plpgsql immutable as
        $$ begin perform pg_sleep(seconds); return 7; end $$
        """;

    private const string OneConnection = ";Maximum Pool Size=1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_statement_that_is_cancelled_while_it_is_prepared_can_be_executed_again(bool inTransaction)
    {
        var server = await servers.CreateDatabaseAsync();
        await using var watcher = NpgsqlDataSource.Create(server);
        await watcher.Statement(Planning).ExecuteAsync(Ct);
        await using var database = CoreServices.CreateDataSource(server + OneConnection);
        Assert.Equal(7, await PlanForAsync(seconds: 0, Ct));

        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var second = PlanForAsync(seconds: 600, hangUp.Token); // the execution that prepares it
        await Eventually.HoldsAsync(async () =>
            await watcher.Statement("select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()")
                .ScalarAsync<long>(Ct) == 1);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.Equal(7, await PlanForAsync(seconds: 0, Ct));
        Assert.Equal(7, await PlanForAsync(seconds: 0, Ct));

        async Task<int> PlanForAsync(double seconds, CancellationToken ct)
        {
            const string Statement = "select plan_for($1)";
            if (!inTransaction)
            {
                return await database.Statement(Statement, seconds).ScalarAsync<int>(ct);
            }

            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var planned = await connection.Statement(Statement, seconds).ScalarAsync<int>(ct);
            await transaction.CommitAsync(ct);
            return planned;
        }
    }

    [Fact]
    public async Task A_statement_whose_value_fails_while_it_is_prepared_can_be_executed_with_another()
    {
        await using var database = CoreServices.CreateDataSource(await servers.CreateDatabaseAsync() + OneConnection);
        Assert.Equal(5, await DivideByAsync(2));

        var failure = await Assert.ThrowsAsync<PostgresException>(() => DivideByAsync(0));

        Assert.Equal(PostgresErrorCodes.DivisionByZero, failure.SqlState);
        Assert.Equal(2, await DivideByAsync(5));

        Task<int> DivideByAsync(int divisor) => database.Statement("select 10 / $1", divisor).ScalarAsync<int>(Ct);
    }
}
