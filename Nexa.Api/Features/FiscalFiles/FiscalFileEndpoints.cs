using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Fiscal.Import;
using Nexa.Core.Identity;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Api.Features.FiscalFiles;

/// <param name="Switched">False: this content had been imported before; nothing changed.</param>
public sealed record ImportedFile(
    string File, string Kind, DateOnly AsOf, bool Switched, Guid SnapshotId, IReadOnlyDictionary<string, int> Counts, ImportDiff Diff, IReadOnlyList<Guid> FlaggedClassifications);

public sealed record FileView(Guid Id, string Kind, string Name, string Sha256, string Origin, DateOnly AsOf, string? Act, int Rows, bool InForce, DateTimeOffset ImportedAt);

internal static class FiscalFileEndpoints
{
    private const int LargestUpload = 64 * 1024 * 1024;

    public static void MapFiscalTables(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/fiscal-tables").WithTags("Fiscal tables");
        group.MapGet("/", ListAsync).RequireAuthorization(Permissions.Read).WithSummary("Every file of the fiscal tables, newest first, and which are in force");
        group.MapPost("/", ImportAsync).RequireAuthorization(Permissions.ImportTables).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LargestUpload))
            .WithSummary("Imports an official file (NCM .json, TIPI .xlsx, tariff .xlsx): switched in whole, or refused with the reason");
    }

    private static async Task<Ok<List<FileView>>> ListAsync(NexaDbContext db, CancellationToken ct)
    {
        var edition = await db.FiscalEditions.AsNoTracking().OrderByDescending(e => e.Number).FirstOrDefaultAsync(ct);
        var inForce = edition is null ? [] : new[] { edition.NcmFileId, edition.TipiFileId, edition.TariffFileId };
        var files = await db.FiscalFiles.AsNoTracking().OrderByDescending(f => f.ImportedAt).Take(200).ToListAsync(ct);
        return TypedResults.Ok(files.ConvertAll(f => new FileView(f.Id, f.Kind, f.Name, f.Sha256, f.Origin, f.AsOf, f.Act, f.Rows, inForce.Contains(f.Id), f.ImportedAt)));
    }

    private static async Task<Results<Ok<ImportedFile>, ProblemHttpResult>> ImportAsync(
        IFormFile file, NpgsqlDataSource database, NexaDbContext db, CurrentUser user, IConnectionMultiplexer redis, CancellationToken ct, bool force = false)
    {
        if (file.Length > LargestUpload)
        {
            return ProblemServices.Problem(StatusCodes.Status413PayloadTooLarge, $"O arquivo passa de {LargestUpload / 1024 / 1024} MB.");
        }

        using var content = new MemoryStream((int)file.Length);
        await file.CopyToAsync(content, ct);
        try
        {
            var read = FiscalFileReader.Read(Path.GetFileName(file.FileName), content.ToArray());
            var outcome = await FiscalImport.ImportAsync(database, read, force, ct);
            db.Audit(user, "table.imported", $"fiscal-file:{outcome.SnapshotId}", after: new { read.Name, kind = read.Kind.ToString(), read.AsOf, outcome.Switched });
            await db.SaveChangesAsync(ct);
            await HintAsync(redis);
            return TypedResults.Ok(new ImportedFile(
                read.Name, read.Kind.ToString().ToLowerInvariant(), read.AsOf, outcome.Switched, outcome.SnapshotId, read.Counts, outcome.Diff, outcome.Flagged));
        }
        catch (RefusedFileException refused)
        {
            return ProblemServices.Problem(StatusCodes.Status422UnprocessableEntity, $"{refused.Message} Nada mudou.");
        }
    }

    private static async Task HintAsync(IConnectionMultiplexer redis)
    {
        try
        {
            await redis.GetSubscriber().PublishAsync(RedisChannel.Literal(FiscalImport.HintChannel), "1");
        }
        catch (RedisException)
        {
            // A hint only: every process looks for itself.
        }
    }
}
