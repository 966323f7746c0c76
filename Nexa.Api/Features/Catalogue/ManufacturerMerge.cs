using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Catalogue;

/// <summary>Two manufacturers that are the same: one stays, the other's names become aliases of it.</summary>
internal static class ManufacturerMerge
{
    /// <summary>As many as a manufacturer may be saved with.</summary>
    private const int MostAliases = 50;

    public static async Task<Results<Ok<ManufacturerView>, NotFound, ValidationProblem, ProblemHttpResult>> MergeAsync(
        Guid id, MergeManufacturer merge, CurrentUser user, NpgsqlDataSource database, NexaDbContext db, CancellationToken ct)
    {
        var merged = merge.ManufacturerId!.Value;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ManufacturerRows.LockAliasesAsync(connection, user.Organisation, ct);
        var known = (await ManufacturerRows.FindKnownAsync(connection, user.Organisation, [id, merged], ct)).ToDictionary(one => one.Id);
        if (!known.TryGetValue(id, out var stays) || !known.TryGetValue(merged, out var goes))
        {
            return TypedResults.NotFound();
        }

        if (stays.Id == goes.Id)
        {
            return ProblemServices.Invalid("manufacturer_id", "Informe outro fabricante: este não pode ser unificado com ele mesmo.");
        }

        if (stays.AliasOf is not null)
        {
            return Refuse($"{stays.Name} já é outro nome de um fabricante. Unifique com o principal.");
        }

        if (goes.AliasOf is { } already && already != id)
        {
            return Refuse($"{goes.Name} já é outro nome de um terceiro fabricante. Remova-o dos nomes dele antes.");
        }

        if (goes.AliasOf is null)
        {
            if (await ManufacturerRows.CountAliasesAsync(connection, user.Organisation, [id, merged], ct) >= MostAliases)
            {
                return Refuse($"Os dois têm, juntos, mais de {MostAliases} nomes alternativos. Remova os que não são usados.");
            }

            await ManufacturerRows.MergeAsync(connection, user.Organisation, id, merged, ct);
            await AuditTrail.WriteAsync(
                connection, user.AsReviewer(), "manufacturer.merged", $"manufacturer:{id}",
                new { manufacturer_id = merged, name = goes.Name }, ct);
            await transaction.CommitAsync(ct);
        }

        return TypedResults.Ok(
            (await ManufacturerEndpoints.ReadViewsAsync(
                db, user, await ManufacturerEndpoints.SelectOwn(db, user.Organisation).Where(m => m.Id == id).ToListAsync(ct), ct))[0]);
    }

    private static ProblemHttpResult Refuse(string reason) => ProblemServices.Problem(StatusCodes.Status409Conflict, reason);
}
