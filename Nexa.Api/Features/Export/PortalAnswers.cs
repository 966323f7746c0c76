using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Catalogue;
using Nexa.Core.Identity;
using Nexa.Core.Importers;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <summary>A lot as it was sent to the Portal Único, and what the Portal answered.</summary>
public sealed record PortalAnswer
{
    /// <summary>A list of produtos or operadores_estrangeiros of the DUIMP file.</summary>
    public JsonElement Enviado { get; init; }

    /// <summary>The answer's list: seq, codigo, versao, sucesso, erros.</summary>
    public JsonElement Resposta { get; init; }
}

/// <summary>What was kept of an answer of the Portal.</summary>
/// <param name="Products">Products whose code and version were kept.</param>
/// <param name="Operators">Foreign operators whose code and version were kept.</param>
/// <param name="Problems">Elements that were not taken, each with the reason, the Portal's own included.</param>
public sealed record KeptAnswer(int Products, int Operators, IReadOnlyList<AnswerProblem> Problems);

/// <summary>An element of an answer that was not taken.</summary>
/// <param name="Seq">The element's number in the lot.</param>
/// <param name="Message">Why nothing was kept of it, in Portuguese.</param>
public sealed record AnswerProblem(int Seq, string Message);

/// <summary>Codes and versions of the Catálogo de Produtos, without which a product can't be rectified or linked.</summary>
internal static class PortalAnswers
{
    public static async Task<Results<Ok<KeptAnswer>, ValidationProblem>> KeepAsync(
        PortalAnswer answer, CurrentUser user, NpgsqlDataSource database, CancellationToken ct)
    {
        if (!IsLot(answer.Enviado))
        {
            return ProblemServices.Invalid("enviado", $"Informe um lote do arquivo, uma lista de 1 a {DuimpLimits.MostOfLot} elementos.");
        }

        if (!IsLot(answer.Resposta))
        {
            return ProblemServices.Invalid("resposta", "Informe a lista que o Portal Único respondeu ao lote.");
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (products, operators, problems) = (0, 0, new List<AnswerProblem>());
        var sent = answer.Enviado.EnumerateArray().ToLookup(one => FindNumber(one, "seq"));
        foreach (var answered in answer.Resposta.EnumerateArray())
        {
            var seq = FindNumber(answered, "seq");
            var (isProduct, problem) = sent[seq].ToList() is [var element]
                ? await KeepOneAsync(connection, user.Organisation, element, answered, ct) : (false, "O lote não tem este número (seq).");
            (products, operators) = problem is not null ? (products, operators) : isProduct
                ? (products + 1, operators)
                : (products, operators + 1);
            if (problem is not null)
            {
                problems.Add(new(seq, problem));
            }
        }

        await AuditTrail.WriteAsync(
            connection, user.AsReviewer(), "portal.answer-kept", "catalogue", new { products, operators, problems = problems.Count }, ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new KeptAnswer(products, operators, problems));
    }

    private static async Task<(bool IsProduct, string? Problem)> KeepOneAsync(
        NpgsqlConnection connection, Guid organisation, JsonElement sent, JsonElement answered, CancellationToken ct)
    {
        var isProduct = sent.TryGetProperty("codigosInterno", out var numbers);
        var root = FindText(sent, "cpfCnpjRaiz");
        if (!Cnpj.IsRoot(root))
        {
            return (isProduct, "O elemento enviado não tem a raiz do CNPJ (cpfCnpjRaiz).");
        }

        if (FindText(answered, "codigo") is not { } code || FindText(answered, "versao") is not { } version
            || (answered.TryGetProperty("sucesso", out var done) && done.ValueKind is JsonValueKind.False))
        {
            return (isProduct, $"O Portal Único não aceitou o elemento: {ListErrors(answered)}.");
        }

        var ids = !isProduct
            ? await PortalRows.FindMakersAsync(connection, organisation, FindText(sent, "nome") ?? "", ct)
            : numbers.ValueKind is JsonValueKind.Array && numbers.EnumerateArray()
                .FirstOrDefault() is { ValueKind: JsonValueKind.String } first
                ? await PortalRows.FindPartsAsync(connection, organisation, first.GetString()!, FindText(sent, "ncm"), ct) : [];
        if (ids is not [var id])
        {
            var what = isProduct ? "part number" : "fabricante";
            return (isProduct, ids.Count == 0 ? $"Nenhum {what} da organização corresponde ao elemento."
                : $"Mais de um {what} da organização corresponde ao elemento.");
        }

        await (isProduct ? PortalRows.SaveProductAsync(connection, organisation, root!, id, code, version, ct)
            : PortalRows.SaveOperatorAsync(connection, organisation, root!, id, code, version, ct));
        return (isProduct, null);
    }

    private static bool IsLot(JsonElement list) =>
        list.ValueKind is JsonValueKind.Array && list.GetArrayLength() is > 0 and <= DuimpLimits.MostOfLot
        && list.EnumerateArray().All(one => one.ValueKind is JsonValueKind.Object);

    private static string ListErrors(JsonElement answered) =>
        answered.TryGetProperty("erros", out var errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0
            ? string.Join("; ", errors.EnumerateArray().Take(5).Select(error => error.ToString())) : "sem código nem versão";

    private static int FindNumber(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : 0;

    private static string? FindText(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
}
