using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Documents;
using Nexa.Core.Exports;
using Nexa.Core.Identity;
using Nexa.Core.Importers;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;

namespace Nexa.Tests.Auth;

/// <summary>Makes what the endpoints of <see cref="EndpointMatrix"/> name in their paths.</summary>
internal static class OwnedThings
{
    /// <summary>How a thing that belongs to a user is made; answers what goes into the path.</summary>
    public static readonly Dictionary<string, Func<NexaDbContext, User, object>> Makers = new(StringComparer.Ordinal)
    {
        ["membership"] = (_, owner) => owner.Id,
        ["member"] = (db, owner) => NewMember(db, owner),
        ["invitation"] = (db, owner) =>
            db.Add(new Invitation { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Email = $"{Guid.NewGuid():n}@example.com",
                Role = Roles.Reader, Hash = Guid.NewGuid().ToByteArray(), InvitedBy = owner.Id, ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }).Entity.Id,
        ["importer"] = (db, owner) =>
            db.Add(new Importer { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Name = "Importadora",
            Cnpj = $"{Guid.NewGuid():n}"[..14] }).Entity.Id,
        ["task"] = (db, owner) => NewTask(db, owner),
        ["document"] = (db, owner) =>
            db.Add(new Document { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, FileName = "pedido.pdf",
            ContentType = "application/pdf", Size = 4, Sha256 = new byte[32], Content = "%PDF"u8.ToArray() }).Entity.Id,
        ["classification"] = (db, owner) => NewClassification(db, owner).Id,
        ["review item"] = (db, owner) => NewReviewItem(db, owner, null),
        ["claimed review item"] = (db, owner) => NewReviewItem(db, owner, owner.Id),
        ["export template"] = (db, owner) =>
            db.Add(new ExportTemplate { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Name = $"{Guid.NewGuid():n}",
            Columns = """[{"field":"ncm"}]""" }).Entity.Id,
        ["webhook"] = (db, owner) => NewWebhook(db, owner),
        ["delivery"] = (db, owner) =>
            db.Add(new WebhookDelivery { Id = Guid.CreateVersion7(), WebhookId = NewWebhook(db, owner), Event = WebhookEvent.TaskFinished,
            Payload = "{}" }).Entity.Id,
        ["part number"] = (db, owner) => NewClassification(db, owner).PartNumberId,
        ["manufacturer"] = (db, owner) => NewManufacturer(db, owner),
        ["decision"] = (db, owner) => NewDecision(db, owner).Id,
        ["batch"] = (db, owner) => NewDecision(db, owner).BatchId!,
        ["session"] = (db, owner) =>
            db.Add(new UserSession { Id = Guid.CreateVersion7(), UserId = owner.Id, ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }).Entity.Id,
        ["passkey"] = (db, owner) =>
            db.Add(new Passkey { Id = Guid.CreateVersion7(), UserId = owner.Id, Name = "Notebook", CredentialId = Guid.NewGuid().ToByteArray(),
            PublicKey = [] }).Entity.Id,
        ["key"] = (db, owner) =>
            db.Add(new ApiKey { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, UserId = owner.Id, Name = "ERP", Prefix = "nexa_x",
            Hash = Guid.NewGuid().ToByteArray(), Scope = [Permissions.Read] }).Entity.Id,
    };

    private static Guid NewMember(NexaDbContext db, User owner)
    {
        var id = Guid.CreateVersion7();
        db.AddRange(
            new User { Id = id, Name = "Colega", Email = $"{id:n}@example.com" },
            new Membership { OrganisationId = owner.Id, UserId = id, Role = Roles.Analyst });
        return id;
    }

    // Done, with the event that says so: who follows its events gets an answer at once.
    private static Guid NewTask(NexaDbContext db, User owner)
    {
        var task =
            new ClassificationTask { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Kind = TaskKind.PartNumber,
                Status = TaskState.Done, Total = 1, LastSeq = 1 };
        db.AddRange(task, new TaskEvent { TaskId = task.Id, Seq = 1, Name = "classification_finished", Payload = """{"status":"done"}""" });
        return task.Id;
    }

    private static Classification NewClassification(NexaDbContext db, User owner, Guid? manufacturer = null)
    {
        var part =
            new PartNumber { Id = Guid.CreateVersion7(), Number = $"PN{Guid.NewGuid():n}", Normalized = $"PN{Guid.NewGuid():n}",
                ManufacturerId = manufacturer };
        var classification =
            new Classification { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, PartNumberId = part.Id, NumberKey = part.Normalized,
                ManufacturerId = manufacturer, Version = 1, Ncm = "85322410", Result = """{"ncm":"85322410"}""" };
        db.AddRange(part, classification);
        return classification;
    }

    private static Guid NewReviewItem(NexaDbContext db, User owner, Guid? claimedBy)
    {
        var classification = NewClassification(db, owner);
        return db.Add(new ReviewItem
        {
            Id = Guid.CreateVersion7(), OrganisationId = owner.Id, ClassificationId = classification.Id,
            PartNumberId = classification.PartNumberId, Reasons = [ReviewReason.Doubt], Reason = "dúvida",
            ClaimedBy = claimedBy, ClaimedUntil = claimedBy is null ? null
            : DateTimeOffset.UtcNow.AddMinutes(5), Question = "Qual é?", AskedBy = owner.Id,
        }).Entity.Id;
    }

    private static Decision NewDecision(NexaDbContext db, User owner) => db.Add(new Decision
    {
        Id = Guid.CreateVersion7(), OrganisationId = owner.Id, ClassificationId = NewClassification(db, owner).Id,
        Kind = DecisionKind.Approve, ActorId = owner.Id, BatchId = Guid.CreateVersion7(),
    }).Entity;

    private static Guid NewWebhook(NexaDbContext db, User owner) =>
            db.Add(new Webhook { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Url = "https://example.com/nexa",
            Events = [WebhookEvent.TaskFinished], Secret = "segredo" }).Entity.Id;

    private static Guid NewManufacturer(NexaDbContext db, User owner)
    {
        var maker = new Manufacturer { Id = Guid.CreateVersion7(), Name = "Murata", NameKey = $"MURATA {Guid.NewGuid():n}" };
        db.Add(maker);
        NewClassification(db, owner, maker.Id);
        return maker.Id;
    }
}
