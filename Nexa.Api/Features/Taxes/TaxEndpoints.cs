using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Downloads;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

internal static class TaxEndpoints
{
    private const int MostRates = 5_000;

    public static void AddTaxes(this IHostApplicationBuilder builder) =>
        builder.AddSettings<TaxRules>("Fiscal:Taxes", refuse: rules =>
            rules.IcmsWithoutCbsIbs.Find(state => !BrazilStates.Contains(state)) is { } unknown
                ? $"Fiscal:Taxes:IcmsWithoutCbsIbs names {unknown}, which is no State."
                : null);

    public static RouteGroupBuilder MapTaxes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/taxes").WithTags("Taxes").RequireAuthorization(Permissions.Read);
        group.MapPost("/estimate", EstimateAsync).WithName("estimateTaxes")
            .WithMetadata(new RequestSizeLimitAttribute(2 << 20)) // 2,000 items with all their members
            .WithSummary("The whole import tax of one or many items, step by step, by date");
        group.MapPost("/estimate.xlsx", ExportAsync).WithName("exportTaxes").WithMetadata(new RequestSizeLimitAttribute(2 << 20))
            .WithSummary("The same estimate as a workbook: items, memória de cálculo, and what is missing").AsDownload()
            .Produces<Stream>(200, ExportEndpoints.Xlsx).Refuses(400);
        group.MapGet("/rates", ListRatesAsync).WithName("listTaxRates")
            .WithSummary("The rates in force on a day that stand in neither the TIPI nor the tariff, each with its act and dates");
        return group;
    }

    private static async Task<Results<Ok<TaxAnswer>, ValidationProblem>> EstimateAsync(
        EstimateTaxes request, OrganisationTables fiscal, TaxRules rules, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        var (answer, problem) = await AnswerAsync(request, fiscal, rules, db, user, ct);
        return answer is null ? problem! : TypedResults.Ok(answer);
    }

    private static async Task<IResult> ExportAsync(
        EstimateTaxes request, OrganisationTables fiscal, TaxRules rules, NexaDbContext db, CurrentUser user, HttpResponse response,
        CancellationToken ct)
    {
        var (answer, problem) = await AnswerAsync(request, fiscal, rules, db, user, ct);
        if (answer is null)
        {
            return problem!;
        }

        ExportEndpoints.Attach(response, ExportEndpoints.Xlsx, $"tributos_{answer.Date:yyyy-MM-dd}.xlsx");
        await TaxWorkbook.WriteAsync(response.BodyWriter.AsStream(leaveOpen: true), answer, ct);
        return TypedResults.Empty;
    }

    private static async Task<(TaxAnswer? Answer, ValidationProblem? Problem)> AnswerAsync(
        EstimateTaxes request, OrganisationTables fiscal, TaxRules rules, NexaDbContext db, CurrentUser user, CancellationToken ct)
    {
        if (request.ImporterId is not null)
        {
            if (await ImporterEndpoints.FindAsync(db, user, request.ImporterId, ct) is not { } importer)
            {
                return (null, ImporterEndpoints.Unknown());
            }

            // A rate belongs to its State: it does not hold for another one that the request names.
            var isElsewhere = request.Uf is not null && !request.Uf.Equals(importer.Uf, StringComparison.OrdinalIgnoreCase);
            request = request with
            {
                Uf = request.Uf ?? importer.Uf, IcmsRate = request.IcmsRate ?? (isElsewhere ? null : importer.IcmsRate),
                IcmsDeferral = request.IcmsDeferral ?? (isElsewhere ? null : importer.IcmsDeferral),
            };
        }

        if (TaxChecks.Find(request) is { Count: > 0 } errors)
        {
            return (null, TypedResults.ValidationProblem(errors));
        }

        if (await fiscal.FindAsync(user.Organisation, request.Snapshot, ct) is not { } tables)
        {
            return (null, Snapshots.Unknown());
        }

        var date = request.Date!.Value;
        TaxAnswer EstimateOn(DateOnly on) =>
            TaxAnswer.FromEstimate(TaxEngine.Estimate(ToDeclaration(request, on), tables, rules));
        var answer = EstimateOn(date);
        answer = answer with { Notes = [.. answer.Notes, .. Snapshots.ListNotes(fiscal, tables)] };
        return (request.SideBySide
            ? answer with { SideBySide = [EstimateOn(InYear(date, 2026)), EstimateOn(InYear(date, 2027))] }
            : answer, null);
    }

    private static async Task<Results<Ok<TaxRatesAnswer>, ValidationProblem>> ListRatesAsync(
        OrganisationTables fiscal, CurrentUser user, TimeProvider clock, CancellationToken ct, string? on = null, string? tax = null,
        string? scope = null, Guid? snapshot = null)
    {
        var date = BrazilTime.Today(clock);
        if (on is not null && !IsoDate.TryReadDay(on, out date))
        {
            return ProblemServices.Invalid("on", IsoDate.Day);
        }

        if (await fiscal.FindAsync(user.Organisation, snapshot, ct) is not { } tables)
        {
            return Snapshots.Unknown();
        }

        return TypedResults.Ok(new TaxRatesAnswer(date, tables.SnapshotId,
        [
            .. tables.Rates.InForce(date)
                .Where(row => (tax is null || row.Rate.Tax.Equals(tax, StringComparison.OrdinalIgnoreCase))
                    && (scope is null || row.Rate.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(row => row.Rate.Tax, StringComparer.Ordinal).ThenBy(row => row.Rate.Scope, StringComparer.Ordinal)
                .ThenBy(row => row.Rate.Code, StringComparer.Ordinal)
                .Take(MostRates).Select(row => TaxRateView.FromRow(row.Rate, row.Origin)),
        ], Snapshots.ListNotes(fiscal, tables)));
    }

    private static ImportDeclaration ToDeclaration(EstimateTaxes request, DateOnly on) => new(
        on, Enum.Parse<TransportMode>(request.TransportMode!, ignoreCase: true),
        [.. request.Items!.Select(item => item.ToItem(item.RatesIn(on.Year, request.Date!.Value)))])
    {
        Uf = request.Uf?.ToUpperInvariant(), IcmsRate = request.IcmsRate, IcmsDeferral = request.IcmsDeferral ?? 0m,
        Freight = request.Freight, Insurance = request.Insurance, Currency = request.Currency,
        FreightCurrency = request.FreightCurrency, InsuranceCurrency = request.InsuranceCurrency,
        ExchangeRates = (request.ExchangeRates ?? []).ToDictionary(one => one.Currency!, one => one.Rate!.Value, StringComparer.Ordinal),
        ExchangeOn = request.Date, Incoterm = request.Incoterm is { } term ? Enum.Parse<Incoterm>(term) : null,
        FreightInPrice = request.FreightInPrice, AfrmmExemption = request.AfrmmExemption, LocalExpenses = request.LocalExpenses,
        Regime = ReadRegime(request.TaxRegime),
        ExchangeRate = request.ExchangeRate, Additions = request.Additions, OtherExpenses = request.OtherExpenses,
    };

    private static TaxRegime? ReadRegime(string? name) => name switch
    {
        "lucro_real" => TaxRegime.LucroReal,
        "lucro_presumido" => TaxRegime.LucroPresumido,
        "simples" => TaxRegime.Simples,
        _ => null,
    };

    private static DateOnly InYear(DateOnly date, int year) =>
        new(year, date.Month, Math.Min(date.Day, DateTime.DaysInMonth(year, date.Month)));
}
