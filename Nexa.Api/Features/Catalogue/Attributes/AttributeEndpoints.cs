using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.FiscalStore;
using Nexa.Core.Identity;
using Nexa.Fiscal;
using Nexa.Fiscal.Attributes;
using Npgsql;

namespace Nexa.Api.Features.Catalogue.Attributes;

/// <summary>The attributes of the Catálogo de Produtos that a product has.</summary>
internal static class AttributeEndpoints
{
    public static void MapAttributes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/partnumbers/{id:guid}/attributes").WithTags("Catalogue").RequireAuthorization(Permissions.Read);
        group.MapGet("", GetAsync).WithName("getProductAttributes")
            .WithSummary("The attributes that the product's NCM asks for: values, proposals, what is missing");
        group.MapPut("", SaveAsync).WithName("saveProductAttributes").RequireAuthorization(Permissions.Review).Refuses(409)
            .WithSummary("Sets all values of a product in one call; unknown attributes and values are refused with the nearest one");
    }

    private static async Task<Results<Ok<ProductAttributes>, NotFound>> GetAsync(
        Guid id, CurrentUser user, NpgsqlDataSource database, OrganisationTables fiscal, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await PartAttributeRows.FindPartAsync(connection, id, user.Organisation, ct) is { } part
            ? TypedResults.Ok(await ReadProductAsync(connection, part, user, fiscal, clock, ct)) : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<ProductAttributes>, NotFound, ValidationProblem, ProblemHttpResult>> SaveAsync(
        Guid id, SaveAttributes save, CurrentUser user, NpgsqlDataSource database, OrganisationTables fiscal, TimeProvider clock,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await PartAttributeRows.FindPartAsync(connection, id, user.Organisation, ct) is not { } part)
        {
            return TypedResults.NotFound();
        }

        var table = (await fiscal.FindAsync(user.Organisation, ct)).Attributes;
        if (FindObstacle(table, part) is { } obstacle)
        {
            return ProblemServices.Problem(StatusCodes.Status409Conflict, obstacle);
        }

        var today = BrazilTime.Today(clock);
        var written = save.Values!.Select(value => value.ToValue()).ToList();
        var form = new ProductForm(table, part.Ncm!, today);
        if (save.AcceptProposals)
        {
            written.AddRange(AttributeProposals.Find(form, [.. written.DistinctBy(value => value.Attribute, StringComparer.Ordinal)],
                part.Facts)
                .Select(proposal => proposal.Value));
        }

        var (values, problems) = ProductCheck.ReadValues(form, written);
        if (problems.Count > 0)
        {
            return TypedResults.ValidationProblem(problems.GroupBy(problem => FindField(problem, written), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(Describe).ToArray(), StringComparer.Ordinal));
        }

        var proposed = AttributeProposals.Find(form, [], part.Facts).Concat(AttributeProposals.Find(form, values, part.Facts))
            .DistinctBy(proposal => proposal.Value.Attribute, StringComparer.Ordinal)
            .ToDictionary(proposal => proposal.Value.Attribute, StringComparer.Ordinal);
        await PartAttributeRows.ReplaceAsync(
            connection, id, user.Organisation, user.Id, [.. values.Select(value => (value, FindBasis(value, proposed)))], ct);
        await AuditTrail.WriteAsync(connection, user.AsReviewer(), "part-number.attributes-set", $"part-number:{id}", save, ct);
        var view = await ReadProductAsync(connection, part, user, fiscal, clock, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(view);
    }

    /// <summary>Why nothing can be said of the product's attributes: what is stored then stays as it is.</summary>
    private static string? FindObstacle(AttributeTable table, ClassifiedPart part) =>
        !table.IsLoaded ? "Nenhum arquivo de atributos por NCM foi importado, e sem ele os valores não podem ser conferidos. "
            + "Importe-o em Administração; os valores gravados foram mantidos."
        : part.Ncm is not { Length: 8 } ? "O produto ainda não tem NCM de 8 dígitos, da qual os atributos dependem. "
            + "Conclua a classificação; os valores gravados foram mantidos."
        : null;

    // Errors stand under the place of the value in the request.
    private static string FindField(AttributeProblem problem, List<AttributeValue> written) =>
        $"values[{written.FindIndex(value => value.Attribute == problem.Attribute
            || value.Parts?.Any(group => group.Any(part => part.Attribute == problem.Attribute)) is true)}]";

    private static string Describe(AttributeProblem problem) =>
        problem.Name is null ? problem.Message : $"{problem.Name} ({problem.Attribute}): {problem.Message}";

    private static string? FindBasis(AttributeValue value, Dictionary<string, AttributeProposal> proposed) =>
        proposed.GetValueOrDefault(value.Attribute) is { } proposal && value.ListValues().SequenceEqual(proposal.Value.ListValues(), StringComparer.Ordinal)
            ? proposal.Basis : null;

    private static async Task<ProductAttributes> ReadProductAsync(
        NpgsqlConnection connection, ClassifiedPart part, CurrentUser user, OrganisationTables fiscal, TimeProvider clock,
        CancellationToken ct)
    {
        var table = (await fiscal.FindAsync(user.Organisation, ct)).Attributes;
        var today = BrazilTime.Today(clock);
        var set = (await PartAttributeRows.ReadValuesAsync(connection, [part.Id], user.Organisation, ct))[part.Id].ToList();
        var sheet = FindObstacle(table, part) is null
            ? ProductSheet.Evaluate(table, part.Ncm!, today, set.ConvertAll(one => one.Value), part.Facts) : ProductSheet.Unknown;
        return new ProductAttributes(
            part.Id, part.Partnumber, part.Ncm, part.ClassificationId, today, table.IsLoaded ? table.AsOf : null,
            [.. sheet.Fields.Select(field => BuildField(field, set, sheet))], [.. sheet.Missing.Select(BuildProblem)],
            [.. sheet.Dropped.Select(BuildProblem)], part.Ncm is null ? null : AgencyNotice.Describe(table, part.Ncm, today),
            await PortalRows.ReadProductAsync(connection, part.Id, user.Organisation, ct));
    }

    private static FieldProblem BuildProblem(AttributeProblem problem) => new(problem.Attribute, problem.Name, problem.Message);

    private static ProductField BuildField(AttributeField field, List<SetAttribute> set, ProductSheet sheet)
    {
        var attribute = field.Attribute;
        var value = sheet.Values.FirstOrDefault(one => one.Attribute == attribute.Code);
        var by = value is null ? null : set.Find(one => one.Value.Attribute == attribute.Code);
        return new ProductField(
            attribute.Code, attribute.Name, attribute.FormName, attribute.Definition, attribute.Guidance, attribute.Length,
            attribute.Decimals, attribute.Mask, field.Obligatory, field.Multivalued, field.Condition, field.IsCertain, field.Above,
            AttributeView.ListDomain(attribute), [.. attribute.Parts.Select(AttributeView.FromAttribute)],
            value is null || by is null ? null : new SetValue(
                value.Value, value.Values, value.Parts is null ? null : [.. value.Parts.Select(parts => new ValueGroup(parts))], by.Basis,
                by.SetBy, by.SetAt),
            ProposedValue.Find(sheet, attribute.Code));
    }
}
