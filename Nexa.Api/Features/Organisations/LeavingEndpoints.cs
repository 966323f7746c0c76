using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Downloads;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Npgsql;

namespace Nexa.Api.Features.Organisations;

/// <summary>An organisation takes its data with it, and is erased.</summary>
internal static class LeavingEndpoints
{
    public static void MapLeaving(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/organisation").WithTags("Organisation").WithoutIdempotency()
            .RequireAuthorization(IdentityServices.SignedIn, Permissions.ManageMembers);
        group.MapGet("/archive", ArchiveAsync).WithName("exportOrganisationArchive").AsDownload(isSpooled: false)
            .WithSummary("Everything that Nexa keeps of it, with the files of its documents, as a ZIP")
            .Produces<Stream>(200, "application/zip");
        group.MapDelete("/", EraseAsync).WithName("deleteOrganisation")
            .WithSummary("Erases the organisation: access ends at once, its data is removed in the background").Refuses(400, 429);
    }

    private static async Task ArchiveAsync(
        NexaDbContext db, NpgsqlDataSource database, CurrentUser user, HttpResponse response, CancellationToken ct)
    {
        db.Audit(user, "organisation.data-exported", $"organisation:{user.Organisation}");
        await db.SaveChangesAsync(ct);
        await using var spool = Spool.Create();
        await PersonalData.WriteAsync<Organisation>(spool, db, user.Organisation, null, ct);
        RunningReads.End(response.HttpContext);
        spool.Position = 0;
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = "attachment; filename=\"nexa.zip\"";
        // The archive writes its directory synchronously: the pipe takes that into its buffer, the body stream would refuse.
        await using var zip = await ZipArchive.CreateAsync(
            response.BodyWriter.AsStream(leaveOpen: true), ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct);
        await using (var data = await zip.CreateEntry("dados.json").OpenAsync(ct))
        {
            await spool.CopyToAsync(data, ct);
        }

        var documents = await db.Documents.Where(d => d.OrganisationId == user.Organisation && d.Content != null).OrderBy(d => d.Id)
            .Select(d => new { d.Id, d.FileName }).ToListAsync(ct);
        foreach (var document in documents)
        {
            await using var file = await zip.CreateEntry($"documentos/{document.Id}/{document.FileName}").OpenAsync(ct);
            await DocumentRows.CopyContentAsync(database, document.Id, user.Organisation, file, ct);
        }
    }

    private static async Task<Results<Accepted<Said>, ValidationProblem, ProblemHttpResult>> EraseAsync(
        [FromBody] EraseThis request, [AllOrganisations] NexaDbContext db, PasswordAgain again, Sessions sessions, Doorbell doorbell,
        CurrentUser user, HttpContext http, CancellationToken ct)
    {
        var organisation = await db.Organisations.AsNoTracking().SingleAsync(o => o.Id == user.Organisation, ct);
        if (organisation.Name != request.Name)
        {
            return ProblemServices.Invalid("name", "O nome não é o da organização.");
        }

        if (await again.RefuseAsync(user.Id, request.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await OrganisationRows.LockAsync(db, organisation.Id, ct);
            db.Audit(user, "organisation.erased", $"organisation:{organisation.Id}");
            await OrganisationErasure.BeginAsync(db, organisation.Id, user.Id, ct);
            await transaction.CommitAsync(ct);
        });
        doorbell.Ring(EraseOrganisation.Kind);
        await sessions.AnnounceChangeAsync(organisation.Id);
        return TypedResults.Accepted((string?)null, new Said("A organização foi encerrada; seus dados estão sendo apagados."));
    }
}
