using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Auth;
using Nexa.Api.Problems;

namespace Nexa.Api.Quotas;

/// <summary>Counts the live streams and the exports that run on this replica.</summary>
internal sealed class RunningNow(QuotaSettings settings)
{
    public RunningCounts Streams { get; } = new(settings.Streams);

    /// <summary>From the request to the last byte.</summary>
    public RunningCounts Exports { get; } = new(settings.Exports);

    /// <summary>Of all people, while the database is read for them.</summary>
    public RunningReads Reads { get; } = new(settings.ExportsOfReplica);
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
        var inFlight = http.RequestServices.GetRequiredService<TasksInFlight>();
        return await inFlight.IsFullAsync(CurrentUser.ReadClaims(http.User), http.RequestAborted)
            ? Refuse(http, TooManyTasks) : await next(context);
    });

    /// <summary>
    /// Refuses to begin another export before the person has read one of theirs to its end, and, where it reads long, before the replica
    /// has read the database for one of those that run.
    /// </summary>
    public static TBuilder WithinExportsAtOnce<TBuilder>(this TBuilder endpoints, bool readsLong)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        var running = http.RequestServices.GetRequiredService<RunningNow>();
        if (running.Exports.TryEnter(CurrentUser.ReadClaims(http.User)) is not { } slot)
        {
            return Refuse(http, TooManyExports);
        }

        http.Response.RegisterForDispose(slot); // results write after the filter has answered
        return readsLong && !running.Reads.TryBegin(http) ? Refuse(http, TooManyExports) : await next(context);
    });

    /// <summary>429 that says when to come again.</summary>
    internal static ProblemHttpResult Refuse(HttpContext http, string sentence)
    {
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return ProblemServices.Problem(StatusCodes.Status429TooManyRequests, sentence);
    }
}
