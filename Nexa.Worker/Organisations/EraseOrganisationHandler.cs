using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Nexa.Worker.Jobs;
using Npgsql;

namespace Nexa.Worker.Organisations;

/// <summary>Removes what an erased organisation owned, a few minutes at a time.</summary>
internal sealed partial class EraseOrganisationHandler(NpgsqlDataSource database, ILogger<EraseOrganisationHandler> logger)
    : IJobHandler<EraseOrganisation>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public async Task<Outcome> RunAsync(EraseOrganisation payload, JobContext job, CancellationToken ct)
    {
        if (!await OrganisationErasure.RunAsync(database, payload.OrganisationId, Longest, ct))
        {
            return new Outcome.Snooze(TimeSpan.Zero, "more rows than one run removes");
        }

        LogErased(payload.OrganisationId);
        return new Outcome.Done();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Organisation {Organisation} is erased")]
    private partial void LogErased(Guid organisation);
}

internal static class OrganisationServices
{
    public static void AddOrganisations(this IHostApplicationBuilder builder) =>
        builder.AddJobHandler<EraseOrganisation, EraseOrganisationHandler>(slots: 1, timeout: TimeSpan.FromMinutes(10));
}
