using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Nexa.Fiscal.Search;

namespace Nexa.Api.Features.Ncm;

internal static class NcmEndpoints
{
    private const int LongestQuery = 200;
    private const int MostResults = 100;

    public static RouteGroupBuilder MapNcm(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ncm").WithTags("NCM").RequireAuthorization(Permissions.Read);
        group.MapGet("", Search).WithName("searchNcm")
            .WithSummary(
                "Looks up the nomenclature by words (with or without accents, English, Spanish, typos) or by code; without a search the "
                + "chapters");
        group.MapGet("/{code}", GetAsync).WithName("getNcm")
            .WithSummary("A code on a date: hierarchy, Ex, rates (ICMS of a State by uf), validity").Refuses(404);
        return group;
    }

    private static Results<Ok<NcmSearchAnswer>, ValidationProblem> Search(
        FiscalTablesSource source, TimeProvider clock, string? search = null, int limit = 20, bool leaves = false)
    {
        if (search?.Length > LongestQuery)
        {
            return ProblemServices.Invalid("search", $"A busca deve ter no máximo {LongestQuery} caracteres.");
        }

        var tables = source.Current;
        var today = BrazilTime.Today(clock);
        limit = Math.Clamp(limit, 1, MostResults);
        var (hits, code) = string.IsNullOrWhiteSpace(search)
            ? ([.. tables.Ncm.FindChildren("").Select(node => new NcmHit(node, tables.Ncm.FindPath(node.Code), 1, 1))], null)
            : tables.Index.Find(search, limit, leaves);
        return TypedResults.Ok(new NcmSearchAnswer(search?.Trim(), code is null ? null : CodeRead.From(code, hits), tables.Name,
            tables.SnapshotId, [.. hits.Select(hit => NcmFound.FromHit(hit, today))]));
    }

    private static async Task<Results<Ok<NcmView>, ValidationProblem, ProblemHttpResult>> GetAsync(
        string code, OrganisationTables fiscal, CurrentUser user, TimeProvider clock, CancellationToken ct, string? on = null,
        string? uf = null, Guid? snapshot = null)
    {
        var date = BrazilTime.Today(clock);
        if (on is not null && !IsoDate.TryReadDay(on, out date))
        {
            return ProblemServices.Invalid("on", IsoDate.Day);
        }

        if (uf is not null && !BrazilStates.Contains(uf))
        {
            return ProblemServices.Invalid("uf", $"A UF \"{uf}\" não existe. Informe a sigla de um Estado ou do Distrito Federal.");
        }

        if (NcmCode.ParseDigits(code) is not { } digits)
        {
            return ProblemServices.Invalid("code", "O código deve ter 2, 4, 5, 6, 7 ou 8 dígitos.");
        }

        if (await fiscal.FindAsync(user.Organisation, snapshot, ct) is not { } tables)
        {
            return Snapshots.Unknown();
        }

        if ((tables.Ncm.Find(digits, date) ?? tables.Ncm.Find(digits)) is { } node)
        {
            var view = NcmView.FromNode(tables, node, date, uf);
            return TypedResults.Ok(view with { Notes = [.. view.Notes, .. Snapshots.ListNotes(fiscal, tables)] });
        }

        return ProblemServices.Problem(
            StatusCodes.Status404NotFound,
            DeterminismGate.ExplainUnverifiable(tables, digits)
                ?? $"O código {NcmCode.Format(digits)} não consta das tabelas ({tables.Name})."
                    + DeterminismGate.SuggestCodes(tables, digits, date),
            new KeyValuePair<string, object?>("verify",
                tables.Ncm.FindNearLeaves(digits, date).Select(near => NcmCode.Format(near.Code)).ToArray()));
    }
}
