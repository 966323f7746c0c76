using System.Collections.Concurrent;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>The tables in force as an organisation sees them: with the rates that it has loaded for itself before all others.</summary>
public sealed class OrganisationTables(FiscalTablesSource source, NpgsqlDataSource database, TimeProvider clock) : IDisposable
{
    /// <summary>Chosen: how soon the other processes see rates that one has loaded.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    /// <summary>Chosen: organisations whose rates are kept; some hundred kilobytes each at most.</summary>
    private const int MostKept = 100;

    /// <summary>Chosen: earlier editions that are kept, some ten megabytes each.</summary>
    private const int MostEditions = 3;

    private readonly ConcurrentDictionary<Guid, Kept> kept = new();
    private readonly SemaphoreSlim loading = new(1, 1);
    private readonly List<FiscalTables> earlier = [];

    public async ValueTask<FiscalTables> FindAsync(Guid organisation, CancellationToken ct)
    {
        var tables = source.Current;
        if (kept.TryGetValue(organisation, out var known) && known.From == tables && clock.GetElapsedTime(known.At) < Trust)
        {
            return known.Tables;
        }

        var at = clock.GetTimestamp();
        var own = await OwnRateRows.ReadLinesAsync(database, organisation, ct);
        if (kept.Count >= MostKept || kept.Values.Any(one => one.From != tables)) // nothing keeps an edition that has gone
        {
            kept.Clear();
        }

        return (kept[organisation] = new(at, tables, own.Count == 0 ? tables : tables.WithOwnRates(own))).Tables;
    }

    /// <summary>
    /// The tables of an edition, or those in force, as the organisation sees them: its own rates are dated, and as they are today.
    /// </summary>
    /// <returns>Null when there is no such edition.</returns>
    public async ValueTask<FiscalTables?> FindAsync(Guid organisation, Guid? edition, CancellationToken ct)
    {
        var current = await FindAsync(organisation, ct);
        if (edition is null || edition == current.SnapshotId)
        {
            return current;
        }

        if (await FindEarlierAsync(edition.Value, ct) is not { } tables)
        {
            return null;
        }

        var own = await OwnRateRows.ReadLinesAsync(database, organisation, ct);
        return own.Count == 0 ? tables : tables.WithOwnRates(own);
    }

    /// <summary>Whether the tables are those of an edition that is not in force, with rates of an organisation as they are today.</summary>
    public bool MixesDays(FiscalTables tables) => tables.Rates.HasOwn && tables.SnapshotId != source.Current.SnapshotId;

    // One edition is read at a time: each takes memory, and who asks for the same one waits for it.
    private async Task<FiscalTables?> FindEarlierAsync(Guid edition, CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            var known = earlier.Find(tables => tables.SnapshotId == edition);
            var tables = known ?? await FiscalImport.LoadEditionAsync(database, edition, ct);
            if (tables is not null)
            {
                earlier.Remove(tables);
                earlier.Add(tables);
                earlier.RemoveRange(0, Math.Max(0, earlier.Count - MostEditions));
            }

            return tables;
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose() => loading.Dispose();

    /// <summary>Reads anew at the next look: this process has just changed them.</summary>
    public void Forget(Guid organisation) => kept.TryRemove(organisation, out _);

    /// <param name="From">The tables that the organisation's rates were laid over.</param>
    private sealed record Kept(long At, FiscalTables From, FiscalTables Tables);
}
