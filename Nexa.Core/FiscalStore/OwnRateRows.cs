using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>The rates that organisations have loaded for themselves.</summary>
public static class OwnRateRows
{
    /// <summary>Lines of an organisation; each look at its tables reads all of them.</summary>
    public const int MostLines = 2_000;

    /// <summary>
    /// Adds a file's lines to the context's transaction; of each tax and scope that it names it says all there is to say.
    /// </summary>
    /// <exception cref="RefusedFileException">The organisation would have more than <see cref="MostLines"/>.</exception>
    public static async Task ReplaceAsync(
        NexaDbContext db, Guid organisation, FiscalFile file, DateTimeOffset now, CancellationToken ct)
    {
        await OrganisationRows.LockAsync(db, organisation, ct); // of two files that come at once the second counts the first one's lines
        var loaded = file.Rates.GroupBy(line => (line.Tax, line.Scope)).Select(lines => new OwnRates
        {
            OrganisationId = organisation, Tax = lines.Key.Tax, Scope = lines.Key.Scope, Count = lines.Count(), FileName = file.Name,
            LoadedAt = now, Lines = JsonSerializer.Serialize(lines.ToArray(), NexaJson.Options),
        }).ToList();
        var before = await db.OwnRates.Where(rates => rates.OrganisationId == organisation).ToListAsync(ct);
        var replaced = before.Where(old => loaded.Exists(rates => (rates.Tax, rates.Scope) == (old.Tax, old.Scope))).ToList();
        if (before.Except(replaced).Sum(rates => rates.Count) + file.Rates.Count > MostLines)
        {
            throw new RefusedFileException($"a organização excederia {Portuguese.FormatNumber(MostLines)} linhas.");
        }

        db.RemoveRange(replaced);
        await db.SaveChangesAsync(ct);
        db.AddRange(loaded);
    }

    internal static async Task<List<TaxRate>> ReadLinesAsync(NpgsqlDataSource database, Guid organisation, CancellationToken ct) =>
    [
        .. (await database.Statement("select lines from own_rates where organisation_id = $1", organisation)
            .ListAsync(row => JsonSerializer.Deserialize<TaxRate[]>(row.Text("lines"), NexaJson.Options)!, ct)).SelectMany(lines => lines),
    ];
}
