using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Core.Identity;

namespace Nexa.Tests.Auth;

/// <summary>Who must have a second factor, who helps somebody who has lost it, and the key that its secrets are encrypted with.</summary>
public sealed class RequiredSecondFactorTests(Servers servers)
{
    private const string Password = AccountTests.Password;
    private static readonly string[] Review = [Permissions.Review];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_admin_enrols_before_anything_else_and_goes_on_in_the_same_session()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:RequireSecondFactor", "admins")]);
        var admin = await host.CreateUserAsync(password: Password);
        var analyst = await host.CreateUserAsync(Roles.Analyst, admin.Id);
        using var client = await host.ClientAsync(admin);
        using var analysts = await host.ClientAsync(analyst);

        using var before = await client.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        using var hub = await client.PostAsync(new Uri("/hubs/classification/negotiate?negotiateVersion=1", UriKind.Relative), null, Ct);
        using var me = await client.GetAsync(new Uri("/me", UriKind.Relative), Ct);
        await Authenticator.EnrolAsync(client, Password);
        using var after = await client.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        using var others = await analysts.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);

        Assert.True(await Authenticator.IsAskedForAsync(before, "second_factor_enrolment_required"));
        Assert.True(await Authenticator.IsAskedForAsync(hub, "second_factor_enrolment_required"));
        Assert.True((await me.JsonAsync(200)).GetProperty("must_enrol").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(HttpStatusCode.OK, others.StatusCode);
    }

    [Fact]
    public async Task Who_becomes_an_admin_enrols_and_who_removes_the_factor_enrols_again()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:RequireSecondFactor", "admins")]);
        var admin = await host.CreateUserAsync(password: Password);
        var member = await host.CreateUserAsync(Roles.Analyst, admin.Id);
        using var client = await host.ClientAsync(admin);
        using var members = await host.ClientAsync(member);
        var (app, codes) = await Authenticator.EnrolAsync(client, Password);

        using var asAnalyst = await members.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        using var promoted = await client.PatchAsJsonAsync($"/organisation/members/{member.Id}", new { role = Roles.Admin }, Ct);
        using var asAdmin = await members.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);
        using var removal = new HttpRequestMessage(HttpMethod.Delete, new Uri("/me/second-factor", UriKind.Relative))
        {
            Content = JsonContent.Create(new { current_password = Password, second_factor = codes[0] }),
        };
        using var removed = await client.SendAsync(removal, Ct);
        using var without = await client.GetAsync(new Uri("/tasks", UriKind.Relative), Ct);

        Assert.Equal(HttpStatusCode.OK, asAnalyst.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, promoted.StatusCode);
        Assert.True(await Authenticator.IsAskedForAsync(asAdmin, "second_factor_enrolment_required"));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.True(await Authenticator.IsAskedForAsync(without, "second_factor_enrolment_required"));
    }

    [Fact]
    public async Task Approving_takes_a_session_of_two_factors_where_the_setting_says_so()
    {
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:ApproveWithSecondFactor", "true")]);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        using var machine = host.Client((await host.CreateKeyAsync(user.Id, user.Id, Review)).Key);
        var things = await DoubledTests.FillAsync(host, user, "MARCA");
        var path = new Uri($"/classifications/{things["classification"]}/approve", UriKind.Relative);

        using var byPassword = await client.PostAsync(path, null, Ct);
        using var byKey = await machine.PostAsync(path, null, Ct);
        using var bulk = await client.PostAsJsonAsync("/review/bulk",
            new { decisions = new[] { new { id = things["review item"], action = "approve" } } }, Ct);
        await Authenticator.EnrolAsync(client, Password);
        using var byBoth = await client.PostAsync(path, null, Ct);

        Assert.True(await Authenticator.IsAskedForAsync(byPassword));
        Assert.True(await Authenticator.IsAskedForAsync(byKey));
        Assert.True(await Authenticator.IsAskedForAsync(bulk));
        Assert.NotEqual(HttpStatusCode.Forbidden, byBoth.StatusCode);
    }

    [Fact]
    public async Task An_admin_resets_the_factor_of_a_member_of_this_organisation_alone()
    {
        await using var sink = new SmtpSink();
        await using var host = await ApiHost.StartAsync(servers, more:
            [("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port), ("Mail:Security", "None")]);
        var admin = await host.CreateUserAsync(password: Password);
        var member = await host.CreateUserAsync(Roles.Analyst, admin.Id, Password);
        var guest = await host.CreateUserAsync(password: Password);
        await host.WithDbAsync(async db =>
        {
            db.Add(new Membership { OrganisationId = admin.Id, UserId = guest.Id, Role = Roles.Analyst });
            await db.SaveChangesAsync(Ct);
        });
        using var client = await host.ClientAsync(admin);
        using var members = await host.ClientAsync(member);
        await Authenticator.EnrolAsync(members, Password);
        using var ofEnrolment = await sink.NextAsync(Ct);

        using var wrong = await ResetAsync(member, "não é esta mesmo");
        using var elsewhere = await ResetAsync(guest, Password);
        using var own = await ResetAsync(admin, Password);
        using var done = await ResetAsync(member, Password);
        using var letter = await sink.NextAsync(Ct);
        using var signedIn = await Authenticator.SignInAsync(client, member, Password);

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, own.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        Assert.Equal(member.Email, Assert.Single(letter.To.Mailboxes).Address);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await members.GetAsync(new Uri("/me", UriKind.Relative), Ct)).StatusCode);
        await host.WithDbAsync(async db => Assert.True(await db.AuditLog.AnyAsync(
            e => e.Action == "second-factor.reset" && e.UserId == admin.Id && e.Subject == $"user:{member.Id}", Ct)));

        Task<HttpResponseMessage> ResetAsync(User whose, string current_password) =>
            client.PostAsJsonAsync($"/organisation/members/{whose.Id}/reset-second-factor", new { current_password }, Ct);
    }

    [Fact]
    public async Task Secrets_are_encrypted_for_one_person_and_the_key_is_replaced_without_refusing_anyone()
    {
        var (old, next) = (new string('o', 48), new string('n', 48));
        await using var host = await ApiHost.StartAsync(servers, more: [("Nexa:EncryptionKey", old)]);
        var (ana, bia) = (await host.CreateUserAsync(password: Password), await host.CreateUserAsync(password: Password));
        using var client = await host.ClientAsync(ana);
        using var begun = await client.PostAsJsonAsync("/me/second-factor", new { current_password = Password }, Ct);
        var secret = (await begun.JsonAsync(200)).Text("secret");
        var app = new Authenticator(secret);
        using var confirmed = await client.PostAsJsonAsync("/me/second-factor/confirm", new { code = app.Show() }, Ct);
        var kept = await ReadSecretAsync(host);
        Assert.Equal(-1, kept.AsSpan().IndexOf(OtpNet.Base32Encoding.ToBytes(secret)));

        var cipher = host.Services.GetRequiredService<SecretCipher>();
        await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(
            () => cipher.DecryptAsync(kept, $"totp:{bia.Id}", Ct));

        await using var both = await ApiHost.StartAsync(servers, host.Database,
            [("Nexa:EncryptionKey", next), ("Nexa:PreviousEncryptionKeys:0", old)]);
        using var stranger = both.Client();
        using var during = await Authenticator.SignInAsync(stranger, ana, Password, app.Show(later: 1));
        var renewed = await ServiceProcess.RunAsync("Nexa.Api", ["renew-encryption"], [.. Production(host, next),
            ("Nexa__PreviousEncryptionKeys__0", old)]);
        await using var after = await ApiHost.StartAsync(servers, host.Database, [("Nexa:EncryptionKey", next)]);
        using var later = after.Client();
        await after.WithDbAsync(db => db.Database.ExecuteSqlAsync($"update second_factor set last_step = 0", Ct));
        using var alone = await Authenticator.SignInAsync(later, ana, Password, app.Show());

        Assert.Equal(HttpStatusCode.OK, during.StatusCode);
        Assert.Equal((0, "1 secrets encrypted anew."), (renewed.ExitCode, renewed.Output.Trim()));
        Assert.Equal(HttpStatusCode.OK, alone.StatusCode);
    }

    [Fact]
    public async Task An_operator_resets_a_second_factor_by_command()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync(password: Password);
        using var client = await host.ClientAsync(user);
        await Authenticator.EnrolAsync(client, Password);
        var production = Production(host, new string('k', 48));

        var done = await ServiceProcess.RunAsync("Nexa.Api", ["reset-second-factor", user.Email], production);
        var unknown = await ServiceProcess.RunAsync("Nexa.Api", ["reset-second-factor", "ninguem@example.com"], production);

        Assert.Equal(0, done.ExitCode);
        Assert.Equal(1, unknown.ExitCode);
        using var signedIn = await Authenticator.SignInAsync(client, user, Password);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
    }

    private static (string Name, string Value)[] Production(ApiHost host, string key) =>
    [
        ("ConnectionStrings__nexadb", host.Database), ("ConnectionStrings__redis", host.Redis), ("Nexa__SigningKey", key),
        ("Nexa__EncryptionKey", key),
    ];

    private static async Task<byte[]> ReadSecretAsync(ApiHost host)
    {
        byte[] kept = [];
        await host.WithDbAsync(async db => kept = (await db.Set<SecondFactor>().SingleAsync(Ct)).Secret!);
        return kept;
    }
}
