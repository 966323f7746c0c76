using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Core.Jobs;
using Npgsql;
using StackExchange.Redis;

namespace Nexa.Api.Features.Operation;

/// <param name="Healthy">False where what the API needs does not answer as it should.</param>
public sealed record HealthCheckView(string Name, bool Healthy);

/// <param name="Attempts">How often it was tried.</param>
/// <param name="Trace">The trace of the job in the telemetry; null where it has none.</param>
/// <param name="TraceUrl">Its page in the trace viewer; null where <c>Operation:TraceUrl</c> names none.</param>
public sealed record FailedJobView(Guid Id, string Kind, int Attempts, DateTimeOffset FailedAt, string? Trace, string? TraceUrl);

/// <param name="Checks">What the API needs: PostgreSQL, Redis, the schema.</param>
/// <param name="Processes">APIs and workers of late, and whether they answer with the fiscal tables in force; null without Redis.</param>
/// <param name="Queue">Jobs that are queued, by kind; a kind without any is left out.</param>
/// <param name="Running">Jobs that a worker runs now.</param>
/// <param name="Failures">Jobs that were given up in the last 24 hours, the newest 20.</param>
public sealed record MachineryState(
    IReadOnlyList<HealthCheckView> Checks, IReadOnlyList<ReplicaView>? Processes, IReadOnlyList<QueueDepth> Queue, long Running,
    IReadOnlyList<FailedJobView> Failures);

/// <summary>The machinery, for whoever runs it: no row of any organisation.</summary>
internal static class OperationEndpoints
{
    public static void AddOperation(this IHostApplicationBuilder builder) => builder.AddSettings<OperationSettings>("Operation");

    public static void MapOperation(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/operator/state", GetAsync).WithName("getMachineryState").WithTags("Operation")
            .RequireAuthorization(Permissions.Operate).WithSummary("Health, processes, the queue and its late failures");

    private static async Task<Ok<MachineryState>> GetAsync(
        HealthCheckService health, [AllOrganisations] NpgsqlDataSource database, [AllOrganisations] NexaDbContext db,
        IConnectionMultiplexer redis, OperationSettings settings, TimeProvider clock, CancellationToken ct)
    {
        var report = await health.CheckHealthAsync(ct);
        var queue = new JobQueue(database);
        var edition = await db.FiscalEditions.OrderByDescending(one => one.Number).Select(one => one.Id).FirstOrDefaultAsync(ct);
        var processes = await ReplicaRegister.ListAsync(redis, database, clock.GetUtcNow());
        var failures = await queue.ListFailuresAsync(ct);
        return TypedResults.Ok(new MachineryState(
            [.. report.Entries.Select(entry => new HealthCheckView(entry.Key, entry.Value.Status is HealthStatus.Healthy))],
            processes is null ? null : [.. processes.Select(one => new ReplicaView(one.Name, one.EditionId == edition))],
            await queue.MeasureDepthAsync(ct), await queue.CountRunningAsync(ct),
            failures.ConvertAll(job => new FailedJobView(job.Id, job.Kind, job.Attempt, job.FailedAt, job.Trace, settings.FindTrace(job.Trace)))));
    }
}
