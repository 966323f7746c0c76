using System.Globalization;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Tests.FiscalStore;

/// <summary>Editions that are restored in the database while a worker classifies: each answer is of one edition.</summary>
public sealed class RestoreWhileClassifyingTests(Servers servers)
{
    private const string Code = "85322410";
    private const int Restores = 8;
    private const int BatchSize = 40;

    // Later than the starter tables, which stay beside an older file.
    private static readonly DateOnly First = BrazilTime.Today(TimeProvider.System).AddDays(-20);
    private static readonly DateOnly Second = First.AddDays(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_classification_mixes_two_editions()
    {
        await using var app = await NexaApp.StartAsync(servers);
        await using var database = NpgsqlDataSource.Create(app.Database);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(app.Redis);
        await FiscalImport.EnsureStarterAsync(database, Ct);

        // IPI and II of an edition are the same number: one that is not the other's was taken from another edition.
        var low = await ImportAsync(database, First, 5m);
        var high = await ImportAsync(database, Second, 7m);
        var rates = new Dictionary<Guid, decimal> { [low] = 5m, [high] = 7m };
        await UseAsync(redis);
        await Eventually.HoldsAsync(async () =>
            (await app.ClassifyAsync($"FIRST-{Guid.NewGuid():n}"))[^1].Name.Length > 0 && await CountAsync(database, high) > 0);

        using var done = new CancellationTokenSource();
        var classifying = ClassifyAsync(app, done.Token);
        for (var turn = 0; turn < Restores; turn++)
        {
            var wanted = turn % 2 == 0 ? low : high;
            var restored = (await FiscalRestore.RestoreAsync(database, wanted, Ct))!;
            Assert.True(restored.Switched);
            rates[restored.EditionId] = rates[wanted];
            await UseAsync(redis);
            await Eventually.HoldsAsync(async () => await CountAsync(database, restored.EditionId) > 0);
        }

        await done.CancelAsync();
        await classifying;

        var answers = await database.Statement(
            """
            select edition_id, result -> 'rates' ->> 'snapshot_id' as snapshot, result -> 'rates' -> 'ipi' ->> 'rate' as ipi,
              result -> 'rates' -> 'ii' ->> 'rate' as ii
            from classification where number_key like 'TURN%'
            """).ListAsync(row => (Edition: row.Id("edition_id"), Snapshot: Guid.Parse(row.Text("snapshot")), Ipi: Parse(row.Text("ipi")),
                Ii: Parse(row.Text("ii"))), Ct);
        Assert.All(answers, one => Assert.Equal((one.Edition, rates[one.Edition], rates[one.Edition]), (one.Snapshot, one.Ipi, one.Ii)));
        Assert.True(answers.DistinctBy(one => one.Edition).Count() >= Restores);
    }

    private static async Task ClassifyAsync(NexaApp app, CancellationToken done)
    {
        for (var batch = 0; !done.IsCancellationRequested; batch++)
        {
            var accepted = await app.PostAsync("/classify-batch", new
            {
                partnumbers = Enumerable.Range(0, BatchSize)
                    .Select(i => $"TURN-{((batch * BatchSize) + i).ToString("000000", CultureInfo.InvariantCulture)}"),
            });
            await app.EventsAsync(accepted.Text("task_id"));
        }
    }

    private static decimal Parse(string number) => decimal.Parse(number, CultureInfo.InvariantCulture);

    private static async Task<long> CountAsync(NpgsqlDataSource database, Guid edition) => await database.Statement(
        "select count(*) from classification where edition_id = $1", edition).ScalarAsync<long>(Ct);

    private static Task UseAsync(ConnectionMultiplexer redis) =>
        redis.GetSubscriber().PublishAsync(RedisChannel.Literal(FiscalImport.HintChannel), "1");

    private static async Task<Guid> ImportAsync(NpgsqlDataSource database, DateOnly day, decimal rate)
    {
        var given = Rate.FromPercent(rate);
        await FiscalImport.ImportAsync(database, new(FiscalFileKind.Tipi, "tipi.xlsx", $"tipi {day}", day, null)
        {
            Tipi = [new TipiRate(Code, null, given, null, day, NcmNode.Open, null),
                .. Others().Select(code => new TipiRate(code, null, Rate.Zero, null, day, NcmNode.Open, null))],
        }, force: true, Ct);
        return (await FiscalImport.ImportAsync(database, new(FiscalFileKind.Tariff, "tarifa.xlsx", $"tarifa {day}", day, null)
        {
            Duties = [new DutyRate(Code, "I", null, false, given, null, day, NcmNode.Open, null),
                .. Others().Select(code => new DutyRate(code, "I", null, false, Rate.Zero, null, day, NcmNode.Open, null))],
        }, force: true, Ct)).SnapshotId;
    }

    private static IEnumerable<string> Others() => Enumerable.Range(0, 11_000).Select(i => $"{10_000_000 + (i * 7)}");
}
