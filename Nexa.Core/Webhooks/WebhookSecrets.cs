using System.Text;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Data;
using Nexa.Core.Identity;

namespace Nexa.Core.Webhooks;

/// <summary>The keys of webhooks' signatures, encrypted with a key that is not in the database.</summary>
public sealed class WebhookSecrets(SecretCipher cipher)
{
    public Task<byte[]> SealAsync(Guid webhook, string secret, CancellationToken ct) =>
        cipher.EncryptAsync(Encoding.UTF8.GetBytes(secret), NamePurpose(webhook), ct);

    /// <exception cref="System.Security.Cryptography.CryptographicException">None of the keys fits.</exception>
    public async Task<string> OpenAsync(DueDelivery due, CancellationToken ct) => due.SealedSecret is { } kept
        ? Encoding.UTF8.GetString(await cipher.DecryptAsync(kept, NamePurpose(due.Webhook), ct)) : due.Secret;

    /// <summary>Encrypts those of the webhooks' secrets that are not, and those that another key has encrypted.</summary>
    /// <returns>How many were encrypted.</returns>
    public async Task<int> RenewAsync(NexaDbContext db, IQueryable<Webhook> webhooks, CancellationToken ct)
    {
        var renewed = 0;
        foreach (var webhook in await webhooks.AsNoTracking().ToListAsync(ct))
        {
            if (await RenewAsync(webhook, ct) is { } better)
            {
                // Of two renewals at once the second finds another state than it has read, and leaves it.
                renewed += await db.Webhooks
                    .Where(w => w.Id == webhook.Id && w.OrganisationId == webhook.OrganisationId
                        && w.Secret == webhook.Secret && w.SealedSecret == webhook.SealedSecret)
                    .ExecuteUpdateAsync(set => set.SetProperty(w => w.Secret, "").SetProperty(w => w.SealedSecret, better), ct);
            }
        }

        return renewed;
    }

    private Task<byte[]?> RenewAsync(Webhook webhook, CancellationToken ct) => webhook.SealedSecret is { } kept
        ? cipher.RenewAsync(kept, NamePurpose(webhook.Id), ct) : SealPlainAsync(webhook, ct);

    private async Task<byte[]?> SealPlainAsync(Webhook webhook, CancellationToken ct) => await SealAsync(webhook.Id, webhook.Secret, ct);

    private static string NamePurpose(Guid webhook) => $"webhook:{webhook}";
}
