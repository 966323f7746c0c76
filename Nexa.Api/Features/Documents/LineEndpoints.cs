using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Api.Quotas;
using Nexa.Core.Contracts;
using Nexa.Core.Documents;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;
using Npgsql;

namespace Nexa.Api.Features.Documents;

/// <param name="Corrections">Each of a line of its own.</param>
public sealed record CorrectLines(
    [property: Required(ErrorMessage = "Informe corrections."), MinLength(1, ErrorMessage = "Informe ao menos uma correção."),
        MaxLength(1000, ErrorMessage = "O limite é de 1.000 correções por vez.")]
    IReadOnlyList<CorrectLine>? Corrections);

/// <summary>A field that is left out stays as it is, an empty text clears it.</summary>
public sealed record CorrectLine
{
    /// <summary>The number of the line; left out for one that was missed.</summary>
    [Range(1, 1_000_000, ErrorMessage = "A linha deve ser um número a partir de 1.")]
    public int? Line { get; init; }

    [LinePartNumber]
    public string? Partnumber { get; init; }

    [StringLength(Limits.LongestDescription, ErrorMessage = "A descrição deve ter até 2.000 caracteres."),
        RegularExpression(Limits.PrintableLines, ErrorMessage = "A descrição não pode ter caracteres de controle.")]
    public string? Description { get; init; }

    [StringLength(Limits.LongestName, ErrorMessage = "O fabricante deve ter até 200 caracteres."),
        RegularExpression(Limits.Printable, ErrorMessage = "O fabricante não pode ter caracteres de controle.")]
    public string? Manufacturer { get; init; }

    /// <summary>In the unit of the document.</summary>
    [Range(0, 1_000_000_000_000, ErrorMessage = "A quantidade deve estar entre 0 e 1 trilhão.")]
    public decimal? Quantity { get; init; }

    /// <summary>In the currency of the document.</summary>
    [Range(0, 1_000_000_000_000, ErrorMessage = "O preço deve estar entre 0 e 1 trilhão.")]
    public decimal? UnitPrice { get; init; }

    /// <summary>True takes the line out of what is classified, false puts it back.</summary>
    public bool? Removed { get; init; }

    internal LineCorrection ToCorrection() => new(Line, Partnumber, Description, Manufacturer, Quantity, UnitPrice, Removed);
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class LinePartNumberAttribute()
    : ValidationAttribute("O part number deve ter de 3 a 100 caracteres, sem caracteres de controle ou invisíveis.")
{
    public override bool IsValid(object? value) => value is not string { Length: > 0 } text || Limits.IsPartNumber(text);
}

/// <param name="Reclassify">Ask the agents again for what is known.</param>
public sealed record ClassifyLines(bool? Reclassify);

public sealed record LinesAccepted(string Message, Guid TaskId, string RoomId, IReadOnlyList<string> Partnumbers, int TotalPartnumbers);

/// <summary>What a person makes of the lines of a document before they are classified.</summary>
internal static class LineEndpoints
{
    private const string NotRead = "O documento ainda não foi lido.";

    public static void MapDocumentLines(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/documents/{id:guid}").WithTags("Documents").RequireAuthorization(Permissions.Classify);
        group.MapPatch("/lines", CorrectAsync).WithName("correctDocumentLines").Refuses(409)
            .WithSummary("Corrects, adds or removes lines of a document");
        group.MapPost("/classify", ClassifyAsync).WithName("classifyDocument").WithinTasksInFlight().Refuses(409)
            .WithSummary("Classifies the lines of a document as they stand; a task that waits for them goes on");
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> CorrectAsync(
        Guid id, CorrectLines correct, NpgsqlDataSource database, CurrentUser user, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (isThere, extraction) = await DocumentRows.LockExtractionAsync(connection, id, user.Organisation, ct);
        if (extraction is null)
        {
            return isThere ? ProblemServices.Problem(409, NotRead) : TypedResults.NotFound();
        }

        var lines = new DocumentLines(extraction);
        if (lines.Apply(correct.Corrections!.Select(one => one.ToCorrection())) is { } missing)
        {
            return ProblemServices.Problem(409, $"O documento não tem a linha {missing}; consulte-o novamente.");
        }

        await DocumentRows.SaveExtractionAsync(connection, id, lines.Json, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<LinesAccepted>, NotFound, ProblemHttpResult>> ClassifyAsync(
        Guid id, ClassifyLines? classify, NpgsqlDataSource database, TaskIntake intake, EventPublisher publisher, CurrentUser user,
        CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (isThere, extraction) = await DocumentRows.LockExtractionAsync(connection, id, user.Organisation, ct);
        if (extraction is null)
        {
            return isThere ? ProblemServices.Problem(409, NotRead) : TypedResults.NotFound();
        }

        var items = new DocumentLines(extraction).ListItems();
        if (items.Count == 0)
        {
            return ProblemServices.Problem(409, "O documento não tem linhas com part number.");
        }

        var task = await TaskRows.FindOrAddForDocumentAsync(connection, user.Sender, id, classify?.Reclassify is true, ct);
        var said = items.Count == 1 ? "Linhas conferidas: 1 part number." : $"Linhas conferidas: {items.Count} part numbers.";
        var numbers = items.ConvertAll(item => item.PartNumber);
        var begun = await TaskEventLog.AppendAsync(connection, task, ClientEvents.UpdateStatus,
            NexaJson.Write(new StatusUpdate("processing", 0, items.Count, said, Partnumbers: numbers)), ct);
        var plan = await intake.AddItemsAsync(connection, task, items, ct);
        await transaction.CommitAsync(ct);
        publisher.Publish([begun]);
        intake.Announce(plan);
        return TypedResults.Accepted($"/tasks/{task}",
            new LinesAccepted("Classificação iniciada.", task, ClassificationTask.NameRoom(task), numbers, numbers.Count));
    }
}
