using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Features.Tasks;

/// <summary>The organisation's tasks as a list and as numbers.</summary>
internal static class TaskLists
{
    private const int MostTasks = 100;

    /// <param name="filter">Which.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="database">Where.</param>
    /// <param name="cursor">Where the last page ended.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Results<Ok<TaskPage>, ValidationProblem>> ListAsync(
        [AsParameters] TaskListQuery filter, CurrentUser user, NpgsqlDataSource database, string? cursor = null, int limit = 20,
        CancellationToken ct = default)
    {
        var problems = filter.FindProblems();
        if (limit is < 1 or > MostTasks)
        {
            problems["limit"] = [$"Informe de 1 a {MostTasks}."];
        }

        if (!Cursor.TryParse(cursor, TaskQuery.Sort, out var after, key => Cursor.ParseMoment(key) is not null))
        {
            problems["cursor"] = ["O cursor não pertence a esta consulta."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var query = new TaskQuery(database, filter.ToFilter(), user.Organisation);
        await query.ResolveAsync(ct);
        return TypedResults.Ok(await query.ReadPageAsync(limit, after, ct));
    }

    public static async Task<Results<Ok<TaskSummary>, ValidationProblem>> SummarizeAsync(
        [AsParameters] TaskListQuery filter, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        if (filter.FindProblems() is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var query = new TaskQuery(database, filter.ToFilter(), user.Organisation);
        await query.ResolveAsync(ct);
        return TypedResults.Ok(TaskSummary.From(await query.SummarizeAsync(ct)));
    }
}
