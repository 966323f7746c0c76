using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Nexa.Api.Auth;
using Nexa.Api.Features.Catalogue.Attributes;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.FiscalStore;
using Nexa.Core.Importers;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <summary>What stands between the products and the DUIMP file.</summary>
/// <param name="Products">How many products the file has.</param>
/// <param name="Ready">How many of them nothing blocks.</param>
/// <param name="BlockingErrors">What has to be put right first.</param>
/// <param name="Warnings">What the catalogue takes and a person should still look at.</param>
/// <param name="Notes">What concerns the file as a whole: administrative treatment, tables that are missing.</param>
/// <param name="ToFill">Products with attributes that are obligatory and have no value, or for which there is a proposal: enough to
/// answer each by one PUT /partnumbers/{id}/attributes.</param>
/// <param name="Attributes">The attributes that to_fill names, each once, with its list and with what its value may bring.</param>
public sealed record DuimpCheckList(
    int Products, int Ready, IReadOnlyList<DuimpError> BlockingErrors, IReadOnlyList<DuimpError> Warnings, IReadOnlyList<string> Notes,
    IReadOnlyList<ProductToFill> ToFill, IReadOnlyList<AttributeView> Attributes);

/// <summary>A product with the attributes that still need a person.</summary>
/// <param name="PartId">The part number, whose attributes are kept there.</param>
/// <param name="Partnumber">As it was sent.</param>
/// <param name="ClassificationId">The classification whose code asks for the attributes.</param>
/// <param name="Ncm">That code, eight digits.</param>
/// <param name="Fields">What is obligatory and has no value, or has a proposal.</param>
public sealed record ProductToFill(Guid PartId, string Partnumber, Guid ClassificationId, string? Ncm, IReadOnlyList<FieldToFill> Fields);

/// <summary>An attribute that still needs a person.</summary>
/// <param name="Attribute">ATT_n.</param>
/// <param name="Obligatory">Without a value it blocks the DUIMP file.</param>
/// <param name="Multivalued">It takes values in place of one value.</param>
/// <param name="Condition">Why it applies, where it depends on another attribute.</param>
/// <param name="Above">The attribute that it depends on.</param>
/// <param name="Proposal">What the facts of the classification decide; accept_proposals takes it.</param>
public sealed record FieldToFill(
    string Attribute, bool Obligatory, bool Multivalued, string? Condition, string? Above, ProposedValue? Proposal);

/// <summary>For whom and in which state products are exported.</summary>
public sealed record DuimpQuery
{
    /// <summary>The first eight characters of the importer's CNPJ.</summary>
    [FromQuery(Name = "cnpj_raiz")]
    public string? Root { get; init; }

    /// <summary>ATIVADO, DESATIVADO or RASCUNHO; without it ATIVADO where the attributes by NCM are known.</summary>
    [FromQuery(Name = "situacao")]
    public string? State { get; init; }
}

/// <summary>The product catalogue of the Portal Único: all or nothing, for its PUT replaces whole products.</summary>
internal static class DuimpExport
{
    public static async Task<IResult> GetAsync(
        [AsParameters] ClassificationQuery filter, [AsParameters] ExportQuery query, [AsParameters] DuimpQuery duimp, CurrentUser user,
        NexaDbContext db, NpgsqlDataSource database, OrganisationTables tables, TimeProvider clock, HttpResponse response,
        CancellationToken ct)
    {
        var (catalogue, problem) = await ReadCatalogueAsync(filter, query, duimp, user, db, database, tables, clock, ct);
        if (catalogue is null)
        {
            return problem!;
        }

        if (catalogue.Errors.Count > 0)
        {
            var sentence = catalogue.Errors.Count == 1 ? "Há 1 impedimento ao envio para o Catálogo de Produtos."
                : $"Há {Portuguese.FormatNumber(catalogue.Errors.Count)} impedimentos ao envio para o Catálogo de Produtos.";
            return ProblemServices.Problem(422, sentence, new KeyValuePair<string, object?>("blocking_errors", catalogue.Errors));
        }

        if (catalogue.Products.Count == 0)
        {
            return ExportEndpoints.Nothing();
        }

        ExportEndpoints.Attach(response, "application/json", $"catalogo_{catalogue.Root}.json");
        return TypedResults.Ok(catalogue.Write());
    }

    public static async Task<Results<Ok<DuimpCheckList>, ValidationProblem>> CheckAsync(
        [AsParameters] ClassificationQuery filter, [AsParameters] ExportQuery query, [AsParameters] DuimpQuery duimp, CurrentUser user,
        NexaDbContext db, NpgsqlDataSource database, OrganisationTables tables, TimeProvider clock, CancellationToken ct)
    {
        var (catalogue, problem) = await ReadCatalogueAsync(filter, query, duimp, user, db, database, tables, clock, ct);
        if (catalogue is null)
        {
            return problem!;
        }

        var blocked = catalogue.Errors.Select(error => error.PartId).ToHashSet();
        var (toFill, attributes) = catalogue.ListOpen();
        return TypedResults.Ok(new DuimpCheckList(
            catalogue.Products.Count, catalogue.Products.Count(product => !blocked.Contains(product.Row.PartId)), catalogue.Errors,
            catalogue.Warnings, catalogue.Notes, toFill, attributes));
    }

    private static async Task<(DuimpCatalogue? Catalogue, ValidationProblem? Problem)> ReadCatalogueAsync(
        ClassificationQuery filter, ExportQuery query, DuimpQuery duimp, CurrentUser user, NexaDbContext db, NpgsqlDataSource database,
        OrganisationTables tables, TimeProvider clock, CancellationToken ct)
    {
        var problems = filter.FindProblems();
        var importer = await ImporterEndpoints.FindAsync(db, user, filter.ImporterId, ct);
        var root = duimp.Root ?? (importer is null ? null : Cnpj.CutRoot(importer.Cnpj));
        if (!Cnpj.IsRoot(root))
        {
            problems["cnpj_raiz"] = ["Informe os 8 primeiros caracteres do CNPJ do importador, ou o importador (importer_id)."];
        }
        else if (importer is not null && root != Cnpj.CutRoot(importer.Cnpj))
        {
            problems["cnpj_raiz"] = ["A raiz não é a do CNPJ do importador informado (importer_id)."];
        }

        DuimpState? state = Enum.GetValues<DuimpState>().Cast<DuimpState?>()
            .FirstOrDefault(one => DuimpMap.WriteState(one!.Value) == duimp.State);
        if (duimp.State is not null && state is null)
        {
            problems["situacao"] = ["Informe ATIVADO, DESATIVADO ou RASCUNHO."];
        }

        if (problems.Count > 0)
        {
            return (null, TypedResults.ValidationProblem(problems));
        }

        var catalogue = await DuimpCatalogue.ReadProductsAsync(
            database, query.ToSelection(filter) with { IncludeUndecided = true }, user.Organisation, root!, state,
            await tables.FindAsync(user.Organisation, ct), BrazilTime.Today(clock), ct);
        return catalogue is not null ? (catalogue, null) : (null, ProblemServices.Invalid("query",
            $"O limite é de {Portuguese.FormatNumber(DuimpCatalogue.MostProducts)} produtos por arquivo; restrinja a consulta."));
    }
}
