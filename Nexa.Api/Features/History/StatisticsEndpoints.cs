using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Classifications;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.History;

internal static class StatisticsEndpoints
{
    private const int MostDays = 366;
    private const int UsualDays = 30;

    public static void MapStatistics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/statistics", ReadStatisticsAsync).WithName("getStatistics").WithTags("History")
            .RequireAuthorization(Permissions.Read).WithSummary("What was classified, decided and failed in a period, day by day and by code");

    /// <param name="user">Who asks.</param>
    /// <param name="database">Where.</param>
    /// <param name="fiscal">The rates of today.</param>
    /// <param name="clock">Today.</param>
    /// <param name="from">First day (AAAA-MM-DD); 30 days without one.</param>
    /// <param name="to">Last day; today without one.</param>
    /// <param name="ct">Cancels.</param>
    private static async Task<Results<Ok<StatisticsView>, ValidationProblem>> ReadStatisticsAsync(
        CurrentUser user, NpgsqlDataSource database, OrganisationTables fiscal, TimeProvider clock, string? from = null, string? to = null,
        CancellationToken ct = default)
    {
        var last = BrazilTime.Today(clock);
        if (to is not null && !IsoDate.TryReadDay(to, out last))
        {
            return ProblemServices.Invalid("to", IsoDate.Day);
        }

        var first = last.DayNumber < UsualDays ? DateOnly.MinValue : last.AddDays(1 - UsualDays);
        if (from is not null && !IsoDate.TryReadDay(from, out first))
        {
            return ProblemServices.Invalid("from", IsoDate.Day);
        }

        if (first > last || last.DayNumber - first.DayNumber >= MostDays || first.Year < 2000 || last.Year > 9000)
        {
            return ProblemServices.Invalid("from", $"Informe um período de 1 a {MostDays} dias.");
        }

        var (start, end) = (BrazilTime.StartDay(first), BrazilTime.StartDay(last.AddDays(1)));
        var made = await ClassificationCounts.ReadCountsAsync(database, user.Organisation, start, end, ct);
        var sent = await TaskCounts.ReadCountsAsync(database, user.Organisation, start, end, ct);
        var review = await ReviewCounts.ReadCountsAsync(database, user.Organisation, start, end, ct);
        var tables = await fiscal.FindAsync(user.Organisation, ct);
        var today = BrazilTime.Today(clock);
        return TypedResults.Ok(new StatisticsView(
            first, last, made.Days.Sum(day => day.Classified), sent.Days.Sum(day => day.Failed), review.Days.Sum(day => day.Decided),
            ListDays(first, last, made, sent, review),
            [.. made.Confidence.Select(one => new ConfidenceCount(one.Tenth / 10m, one.Count))],
            [.. made.Codes.Select(one => new CodeCount(one.Ncm, one.Count, LegalBasis.CalculateTaxAtStake(tables, one.Ncm, null, today)))],
            [.. review.Agreement.Select(one => new AgreementCount(one.Chapter, one.Decided, one.Confirmed))],
            [.. sent.Failures.Select(one => new FailureReason(one.Reason, one.Count))]));
    }

    private static List<StatisticsDay> ListDays(
        DateOnly first, DateOnly last, ClassificationCounts made, TaskCounts sent, ReviewCounts review)
    {
        var classified = made.Days.ToDictionary(day => day.Day);
        var ended = sent.Days.ToDictionary(day => day.Day);
        var decided = review.Days.ToDictionary(day => day.Day, day => day.Decided);
        return
        [
            .. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays).Select(day => new StatisticsDay(
                day, classified.GetValueOrDefault(day)?.Classified ?? 0, classified.GetValueOrDefault(day)?.Doubtful ?? 0,
                ended.GetValueOrDefault(day)?.Failed ?? 0, decided.GetValueOrDefault(day), ended.GetValueOrDefault(day)?.Seconds)),
        ];
    }
}
