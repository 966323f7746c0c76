using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Webhooks;
using Nexa.Tests.Auth;

namespace Nexa.Tests.Webhooks;

/// <summary>Keys of webhooks' signatures, which the database keeps encrypted.</summary>
public sealed class WebhookSecretTests(Servers servers)
{
    private static readonly string[] Finished = [WebhookEvent.TaskFinished];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_encrypted_for_its_webhook_and_one_that_is_not_yet_at_the_next_write_or_by_the_command()
    {
        var (old, next) = (new string('o', 48), new string('n', 48));
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:EncryptionKey", old)]);
        var user = await host.CreateUserAsync(password: AccountTests.Password);
        using var client = await host.ClientAsync(user);
        using var made = await client.PostAsJsonAsync("/webhooks",
            new { url = "https://example.com/nexa", events = Finished, current_password = AccountTests.Password }, Ct);
        var shown = await made.JsonAsync(201);
        var (fresh, enabled, waiting) = (shown.Id("id"), await AddPlainAsync(host, user.Id), await AddPlainAsync(host, user.Id));

        using var patched = await client.PatchAsJsonAsync($"/webhooks/{enabled}", new { enabled = true }, Ct);
        var kept = await FindAsync(host, fresh);
        var atWrite = await FindAsync(host, enabled);
        var before = await FindAsync(host, waiting);
        var renewed = await ServiceProcess.RunAsync("Nexa.Api", ["renew-encryption"],
            [("ConnectionStrings__nexadb", host.Database), ("ConnectionStrings__redis", host.Redis), ("Nexa__SigningKey", next),
                ("Nexa__EncryptionKey", next), ("Nexa__PreviousEncryptionKeys__0", old)]);
        await using var after = await ApiHost.StartAsync(servers, host.Database, [("Nexa:EncryptionKey", next)]);

        Assert.Equal("", kept.Secret);
        Assert.Equal(-1, kept.SealedSecret.AsSpan().IndexOf(Encoding.UTF8.GetBytes(shown.Text("secret"))));
        Assert.True(atWrite is { Secret: "", SealedSecret: not null });
        Assert.True(before is { Secret: "whsec_cGxhaW4=", SealedSecret: null });
        Assert.Equal((0, "3 secrets encrypted anew."), (renewed.ExitCode, renewed.Output.Trim()));
        Assert.Equal(shown.Text("secret"), await OpenAsync(after, await FindAsync(after, fresh)));
        Assert.Equal("whsec_cGxhaW4=", await OpenAsync(after, await FindAsync(after, enabled)));
        Assert.Equal("whsec_cGxhaW4=", await OpenAsync(after, await FindAsync(after, waiting)));
        Assert.Equal("whsec_cGxhaW4=", await OpenAsync(after, before));
        var moved = new DueDelivery(user.Id, fresh, "", "", (await FindAsync(after, waiting)).SealedSecret, "", "");
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(
            () => after.Services.GetRequiredService<WebhookSecrets>().OpenAsync(moved, Ct));
    }

    /// <summary>As a replica of the last release makes it.</summary>
    private static async Task<Guid> AddPlainAsync(ApiHost host, Guid organisation)
    {
        var id = Guid.CreateVersion7();
        await host.WithDbAsync(async db =>
        {
            db.Add(new Webhook
            {
                Id = id, OrganisationId = organisation, CreatedBy = organisation, Url = "https://example.com/nexa", Events = Finished,
                Secret = "whsec_cGxhaW4=",
            });
            await db.SaveChangesAsync(Ct);
        });
        return id;
    }

    private static async Task<Webhook> FindAsync(ApiHost host, Guid id)
    {
        Webhook? found = null;
        await host.WithDbAsync(async db => found = await db.Webhooks.AsNoTracking().SingleAsync(w => w.Id == id, Ct));
        return found!;
    }

    private static Task<string> OpenAsync(ApiHost host, Webhook webhook) => host.Services.GetRequiredService<WebhookSecrets>().OpenAsync(
        new DueDelivery(webhook.OrganisationId, webhook.Id, webhook.Url, webhook.Secret, webhook.SealedSecret, "", ""), Ct);
}
