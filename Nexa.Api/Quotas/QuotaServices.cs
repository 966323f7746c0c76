using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;

namespace Nexa.Api.Quotas;

/// <summary>Counts the live streams and the exports that run on this replica.</summary>
internal sealed class RunningNow(QuotaSettings settings)
{
    public RunningCounts Streams { get; } = new(settings.Streams);
    public RunningCounts Exports { get; } = new(settings.Exports, settings.ExportsOfReplica);
}

internal static class QuotaServices
{
    private const string TooManyTasks = "Há tarefas demais em andamento; aguarde que algumas terminem.";
    private const string TooManyExports = "Há downloads e exportações demais em andamento; aguarde que algum termine.";
    internal const string TooManyStreams = "Há conexões em tempo real demais abertas; feche uma antes de abrir outra.";
    private const string RetryAfterSeconds = "5";

    public static void AddQuotas(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<QuotaSettings>("Quotas", refuse: quotas => quotas.IsPositive
            ? null : "Quotas: each Organisation, User and ExportsOfReplica must be at least 1.");
        builder.Services.AddSingleton<RunningNow>().AddSingleton<KeptDocuments>();
        builder.Services.AddSingleton<TasksInFlight>().AddHostedService(services => services.GetRequiredService<TasksInFlight>());
    }

    /// <summary>Refuses to make a task where the organisation, or the person, has as many in flight as they may.</summary>
    public static TBuilder WithinTasksInFlight<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        return http.RequestServices.GetRequiredService<TasksInFlight>().IsFull(CurrentUser.ReadClaims(http.User))
            ? Refuse(http, TooManyTasks) : await next(context);
    });

    /// <summary>Refuses to begin another export before one of those that run has been written to its end.</summary>
    public static TBuilder WithinExportsAtOnce<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<RunningNow>().Exports.TryEnter(CurrentUser.ReadClaims(http.User)) is not { } slot)
        {
            return Refuse(http, TooManyExports);
        }

        http.Response.RegisterForDispose(slot); // results write after the filter has answered
        return await next(context);
    });

    /// <summary>429 that says when to come again.</summary>
    internal static ProblemHttpResult Refuse(HttpContext http, string sentence)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return ProblemServices.Problem(StatusCodes.Status429TooManyRequests, sentence);
    }
}
