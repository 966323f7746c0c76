using System.Runtime.ExceptionServices;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Mail;
using Nexa.Worker.Jobs;
using Npgsql;

namespace Nexa.Worker.Organisations;

/// <summary>Removes what an erased organisation owned, a few minutes at a time, and tells its former ADMINs when nothing is left.</summary>
internal sealed partial class EraseOrganisationHandler(
    NpgsqlDataSource database, IMailer mailer, ILogger<EraseOrganisationHandler> logger) : IJobHandler<EraseOrganisation>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public async Task<Outcome> RunAsync(EraseOrganisation payload, JobContext job, CancellationToken ct)
    {
        if (!await OrganisationErasure.RunAsync(database, payload.OrganisationId, Longest, ct))
        {
            return new Outcome.Snooze(TimeSpan.Zero, "more rows than one run removes");
        }

        LogErased(payload.OrganisationId);
        if (payload.Told is { } told)
        {
            await TellAsync(told, ct);
        }

        return new Outcome.Done();
    }

    /// <summary>
    /// Fails the run when no letter could be sent, so that the next one writes again; a letter that fails among others is logged.
    /// </summary>
    private async Task TellAsync(ToldOfErasure told, CancellationToken ct)
    {
        var people = await UserRows.FindAddresseesAsync(database, [.. told.Admins, told.AskedBy], ct);
        var asker = people.Find(person => person.Id == told.AskedBy)?.Name ?? "uma pessoa que não usa mais a Nexa";
        var (sent, last) = (0, (Exception?)null);
        foreach (var person in people.Where(person => told.Admins.Contains(person.Id)))
        {
            try
            {
                await mailer.SendAsync(new Letter(person.Email, $"Nexa: a organização {told.Organisation} foi excluída",
                    $"A organização {told.Organisation} foi excluída da Nexa com todos os seus dados e arquivos, a pedido de {asker}.\n\n"
                    + "Seu acesso a outras organizações continua como antes."), ct);
                sent++;
            }
            catch (Exception failed) when (!ct.IsCancellationRequested)
            {
                last = failed;
                LogNotTold(person.Id, failed.Message);
            }
        }

        if (sent == 0 && last is not null)
        {
            ExceptionDispatchInfo.Throw(last);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Organisation {Organisation} is erased")]
    private partial void LogErased(Guid organisation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {User} not told of the erasure: {Reason}")]
    private partial void LogNotTold(Guid user, string reason);
}

internal static class OrganisationServices
{
    public static void AddOrganisations(this IHostApplicationBuilder builder)
    {
        builder.AddNexaMail();
        builder.AddJobHandler<EraseOrganisation, EraseOrganisationHandler>(slots: 1, timeout: TimeSpan.FromMinutes(10));
    }
}
