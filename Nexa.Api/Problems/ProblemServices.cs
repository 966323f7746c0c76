using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nexa.Api.Problems;

/// <summary>
/// Every error is an RFC 9457 problem in Portuguese: a stock title for each status, the sentence of the case in <c>detail</c>.
/// </summary>
internal static class ProblemServices
{
    public static readonly IReadOnlyDictionary<int, string> Titles = new Dictionary<int, string>
    {
        [400] = "Requisição inválida.",
        [401] = "Autenticação necessária.",
        [403] = "Sem permissão para esta operação.",
        [404] = "Não encontrado.",
        [405] = "Método não permitido neste endereço.",
        [406] = "Formato de resposta não disponível.",
        [408] = "A requisição demorou demais.",
        [409] = "Conflito com o estado atual.",
        [410] = "O recurso não existe mais.",
        [412] = "O registro foi alterado por outra pessoa.",
        [413] = "O conteúdo enviado excede o tamanho permitido.",
        [415] = "Tipo de conteúdo não aceito.",
        [422] = "Não foi possível processar o conteúdo enviado.",
        [429] = "Muitas requisições; tente novamente em instantes.",
        [500] = "Erro interno. Tente novamente; se persistir, informe o trace_id.",
        [503] = "Serviço temporariamente indisponível.",
    };

    /// <summary>Fields at fault that an answer names.</summary>
    private const int MostErrors = 20;

    public static void AddNexaProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            if (problem.Status is { } status && Titles.TryGetValue(status, out var title))
            {
                problem.Title = title;
            }

            if (context.Exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad)
            {
                problem.Detail ??= bad.InnerException is JsonException { Path: { Length: > 1 and < 100 } path }
                    ? $"O corpo da requisição não é um JSON válido ou um campo tem o tipo incorreto: {path}"
                    : "Falta o corpo ou um parâmetro da requisição, ou o seu tipo está incorreto.";
            }

            if (problem is { Status: StatusCodes.Status413PayloadTooLarge, Detail: null }
                && context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } largest)
            {
                problem.Detail = largest < 1 << 20 ? $"São aceitos até {largest >> 10} kB por requisição."
                    : $"São aceitos até {largest >> 20} MB por requisição.";
            }

            if (problem is { Status: StatusCodes.Status503ServiceUnavailable })
            {
                context.HttpContext.Response.Headers.RetryAfter = "5";
            }

            if (problem is HttpValidationProblemDetails { Errors: { } errors })
            {
                var shown = errors.Take(MostErrors).ToList();
                if (errors.Count > MostErrors)
                {
                    problem.Detail ??= $"Há erros em {errors.Count} campos; os primeiros {MostErrors} estão em errors.";
                }

                errors.Clear();
                foreach (var (key, value) in shown)
                {
                    errors[SnakePath(key)] = value;
                }
            }
        });
        services.AddExceptionHandler<BadRequests>().AddExceptionHandler<LostRaces>().AddExceptionHandler<Outages>();
        // in every environment: BadRequests answers them
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddValidation();
    }

    /// <summary>A problem with a sentence for the user, and members for the client's program.</summary>
    public static ProblemHttpResult Problem(int status, string detail, params KeyValuePair<string, object?>[] members) =>
        TypedResults.Problem(detail: detail, statusCode: status, extensions: members);

    /// <summary>400 with the fields at fault.</summary>
    public static ValidationProblem Invalid(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    // "Decisions[0].Reason" and "taskId" are names of ours; what follows "partnumbers." is the client's and stays as it was sent.
    private static string SnakePath(string key)
    {
        var parts = key.Split('.');
        var ours = char.IsAsciiLetterUpper(key.FirstOrDefault()) ? parts.Length : 1;
        return string.Join('.', parts.Take(ours).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Concat(parts.Skip(ours)));
    }
}
