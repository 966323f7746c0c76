using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Idempotency;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Core.Webhooks;

namespace Nexa.Api.Features.Webhooks;

internal static class WebhookEndpoints
{
    private const int MostWebhooks = 20;

    /// <summary>Deliveries of a webhook that wait; tests and repetitions beyond have to wait, too.</summary>
    private const int MostWaiting = 10;

    public static void AddWebhooks(this IHostApplicationBuilder builder) =>
        builder.AddSettings<WebhookSettings>("Webhooks");

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(Permissions.ManageWebhooks);
        group.MapGet("/", ListAsync).WithName("listWebhooks").WithSummary("The organisation's webhooks; a key sees those that it made");
        group.MapPost("/", CreateAsync).WithName("createWebhook").WithoutIdempotency() // it carries the password
            .WithSummary("The secret of the signatures is shown once; its maker is told by mail");
        group.MapPatch("/{id:guid}", EnableAsync).WithName("updateWebhook").WithSummary("Enables or disables");
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteWebhook").WithSummary("Deletes a webhook with its log");
        group.MapPost("/{id:guid}/test", TestAsync).WithName("testWebhook").WithSummary("Sends an event webhook.test");
        group.MapGet("/{id:guid}/deliveries", ListDeliveriesAsync).WithName("listWebhookDeliveries")
            .WithSummary("The log of deliveries, newest first");
        group.MapPost("/deliveries/{id:guid}/replay", ReplayAsync).WithName("replayWebhookDelivery")
            .WithSummary("Delivers the same body once more");
    }

    private static async Task<Ok<List<WebhookView>>> ListAsync(CurrentUser user, NexaDbContext db, CancellationToken ct) =>
        TypedResults.Ok(await SelectOwn(db, user).AsNoTracking().OrderBy(w => w.CreatedAt)
            .Select(w => new WebhookView(w.Id, w.Url, w.Events, w.Enabled, w.ApiKeyId, w.CreatedAt)).ToListAsync(ct));

    private static async Task<Results<Created<WebhookCreated>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        CreateWebhook create, CurrentUser user, NexaDbContext db, WebhookSettings settings, WebhookSecrets secrets, PasswordAgain again,
        AfterAnswer after, HttpContext http, CancellationToken ct)
    {
        if (PublicAddress.FindObjection(create.Url, settings.AllowPrivate) is { } objection)
        {
            return ProblemServices.Invalid("url", objection);
        }

        if (create.Events!.Except(WebhookEvent.All, StringComparer.Ordinal).Any())
        {
            return ProblemServices.Invalid("events", $"Eventos: {string.Join(", ", WebhookEvent.All)}.");
        }

        if (user.KeyId is null && await again.RefuseAsync(user.Id, create.CurrentPassword, http, ct) is { } wrong)
        {
            return wrong;
        }

        var (id, secret) = (Guid.CreateVersion7(), WebhookSignature.CreateSecret());
        var webhook = new Webhook
        {
            Id = id,
            OrganisationId = user.Organisation,
            CreatedBy = user.Id,
            ApiKeyId = user.KeyId,
            Url = create.Url!,
            Events = [.. create.Events!.Distinct(StringComparer.Ordinal)],
            SealedSecret = await secrets.SealAsync(id, secret, ct),
        };
        if (!await AddWithinLimitAsync(db, user, webhook, ct))
        {
            return ProblemServices.Problem(StatusCodes.Status409Conflict, $"Limite de {MostWebhooks} webhooks por organização atingido.");
        }

        after.TellOfWebhook(user, webhook.Url);
        return TypedResults.Created($"/webhooks/{webhook.Id}", new WebhookCreated(webhook.Id, webhook.Url, webhook.Events, secret));
    }

    private static Task<bool> AddWithinLimitAsync(NexaDbContext db, CurrentUser user, Webhook webhook, CancellationToken ct) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await OrganisationRows.LockAsync(db, user.Organisation, ct); // of two that come at once the second counts the first one
            if (await db.Webhooks.CountAsync(w => w.OrganisationId == user.Organisation, ct) >= MostWebhooks)
            {
                return false;
            }

            db.Add(webhook);
            db.Audit(user, "webhook.created", $"webhook:{webhook.Id}", after: new { webhook.Url, webhook.Events });
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return true;
        });

    private static async Task<Results<NoContent, NotFound>> EnableAsync(
        Guid id, EnableWebhook enable, CurrentUser user, NexaDbContext db, WebhookSecrets secrets, TimeProvider clock, CancellationToken ct)
    {
        if (await SelectOwn(db, user).Where(w => w.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.Enabled, enable.Enabled!.Value)
                .SetProperty(w => w.EnabledAt, w => enable.Enabled.Value && !w.Enabled ? clock.GetUtcNow() : w.EnabledAt), ct) == 0)
        {
            return TypedResults.NotFound();
        }

        await secrets.RenewAsync(db, SelectOwn(db, user).Where(w => w.Id == id), ct);
        db.Audit(user, enable.Enabled is true ? "webhook.enabled" : "webhook.disabled", $"webhook:{id}");
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(Guid id, CurrentUser user, NexaDbContext db, CancellationToken ct)
    {
        if (await SelectOwn(db, user).SingleOrDefaultAsync(w => w.Id == id, ct) is not { } webhook)
        {
            return TypedResults.NotFound();
        }

        db.Remove(webhook);
        db.Audit(user, "webhook.deleted", $"webhook:{id}");
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<DeliveryQueued>, ProblemHttpResult, NotFound>> TestAsync(
        Guid id, CurrentUser user, NexaDbContext db, Doorbell doorbell, TimeProvider clock, CancellationToken ct)
    {
        if (!await SelectOwn(db, user).AnyAsync(w => w.Id == id, ct))
        {
            return TypedResults.NotFound();
        }

        var body = WebhookOutbox.WriteBody(new(user.Organisation, WebhookEvent.Test, new { webhook_id = id }), clock.GetUtcNow());
        return await RefuseCrowdAsync(db, id, ct) is { } refusal ? refusal
            : await QueueAsync(db, doorbell, id, WebhookEvent.Test, body, ct);
    }

    private static async Task<Results<Ok<DeliveryPage>, NotFound, ValidationProblem>> ListDeliveriesAsync(
        Guid id, CurrentUser user, NexaDbContext db, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "created_at", out var after, key => Cursor.ParseMoment(key) is not null))
        {
            return Paging.RefuseCursor();
        }

        if (!await SelectOwn(db, user).AnyAsync(w => w.Id == id, ct))
        {
            return TypedResults.NotFound();
        }

        var rows = db.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == id);
        if (after is not null)
        {
            var at = Cursor.ParseMoment(after.Key);
            rows = rows.Where(d => d.CreatedAt < at || (d.CreatedAt == at && d.Id.CompareTo(after.Id) < 0));
        }

        var size = Paging.ReadSize(limit);
        var (shown, next) = Paging.Cut(
            await rows.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).Take(size + 1).ToListAsync(ct),
            size, last => Cursor.At("created_at", last.CreatedAt, last.Id));
        return TypedResults.Ok(new DeliveryPage(
            shown.ConvertAll(d => new DeliveryView(d.Id, d.Event, d.State.ToText(), d.Attempts, d.StatusCode, d.Error, d.CreatedAt,
                d.DeliveredAt, d.Payload)), next));
    }

    private static async Task<Results<Accepted<DeliveryQueued>, ProblemHttpResult, NotFound>> ReplayAsync(
        Guid id, CurrentUser user, NexaDbContext db, Doorbell doorbell, CancellationToken ct)
    {
        var delivery = await db.WebhookDeliveries.AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == id && SelectOwn(db, user).Any(w => w.Id == d.WebhookId), ct);
        return delivery is null ? TypedResults.NotFound()
            : await RefuseCrowdAsync(db, delivery.WebhookId, ct) is { } refusal ? refusal
            : await QueueAsync(db, doorbell, delivery.WebhookId, delivery.Event, delivery.Payload, ct);
    }

    private static async Task<ProblemHttpResult?> RefuseCrowdAsync(NexaDbContext db, Guid webhook, CancellationToken ct) =>
        await db.WebhookDeliveries.CountAsync(d => d.WebhookId == webhook && d.State == DeliveryState.Pending, ct) >= MostWaiting
            ? ProblemServices.Problem(429, "Este webhook já tem entregas demais à espera; aguarde antes de pedir outra.") : null;

    /// <summary>A person sees all of the organisation's; a key sees only those it made.</summary>
    private static IQueryable<Webhook> SelectOwn(NexaDbContext db, CurrentUser user) =>
        db.Webhooks.Where(w => w.OrganisationId == user.Organisation && (user.KeyId == null || w.ApiKeyId == user.KeyId));

    /// <summary>Adds a delivery of its own, so that the log keeps the outcome of the first one.</summary>
    private static async Task<Accepted<DeliveryQueued>> QueueAsync(
        NexaDbContext db, Doorbell doorbell, Guid webhook, string name, string body, CancellationToken ct)
    {
        var delivery = new WebhookDelivery { Id = Guid.CreateVersion7(), WebhookId = webhook, Event = name, Payload = body };
        db.AddRange(delivery, Job.For(new DeliverWebhook(delivery.Id)));
        await db.SaveChangesAsync(ct);
        doorbell.Ring(DeliverWebhook.Kind);
        return TypedResults.Accepted($"/webhooks/{webhook}/deliveries", new DeliveryQueued(delivery.Id));
    }
}
