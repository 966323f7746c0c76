using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Core.Classifications;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.History;

/// <param name="Items">One page.</param>
/// <param name="NextCursor">For the next page; null at the end.</param>
/// <param name="Facets">Only where asked for.</param>
public sealed record HistoryPage(IReadOnlyList<ClassificationView> Items, string? NextCursor, HistoryFacets? Facets);

internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("History").RequireAuthorization(Permissions.Read);
        group.MapGet("/history", ListAsync).WithName("listHistory")
            .WithSummary("Classifications by whatever is known of them, paged and sorted");
        group.MapGet("/historico", ListAsync).WithName("listHistorico").WithSummary("The same as /history");
    }

    /// <param name="filter">Which.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="database">Where.</param>
    /// <param name="sort"><c>date</c>, <c>confidence</c> or <c>tax_at_stake</c>.</param>
    /// <param name="order"><c>desc</c> or <c>asc</c>.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cursor">Where the last page ended.</param>
    /// <param name="facets">Whether to count by status, chapter, manufacturer and confidence.</param>
    /// <param name="ct">Cancels.</param>
    private static async Task<Results<Ok<HistoryPage>, ValidationProblem>> ListAsync(
        [AsParameters] ClassificationQuery filter, CurrentUser user, NpgsqlDataSource database,
        string sort = "date", string order = "desc", int limit = 50, string? cursor = null, bool facets = false,
        CancellationToken ct = default)
    {
        var problems = filter.FindProblems();
        if (sort is not ("date" or "confidence" or "tax_at_stake"))
        {
            problems["sort"] = ["Use date, confidence ou tax_at_stake."];
        }

        if (order is not ("asc" or "desc"))
        {
            problems["order"] = ["Use asc ou desc."];
        }

        if (limit is < 1 or > 200)
        {
            problems["limit"] = ["Informe de 1 a 200."];
        }

        if (!Cursor.TryParse(cursor, $"{sort} {order}", out var after, key => IsKey(sort, key)))
        {
            problems["cursor"] = ["O cursor não pertence a esta consulta."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var query = new HistoryQuery(database, filter.ToFilter(), user.Organisation);
        await query.ResolveAsync(ct);
        var (items, next) = await query.ReadPageAsync(sort, order, limit, after, ct);
        return TypedResults.Ok(new HistoryPage(items, next, facets ? await query.CountFacetsAsync(items, ct) : null));
    }

    private static bool IsKey(string sort, string key) =>
        sort is "date" ? Cursor.ParseMoment(key) is not null : Cursor.ParseNumber(key) is not null;
}
