using Microsoft.Extensions.Http.Resilience;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Worker.Jobs;
using Polly;

namespace Nexa.Worker.Classification;

internal static class ClassificationServices
{
    /// <summary>One slot of so many is kept for single part numbers. Chosen: batches lose little, and a person never waits for one.</summary>
    private const int KeptShare = 8;

    public static void AddClassification(this IHostApplicationBuilder builder, JobSettings jobs)
    {
        var settings = builder.AddSettings<AgentsSettings>("Agents",
            refuse: agents => builder.RefusePlain("Agents:BaseUrl", agents.BaseUrl));
        builder.AddSettings<ReviewSettings>("Review");
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<ResultJudge>().AddSingleton<ManufacturerIds>()
            .AddSingleton<ProgressChannels>();
        builder.Services.AddSingleton<ResultWriter>().AddSingleton<PendingItems>();
        // Started before the pumps, so stopped after them: it writes until they have drained.
        builder.Services.AddHostedService(services => services.GetRequiredService<ResultWriter>());
        var agents = builder.Services.AddHttpClient<AgentsClient>(http =>
        {
            http.BaseAddress = new Uri(settings.BaseUrl.AbsoluteUri.TrimEnd('/') + "/");
            http.DefaultRequestHeaders.Authorization = settings.Secret is { Length: > 0 } secret ? new("Bearer", secret) : null;
            http.Timeout = Timeout.InfiniteTimeSpan; // the resilience pipeline below has its own
        });
#pragma warning disable EXTEXP0001 // the only way to leave the defaults: a POST to the agents has its own pipeline
        agents.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        agents.AddResilienceHandler("agents", pipeline => pipeline
            .AddRetry(new HttpRetryStrategyOptions
            {
                // A repeated POST is harmless: both runs report on the same channel, and the first answer to an item settles it.
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(200),
                ShouldHandle = static args =>
                    ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome) && !IsBusy(args.Outcome)),
            })
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(5),
                ShouldHandle = static args =>
                    ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome) && !IsBusy(args.Outcome)),
            })
            .AddTimeout(settings.PostTimeout));
        builder.AddJobHandler<ClassifyItems, ClassifyItemsHandler>(
            jobs.Classifications, timeout: TimeSpan.FromMinutes(10), kept: jobs.Classifications / KeptShare);
    }

    /// <summary>503 and 429 say that the server is busy, not broken: the queue waits as long as Retry-After says.</summary>
    private static bool IsBusy(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { StatusCode: System.Net.HttpStatusCode.ServiceUnavailable or System.Net.HttpStatusCode.TooManyRequests };
}
