using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Features.History;
using Nexa.Core.Data;
using Nexa.Core.Fiscal;
using Nexa.Core.Review;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <summary>The product catalogue of the Portal Único: all or nothing, for its PUT replaces whole products.</summary>
internal static class DuimpExport
{
    private const int MostProducts = 5_000;

    public static async Task<IResult> GetAsync(
        [AsParameters] ClassificationFilter filter, [AsParameters] ExportQuery query, [FromQuery(Name = "cnpj_raiz")] string? root,
        CurrentUser user, NpgsqlDataSource database, FiscalTablesSource tables, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        var problems = filter.Problems();
        if (root is not { Length: 8 } || !root.All(char.IsAsciiDigit))
        {
            problems["cnpj_raiz"] = ["Informe os 8 primeiros dígitos do CNPJ do importador."];
        }

        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var makers = await MakersAsync(database, user.Sees, ct);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(TimeSpan.FromHours(-3)).DateTime);
        var errors = new List<DuimpError>();
        var products = new List<object>();
        var operators = new Dictionary<string, object>(StringComparer.Ordinal);
        await foreach (var row in ExportRows.ReadAsync(database, filter, query with { IncludeUndecided = true }, user.Sees, ct))
        {
            if (products.Count == MostProducts)
            {
                return TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["query"] = [$"No máximo {MostProducts} produtos por arquivo: restrinja a consulta."] });
            }

            var maker = row.View.Fabricante is { } name
                ? makers.GetValueOrDefault((row.View.OwnerId, Manufacturer.KeyOf(name))) ?? new DuimpMaker(name, null, row.View.Endereco, null, null, null, null, null)
                : null;
            errors.AddRange(DuimpRules.Check(row, maker, row.Waiting ? null : LegalBasis.Objection(tables.Current, row.View.Ncm, row.View.Exception, today)));
            products.Add(DuimpMap.Product(products.Count + 1, root!, row, maker));
            if (maker is not null && !operators.ContainsKey(maker.Name))
            {
                operators.Add(maker.Name, DuimpMap.Operator(operators.Count + 1, root!, maker));
            }
        }

        if (errors.Count > 0)
        {
            return TypedResults.Problem(title: $"Há {errors.Count} impedimentos para o Catálogo de Produtos.", statusCode: StatusCodes.Status422UnprocessableEntity,
                extensions: [new("own_title", true), new("blocking_errors", errors)]);
        }

        if (products.Count == 0)
        {
            return ExportEndpoints.Nothing();
        }

        ExportEndpoints.Attach(response, "application/json", $"catalogo_{root}.json");
        return TypedResults.Ok(new { produtos = products, operadores_estrangeiros = operators.Values });
    }

    private static async Task<Dictionary<(Guid Owner, string Key), DuimpMaker>> MakersAsync(NpgsqlDataSource database, Guid[] owners, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            select p.owner_id, m.name_key, coalesce(p.legal_name, m.name), p.tax_number, p.street, p.city, p.subdivision, p.postal_code, p.country, p.email
            from manufacturer_profile p join manufacturer m on m.id = p.manufacturer_id where p.owner_id = any($1)
            """).With(owners);
        var makers = new Dictionary<(Guid, string), DuimpMaker>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            makers[(row.GetGuid(0), row.GetString(1))] = new(row.GetString(2), row[3] as string, row[4] as string, row[5] as string, row[6] as string, row[7] as string, row[8] as string, row[9] as string);
        }

        return makers;
    }
}
