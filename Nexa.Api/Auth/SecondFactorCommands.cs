using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Nexa.Core.Identity;
using Nexa.Core.Webhooks;
using Nexa.Mail;
using Npgsql;

namespace Nexa.Api.Auth;

/// <summary>
/// <c>reset-second-factor &lt;email&gt;</c>: for somebody who lost their second factor and whom no ADMIN can help.
/// <c>renew-encryption</c>: encrypts all secrets with the key of today, so that the one of before can be dropped.
/// </summary>
internal static class SecondFactorCommands
{
    public static readonly string[] Names = ["reset-second-factor", "renew-encryption"];

    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        if (services.GetRequiredService<IConfiguration>().GetConnectionString("redis") is null or "")
        {
            return PrintRefusal("ConnectionStrings__redis is missing: run the command with the environment of the API.");
        }

        await using var scope = services.CreateAsyncScope();
        try
        {
            // at once: EF Core tries for a minute
            await using var reached = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
            return args switch
            {
                ["reset-second-factor", var email] => await ResetAsync(scope.ServiceProvider, email),
                ["renew-encryption"] => await RenewAsync(scope.ServiceProvider),
                _ => PrintRefusal("Usage: reset-second-factor <email>, or renew-encryption."),
            };
        }
        catch (CryptographicException e)
        {
            return PrintRefusal(e.Message);
        }
        catch (Exception e) when (e.GetBaseException() is NpgsqlException or SocketException)
        {
            return PrintRefusal($"PostgreSQL (ConnectionStrings__nexadb) did not take it: {e.GetBaseException().Message}");
        }
    }

    private static async Task<int> ResetAsync(IServiceProvider services, string typed)
    {
        var email = User.NormalizeEmail(typed);
        var user = await services.GetAllOrganisations().Users.AsNoTracking().FirstOrDefaultAsync(u => u.Email == email);
        if (user is null)
        {
            return PrintRefusal($"There is no user with the e-mail {email}.");
        }

        await services.GetRequiredService<SecondFactors>().ResetAsync(user.Id, null, default);
        var mailer = services.GetRequiredService<IMailer>();
        if (mailer.CanSend)
        {
            await mailer.SendAsync(Notices.WriteOfReset(email), default);
        }

        var unsaid = mailer.CanSend ? "" : " No mail server is set: tell them.";
        Console.WriteLine($"{email} has no second factor any more, and no session.{unsaid}");
        return 0;
    }

    private static async Task<int> RenewAsync(IServiceProvider services)
    {
        var db = services.GetAllOrganisations();
        var renewed = await services.GetRequiredService<SecondFactors>().RenewEncryptionAsync(default)
            + await services.GetRequiredService<WebhookSecrets>().RenewAsync(db, db.Webhooks, default);
        Console.WriteLine($"{renewed} secrets encrypted anew.");
        return 0;
    }

    private static int PrintRefusal(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}
