using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Nexa.Api.Problems;

/// <summary>Answers an unreadable request with the field at fault. The client is at fault, so nothing is logged.</summary>
internal sealed partial class BadRequests(
    IProblemDetailsService problems, IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException
            && exception.GetBaseException() is not PostgresException
            {
                SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter, // the latter in JSON
            })
        {
            return false;
        }

        var problem = exception is BadHttpRequestException bad ? Describe(bad)
            : new ProblemDetails { Status = StatusCodes.Status400BadRequest,
                Detail = "Um texto da requisição contém o caractere nulo (U+0000)." };
        httpContext.Response.StatusCode = problem.Status!.Value;
        await problems.TryWriteAsync(
            new ProblemDetailsContext { HttpContext = httpContext, Exception = exception, ProblemDetails = problem });
        return true;
    }

    private ProblemDetails Describe(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => new ProblemDetails { Status = bad.StatusCode },
        { InnerException: JsonException broken } when UnknownMember.Describe(broken, json.Value.SerializerOptions) is { } unknown =>
            Invalid(ReadField(broken.Path), unknown, detail: unknown),
        { InnerException: JsonException broken } => Invalid(ReadField(broken.Path), Explain(broken)),
        _ when bad.Message.Contains("body", StringComparison.OrdinalIgnoreCase) => Invalid("body", "Envie o corpo da requisição em JSON."),
        _ when ParameterName().Match(bad.Message) is { Success: true } named =>
            Invalid(named.Groups["name"].Value, "Valor ausente ou em formato inválido."),
        _ => new ProblemDetails { Status = bad.StatusCode },
    };

    private static HttpValidationProblemDetails Invalid(string field, string message, string? detail = null) =>
        new(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] })
        {
            Status = StatusCodes.Status400BadRequest, Detail = detail,
        };

    // "$.items[0].rates.ii" → "items[0].rates.ii"
    private static string ReadField(string? path) => path?.TrimStart('$').TrimStart('.') is { Length: > 0 } field ? field : "body";

    // Messages of Nexa's own converters are in Portuguese; the serializer's are in English and end with "LineNumber: …".
    private static string Explain(JsonException json) => !json.Message.Contains("LineNumber:", StringComparison.Ordinal) ? json.Message
        : json.InnerException is JsonException || json.GetType() != typeof(JsonException)
            ? $"O corpo não é um JSON válido (linha {json.LineNumber + 1}, posição {json.BytePositionInLine + 1})."
            : "O valor não tem o tipo esperado ou está fora dos limites.";

    // "Failed to bind parameter "int limit" from "abc"." and "Required parameter "string number" was not provided…"
    [GeneratedRegex("parameter \"[^\"]*?(?<name>\\w+)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ParameterName();
}
