using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Quotas;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;

namespace Nexa.Api.Features.Documents;

internal sealed record Received(Guid TaskId, Guid DocumentId, bool AlreadySent);

internal sealed record ReadSoFar(TaskState State, string? Error, IReadOnlyList<string> Numbers, IReadOnlyList<ClassificationResult> Known);

/// <summary>Stores uploaded documents with a task and a job that reads them.</summary>
internal sealed class DocumentIntake(NexaDbContext db, KeptDocuments kept, Doorbell doorbell)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(40);

    public Task<bool> MayNameAsync(CurrentUser user, Guid? importer, CancellationToken ct) =>
        ImporterEndpoints.MayNameAsync(db, user, importer, ct);

    /// <summary>Null where what the organisation, or the person, may keep has no room for another file.</summary>
    public async Task<Received?> ReceiveAsync(CurrentUser user, Upload upload, CancellationToken ct)
    {
        var sender = user.Sender with { ImporterId = upload.ImporterId };
        var hash = SHA256.HashData(upload.Content);
        var known = await db.Documents.Where(d => d.OrganisationId == sender.OrganisationId && d.Sha256 == hash && d.Content != null
            && d.ContentType == upload.ContentType)
            .OrderBy(d => d.Id).Select(d => (Guid?)d.Id).FirstOrDefaultAsync(ct);
        var documentId = known ?? Guid.CreateVersion7();
        if (known is null)
        {
            if (!await kept.HasRoomAsync(db, user, upload.Content.Length, ct))
            {
                return null;
            }

            db.Documents.Add(new()
            {
                Id = documentId, OrganisationId = sender.OrganisationId, SentBy = sender.UserId, FileName = upload.FileName,
                ContentType = upload.ContentType, Size = upload.Content.Length, Sha256 = hash, Content = upload.Content,
            });
        }

        var taskId = Guid.CreateVersion7();
        db.Tasks.Add(new() { Id = taskId, OrganisationId = sender.OrganisationId, SentBy = sender.UserId, ImporterId = sender.ImporterId,
            Kind = TaskKind.Document,
            Reclassify = upload.Reclassify, DocumentId = documentId });
        db.Jobs.Add(Job.For(new ExtractDocument(taskId, documentId, upload.Supplier, upload.Mapping, upload.ChecksLines), taskId));
        await db.SaveChangesAsync(ct); // file, task and job commit together
        doorbell.Ring(ExtractDocument.Kind);
        return new(taskId, documentId, known is not null);
    }

    /// <summary>Waits until the document is read or unreadable, or the time is over.</summary>
    public async Task<ReadSoFar> WaitAsync(Guid taskId, TimeSpan longest, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var task = await db.Tasks.AsNoTracking().Where(t => t.Id == taskId).Select(t => new { t.Status, t.Error, t.Total })
                .FirstAsync(ct);
            if (task.Total > 0)
            {
                return await ReadNumbersAsync(taskId, task.Status, ct);
            }

            if (task.Status is TaskState.Failed or TaskState.Cancelled or TaskState.Done || Stopwatch.GetElapsedTime(start) >= longest)
            {
                return new(task.Status, task.Error, [], []);
            }

            await Task.Delay(PollInterval, ct);
        }
    }

    private async Task<ReadSoFar> ReadNumbersAsync(Guid taskId, TaskState state, CancellationToken ct)
    {
        var rows = await (from item in db.TaskItems
                          where item.TaskId == taskId
                          orderby item.Position
                          join one in db.Classifications on item.ClassificationId equals one.Id into known
                          from answer in known.DefaultIfEmpty()
                          select new { item.PartNumber, Result = answer == null ? null : answer.Result }).ToListAsync(ct);
        return new(state, null, rows.ConvertAll(r => r.PartNumber),
            [.. rows.Where(r => r.Result is not null)
                .Select(r => JsonSerializer.Deserialize<ClassificationResult>(r.Result!, NexaJson.Options)!)]);
    }
}
