using System.Globalization;
using Nexa.Core.Jobs;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Worker.Jobs;

/// <summary>
/// <c>jobs list [state]</c>, <c>jobs requeue &lt;id&gt;</c>, <c>jobs cancel &lt;id&gt;</c>: the queue as an operator sees it. Payloads
/// are business data and are not shown.
/// </summary>
internal static class JobsCommand
{
    private const string Usage = "Usage: jobs list [queued|running|succeeded|failed|cancelled] | jobs requeue <id> | jobs cancel <id>";

    /// <summary>A terminal's length or two; the newest say what is wrong now.</summary>
    private const int MostListed = 100;
    private const int LongestError = 120;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken ct)
    {
        var queue = services.GetRequiredService<JobQueue>();
        switch (args)
        {
            case ["list"]:
                return await ListAsync(queue, state: null, ct);
            case ["list", var state] when Enum.TryParse<JobState>(state, ignoreCase: true, out var known):
                return await ListAsync(queue, known, ct);
            case ["requeue" or "cancel", var text] when Guid.TryParse(text, out var id):
                return await queue.FindAsync(id, ct) is not { } job ? await RefuseAsync($"There is no job {id}.")
                    : args[0] == "requeue" ? await RequeueAsync(queue, job, ct)
                    : await CancelAsync(services, queue, job, ct);
            default:
                return await RefuseAsync(Usage);
        }
    }

    private static async Task<int> ListAsync(JobQueue queue, JobState? state, CancellationToken ct)
    {
        var jobs = await queue.ListAsync(state, MostListed, ct);
        foreach (var job in jobs)
        {
            var error = job.LastError?.ReplaceLineEndings(" ") ?? "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{job.Id}  {job.State,-9}  {job.Kind,-22}  {job.Attempt}/{job.MaxAttempts}  {job.RunAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  "
                + $"{(error.Length > LongestError ? error[..LongestError] : error)}").TrimEnd());
        }

        Console.WriteLine(jobs.Count == MostListed ? $"The newest {MostListed} jobs." : $"{jobs.Count} jobs.");
        return 0;
    }

    private static async Task<int> RequeueAsync(JobQueue queue, JobLine job, CancellationToken ct)
    {
        try
        {
            return await queue.RunAgainAsync(job.Id, ct) ? Say($"Job {job.Id} runs as soon as a worker is free.")
                : await RefuseAsync(job.TaskId is not null && job.State is "failed" or "cancelled"
                    ? $"Job {job.Id} works for task {job.TaskId}, whose end was told; it has to be submitted again."
                    : $"Job {job.Id} is {job.State}; only a queued, failed or cancelled job can run again.");
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation)
        {
            return await RefuseAsync($"Job {job.Id} is not queued again: another one does its work already.");
        }
    }

    private static async Task<int> CancelAsync(IServiceProvider services, JobQueue queue, JobLine job, CancellationToken ct)
    {
        if (job.TaskId is not { } task)
        {
            return await queue.CancelOwnAsync(job.Id, ct) ? Say($"Job {job.Id} is cancelled; a run of it stops within 10 s.")
                : await RefuseAsync($"Job {job.Id} has ended: it is {job.State}.");
        }

        // The task's followers are told: a job that is cancelled alone would leave its task waiting for ever.
        if (string.IsNullOrEmpty(services.GetRequiredService<IConfiguration>().GetConnectionString("redis")))
        {
            return await RefuseAsync("ConnectionStrings:redis is missing; it tells the workers and the followers of the task.");
        }

        var organisation = await TaskRows.FindOrganisationAsync(services.GetRequiredService<NpgsqlDataSource>(), task, ct);
        return organisation is { } owner && await services.GetRequiredService<TaskCancellation>().CancelAsync(task, owner, ct)
            ? Say($"Task {task} is cancelled with all its jobs; a run of one stops within 10 s.")
            : await RefuseAsync($"Task {task} of job {job.Id} has ended.");
    }

    private static int Say(string sentence)
    {
        Console.WriteLine(sentence);
        return 0;
    }

    private static async Task<int> RefuseAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
