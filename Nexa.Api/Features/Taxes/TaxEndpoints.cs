using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Nexa.Api.Problems;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Api.Features.Taxes;

internal static class TaxEndpoints
{
    private const int MostRates = 5_000;

    public static RouteGroupBuilder MapTaxes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/taxes").WithTags("Taxes").RequireAuthorization(Permissions.Read);
        group.MapPost("/estimate", Estimate).WithSummary("The whole import tax of one or many items, step by step, by date");
        group.MapGet("/rates", Rates).WithSummary("The rates in force on a day that stand in neither the TIPI nor the tariff, each with its act and dates");
        return group;
    }

    private static Results<Ok<TaxAnswer>, ValidationProblem> Estimate(EstimateTaxes request, FiscalTablesSource tables, IOptionsMonitor<TaxRules> rules)
    {
        var errors = Check(request.Items!);
        if (errors.Count > 0)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var date = request.Date!.Value;
        var answer = TaxAnswer.Of(TaxEngine.Estimate(Declaration(request, date, item => item.Rates), tables.Current, rules.CurrentValue));
        if (request.SideBySide)
        {
            answer = answer with
            {
                SideBySide =
                [
                    TaxAnswer.Of(TaxEngine.Estimate(Declaration(request, InYear(date, 2026), item => item.Rates), tables.Current, rules.CurrentValue)),
                    TaxAnswer.Of(TaxEngine.Estimate(Declaration(request, InYear(date, 2027), Of2027), tables.Current, rules.CurrentValue)),
                ],
            };
        }

        return TypedResults.Ok(answer);
    }

    private static Results<Ok<TaxRatesAnswer>, ValidationProblem> Rates(FiscalTablesSource source, TimeProvider clock, string? on = null, string? tax = null, string? scope = null)
    {
        var date = FiscalDay.Today(clock);
        if (on is not null && !DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            return ProblemServices.Invalid("on", "A data tem a forma AAAA-MM-DD.");
        }

        var tables = source.Current;
        return TypedResults.Ok(new TaxRatesAnswer(date, tables.SnapshotId,
        [
            .. tables.Rates.InForce(date)
                .Where(row => (tax is null || row.Rate.Tax.Equals(tax, StringComparison.OrdinalIgnoreCase)) && (scope is null || row.Rate.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(row => row.Rate.Tax, StringComparer.Ordinal).ThenBy(row => row.Rate.Scope, StringComparer.Ordinal).ThenBy(row => row.Rate.Code, StringComparer.Ordinal)
                .Take(MostRates).Select(row => TaxRateView.Of(row.Rate, row.IsLaw)),
        ]));
    }

    private static ImportDeclaration Declaration(EstimateTaxes request, DateOnly date, Func<TaxItem, GivenRates?> rates) => new(
        date, Enum.Parse<TransportMode>(request.TransportMode!, ignoreCase: true), [.. request.Items!.Select(item => item.ToItem(rates(item)))])
    {
        Uf = request.Uf?.ToUpperInvariant(), IcmsRate = request.IcmsRate, Freight = request.Freight, Insurance = request.Insurance,
        ExchangeRate = request.ExchangeRate, Additions = request.Additions, OtherExpenses = request.OtherExpenses,
    };

    // Of the caller's rates only the import duty outlives 2026: IPI changes, PIS and COFINS end. What they know of 2027 they say in rates2027.
    private static GivenRates Of2027(TaxItem item) => (item.Rates2027 ?? new GivenRates()) is var given && given.Ii is null ? given with { Ii = item.Rates?.Ii } : given;

    private static DateOnly InYear(DateOnly date, int year) => new(year, date.Month, Math.Min(date.Day, DateTime.DaysInMonth(year, date.Month)));

    private static Dictionary<string, string[]> Check(List<TaxItem> items)
    {
        // The validation of the framework does not look for null in a list.
        var errors = items.Select((item, i) => (item, i)).Where(pair => pair.item is null).ToDictionary(pair => $"items[{pair.i}]", _ => (string[])["Informe o item."], StringComparer.Ordinal);
        if (errors.Count > 0)
        {
            return errors;
        }

        var first = new Dictionary<string, TaxItem>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.CustomsValue is null == item.Fob is null)
            {
                errors[$"items[{i}].customs_value"] = ["Informe o valor aduaneiro (customs_value) ou o preço (fob), um dos dois."];
            }
            else if (item.Fob is null != items[0].Fob is null)
            {
                errors[$"items[{i}].customs_value"] = ["Todos os itens da declaração são informados da mesma forma: por valor aduaneiro ou por preço."];
            }
            else if (item.Fob + item.Adjustments <= 0m)
            {
                errors[$"items[{i}].adjustments"] = ["As deduções passam do preço."];
            }

            if (item.Addition is { } addition && !first.TryAdd(addition, item) && !SameGoods(first[addition], item))
            {
                errors[$"items[{i}].addition"] = [$"Os itens da adição {addition} devem ter a mesma NCM, Ex, origem, regime e alíquotas."];
            }
        }

        return errors;
    }

    private static bool SameGoods(TaxItem a, TaxItem b) =>
        NcmCode.Digits(a.Ncm) == NcmCode.Digits(b.Ncm) && NcmCode.Ex(a.Ex) == NcmCode.Ex(b.Ex) && a.Origin == b.Origin && a.Regime == b.Regime
        && a.CofinsAddition == b.CofinsAddition && (a.Rates ?? new GivenRates()) == (b.Rates ?? new GivenRates()) && (a.Rates2027 ?? new GivenRates()) == (b.Rates2027 ?? new GivenRates());
}
