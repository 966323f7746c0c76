using System.Collections.Concurrent;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>The tables in force as an organisation sees them: with the rates that it has loaded for itself before all others.</summary>
public sealed class OrganisationTables(FiscalTablesSource source, NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Chosen: how soon the other processes see rates that one has loaded.</summary>
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(5);

    /// <summary>Chosen: organisations whose rates are kept; some hundred kilobytes each at most.</summary>
    private const int MostKept = 100;

    private readonly ConcurrentDictionary<Guid, Kept> kept = new();

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

    /// <summary>Reads anew at the next look: this process has just changed them.</summary>
    public void Forget(Guid organisation) => kept.TryRemove(organisation, out _);

    /// <param name="From">The tables that the organisation's rates were laid over.</param>
    private sealed record Kept(long At, FiscalTables From, FiscalTables Tables);
}
