using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Core.Webhooks;

public static class WebhookEvent
{
    public const string ClassificationFinished = "classification.finished";
    public const string TaskFinished = "task.finished";
    public const string ReviewNeeded = "review.needed";
    public const string Test = "webhook.test";

    public static readonly string[] All = [ClassificationFinished, TaskFinished, ReviewNeeded];
}

/// <summary>Where an organisation wants to be told of events.</summary>
public sealed class Webhook
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public Guid? CreatedBy { get; init; }

    /// <summary>
    /// The API key that made it, and that it ends with; null when a person did. Either way it hears of all that is the organisation's.
    /// </summary>
    public Guid? ApiKeyId { get; init; }
    public required string Url { get; set; }
    public required string[] Events { get; set; }

    /// <summary>
    /// Key of the HMAC, unencrypted, where a replica of 1.0.0 made the webhook; empty where <see cref="SealedSecret"/> has it.
    /// </summary>
    public string Secret { get; init; } = "";

    /// <summary>Key of the HMAC, encrypted (<see cref="WebhookSecrets"/>); shown once, when the webhook is made.</summary>
    public byte[]? SealedSecret { get; init; }
    public bool Enabled { get; set; } = true;

    /// <summary>When a person enabled it again; null when that was never needed. Failures of before then no longer count.</summary>
    public DateTimeOffset? EnabledAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>PENDING: the queue will deliver it. FAILED: the queue has given up; it can be replayed.</summary>
public enum DeliveryState { Pending, Delivered, Failed }

/// <summary>One event for one webhook, and how its delivery went.</summary>
public sealed class WebhookDelivery
{
    public Guid Id { get; init; }
    public Guid WebhookId { get; init; }
    public required string Event { get; init; }

    /// <summary>The body as sent, byte for byte: the signature covers it.</summary>
    public required string Payload { get; init; }
    public DeliveryState State { get; init; }
    public int Attempts { get; init; }
    public int? StatusCode { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
}

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> webhook)
    {
        webhook.ToTable("webhook");
        webhook.Property(w => w.Id).ValueGeneratedNever();
        webhook.Property(w => w.Url).HasMaxLength(2048);
        webhook.Property(w => w.CreatedAt).HasDefaultValueSql("now()");
        webhook.HasOne<Organisation>().WithMany().HasForeignKey(w => w.OrganisationId).OnDelete(DeleteBehavior.Cascade);
        webhook.HasOne<ApiKey>().WithMany().HasForeignKey(w => w.ApiKeyId).OnDelete(DeleteBehavior.Cascade);
        webhook.HasIndex(w => w.OrganisationId);
    }
}

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("webhook_delivery");
        delivery.Property(d => d.Id).ValueGeneratedNever();
        delivery.Property(d => d.State).HasConversion<StateText.Converter<DeliveryState>>();
        delivery.Property(d => d.CreatedAt).HasDefaultValueSql("now()");
        delivery.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
        delivery.HasIndex(d => new { d.WebhookId, d.CreatedAt, d.Id }).IsDescending(false, true, true);
    }
}
