using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Exports;
using Nexa.Core.Identity;

namespace Nexa.Api.Features.Export;

public sealed record SaveExportTemplate(
    [property: Required(ErrorMessage = "Informe name."),
        StringLength(80, MinimumLength = 1, ErrorMessage = "name deve ter de 1 a 80 caracteres.")] string? Name,
    [property: Required(ErrorMessage = "Informe columns."), NoNulls, MinLength(1, ErrorMessage = "Informe ao menos uma coluna."),
        MaxLength(40, ErrorMessage = "O limite é de 40 colunas.")] IReadOnlyList<ExportColumn>? Columns);

public sealed record ExportTemplateView(Guid Id, string Name, IReadOnlyList<ExportColumn> Columns);

public sealed record ExportTemplatePage(IReadOnlyList<ExportTemplateView> Items, string? NextCursor);

internal static class ExportTemplates
{
    public static void MapExportTemplates(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/export-templates").WithTags("Export").RequireAuthorization(Permissions.Export);
        group.MapGet("/", ListAsync).WithName("listExportTemplates").WithSummary("The organisation's templates, by name");
        group.MapPost("/", CreateAsync).WithName("createExportTemplate")
            .WithSummary("Columns, their order, titles and formats; fields: " + string.Join(", ", ExportColumns.Names));
        group.MapPut("/{id:guid}", ReplaceAsync).WithName("saveExportTemplate").Refuses(409).WithSummary("Replaces a template");
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteExportTemplate").WithSummary("Deletes a template");
    }

    private static async Task<Results<Ok<ExportTemplatePage>, ValidationProblem>> ListAsync(
        CurrentUser user, NexaDbContext db, string? cursor, int? limit, CancellationToken ct)
    {
        if (!Cursor.TryParse(cursor, "template", out var after))
        {
            return Paging.RefuseCursor();
        }

        var templates = db.ExportTemplates.AsNoTracking().Where(t => t.OrganisationId == user.Organisation);
        if (after is not null)
        {
#pragma warning disable CA1309 // becomes SQL: the collation is the database's
            templates = templates.Where(t => string.Compare(t.Name, after.Key) > 0); // a name is there once
#pragma warning restore CA1309
        }

        var size = Paging.ReadSize(limit);
        var (shown, next) = Paging.Cut(
            await templates.OrderBy(t => t.Name).Take(size + 1).ToListAsync(ct), size, last => new Cursor("template", last.Name, last.Id));
        return TypedResults.Ok(new ExportTemplatePage(shown.ConvertAll(ToView), next));
    }

    private static async Task<Results<Created<ExportTemplateView>, ValidationProblem, ProblemHttpResult>> CreateAsync(
        SaveExportTemplate save, CurrentUser user, NexaDbContext db, CancellationToken ct)
    {
        if (FindUnknownField(save) is { } field)
        {
            return ProblemServices.Invalid("columns", $"\"{field}\" não é um campo exportável.");
        }

        var template = new ExportTemplate { Id = Guid.CreateVersion7(), OrganisationId = user.Organisation, Name = save.Name!,
            Columns = NexaJson.Write(save.Columns) };
        db.Add(template);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException taken) when (IsTaken(taken))
        {
            return ProblemServices.Problem(StatusCodes.Status409Conflict, "Já existe um modelo com este nome.");
        }

        return TypedResults.Created($"/export-templates/{template.Id}", ToView(template));
    }

    private static async Task<Results<Ok<ExportTemplateView>, NotFound, ValidationProblem, ProblemHttpResult>> ReplaceAsync(
        Guid id, SaveExportTemplate save, CurrentUser user, NexaDbContext db, CancellationToken ct)
    {
        if (FindUnknownField(save) is { } field)
        {
            return ProblemServices.Invalid("columns", $"\"{field}\" não é um campo exportável.");
        }

        if (await db.ExportTemplates.SingleOrDefaultAsync(t => t.Id == id && t.OrganisationId == user.Organisation, ct) is not { } template)
        {
            return TypedResults.NotFound();
        }

        (template.Name, template.Columns) = (save.Name!, NexaJson.Write(save.Columns));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException taken) when (IsTaken(taken))
        {
            return ProblemServices.Problem(StatusCodes.Status409Conflict, "Já existe um modelo com este nome.");
        }

        return TypedResults.Ok(ToView(template));
    }

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(
        Guid id, CurrentUser user, NexaDbContext db, CancellationToken ct) =>
        await db.ExportTemplates.Where(t => t.Id == id && t.OrganisationId == user.Organisation).ExecuteDeleteAsync(ct) == 1
            ? TypedResults.NoContent() : TypedResults.NotFound();

    private static string? FindUnknownField(SaveExportTemplate save) =>
        save.Columns!.FirstOrDefault(column => !ExportColumns.Knows(column.Field))?.Field;

    private static bool IsTaken(DbUpdateException failed) =>
        failed.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation };

    private static ExportTemplateView ToView(ExportTemplate template) =>
        new(template.Id, template.Name, JsonSerializer.Deserialize<List<ExportColumn>>(template.Columns, NexaJson.Options)!);
}
