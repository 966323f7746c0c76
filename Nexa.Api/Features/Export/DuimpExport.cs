using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Exports;
using Nexa.Core.Importers;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <summary>The product catalogue of the Portal Único: all or nothing, for its PUT replaces whole products.</summary>
internal static class DuimpExport
{
    private const int MostProducts = 5_000;

    public static async Task<IResult> GetAsync(
        [AsParameters] ClassificationQuery filter, [AsParameters] ExportQuery query, [FromQuery(Name = "cnpj_raiz")] string? root,
        CurrentUser user, NexaDbContext db, NpgsqlDataSource database, FiscalTablesSource tables, TimeProvider clock, HttpResponse response,
        CancellationToken ct)
    {
        var problems = filter.FindProblems();
        var importer = await ImporterEndpoints.FindAsync(db, user, filter.ImporterId, ct);
        root ??= importer is null ? null : Cnpj.CutRoot(importer.Cnpj);
        if (!Cnpj.IsRoot(root))
        {
            problems["cnpj_raiz"] = ["Informe os 8 primeiros caracteres do CNPJ do importador, ou o importador (importer_id)."];
        }
        else if (importer is not null && root != Cnpj.CutRoot(importer.Cnpj))
        {
            problems["cnpj_raiz"] = ["A raiz não é a do CNPJ do importador informado (importer_id)."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var today = BrazilTime.Today(clock);
        var errors = new List<DuimpError>();
        var missing = new List<DuimpError>();
        var products = new List<object>();
        var items = new List<object>();
        var operators = new Dictionary<string, object>(StringComparer.Ordinal);
        await foreach (var row in ExportRows.ReadRowsAsync(database, query.ToSelection(filter) with { IncludeUndecided = true },
            user.Organisation, ct))
        {
            if (products.Count == MostProducts)
            {
                return TypedResults.ValidationProblem(new Dictionary<string,
                    string[]>(
                        StringComparer.Ordinal) { ["query"] = [$"O limite é de {Portuguese.FormatNumber(MostProducts)} produtos por "
                            + "arquivo; restrinja a consulta."] });
            }

            errors.AddRange(
                DuimpRules.Check(row, row.Waiting ? null
                    : DeterminismGate.Reject(tables.Current, row.View.Ncm, row.View.Exception, today)));
            missing.AddRange(DuimpMap.FindMissing(row));
            products.Add(DuimpMap.BuildProduct(products.Count + 1, root!, row));
            items.Add(DuimpMap.BuildItem(products.Count, row));
            if (row.Maker is { } maker && !operators.ContainsKey(maker.Name))
            {
                operators.Add(maker.Name, DuimpMap.BuildOperator(operators.Count + 1, root!, maker));
            }
        }

        if (errors.Count > 0)
        {
            var sentence = errors.Count == 1 ? "Há 1 impedimento ao envio para o Catálogo de Produtos."
                : $"Há {Portuguese.FormatNumber(errors.Count)} impedimentos ao envio para o Catálogo de Produtos.";
            return ProblemServices.Problem(422, sentence, new KeyValuePair<string, object?>("blocking_errors", errors));
        }

        if (products.Count == 0)
        {
            return ExportEndpoints.Nothing();
        }

        ExportEndpoints.Attach(response, "application/json", $"catalogo_{root}.json");
        return TypedResults.Ok(new { produtos = products, operadores_estrangeiros = operators.Values, itens = items, avisos = missing });
    }
}
