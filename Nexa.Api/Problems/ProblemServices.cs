using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Nexa.Api.Problems;

/// <summary>Every error is an RFC 9457 problem in Portuguese.</summary>
internal static class ProblemServices
{
    private static readonly Dictionary<int, string> Titles = new()
    {
        [400] = "Requisição inválida.",
        [401] = "Autenticação necessária.",
        [403] = "Sem permissão para esta operação.",
        [404] = "Não encontrado.",
        [405] = "Método não permitido neste endereço.",
        [406] = "Formato de resposta não disponível.",
        [408] = "A requisição demorou demais.",
        [409] = "Conflito com o estado atual.",
        [412] = "O registro foi alterado por outra pessoa.",
        [413] = "Conteúdo grande demais.",
        [415] = "Tipo de conteúdo não aceito.",
        [422] = "Conteúdo não processável.",
        [429] = "Muitas requisições; tente novamente em instantes.",
        [500] = "Erro interno. Tente novamente; se persistir, informe o trace_id.",
        [503] = "Serviço temporariamente indisponível.",
    };

    public static void AddNexaProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            if (problem.Status is { } status && Titles.TryGetValue(status, out var title) && (problem.Title is null || !problem.Extensions.ContainsKey("own_title")))
            {
                problem.Title = title;
            }

            problem.Extensions.Remove("own_title");
            if (context.Exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad)
            {
                problem.Detail ??= bad.InnerException is JsonException { Path: { Length: > 1 and < 100 } path }
                    ? $"O corpo não é JSON válido ou um campo tem o tipo errado: {path}"
                    : "O corpo ou um parâmetro falta, ou tem o tipo errado.";
            }

            if (problem is HttpValidationProblemDetails { Errors: { } errors })
            {
                var named = errors.ToDictionary(e => SnakePath(e.Key), e => e.Value, StringComparer.Ordinal);
                errors.Clear();
                foreach (var (key, value) in named)
                {
                    errors[key] = value;
                }
            }
        });
        services.AddExceptionHandler<BadRequests>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // in every environment: BadRequests answers them
        services.AddValidation();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // as in development, so that the problem says what is wrong
    }

    public static void UseNexaProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => exception switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.CharacterNotInRepertoire } => StatusCodes.Status400BadRequest, // a text with U+0000
                Npgsql.NpgsqlException { IsTransient: true } or TimeoutException => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException, // the client's fault is no error of ours
        });
        app.UseStatusCodePages();
    }

    /// <summary>A problem with a title of its own.</summary>
    public static ProblemHttpResult Problem(int status, string title) =>
        TypedResults.Problem(title: title, statusCode: status, extensions: [new("own_title", true)]);

    /// <summary>400 with the fields at fault.</summary>
    public static ValidationProblem Invalid(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    private static string SnakePath(string key) => string.Join('.', key.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
