using System.Diagnostics;
using System.Diagnostics.Metrics;
using Nexa.Core.Jobs;

namespace Nexa.Worker.Jobs;

/// <summary>A kind of jobs that this worker runs.</summary>
internal sealed record HandledKind(string Name);

internal sealed class JobMetrics
{
    public static readonly ActivitySource Source = new(ServiceDefaults.Telemetry);

    private readonly Counter<long> finished;
    private readonly Counter<long> leaseLost;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> queueTime;
    private volatile IReadOnlyList<QueueDepth> depth = [];

    /// <summary>In seconds, from a claim on an idle machine to a document that takes a minute.</summary>
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    /// <param name="meters">Of the host.</param>
    /// <param name="kinds">What this worker runs: their gauges are there with 0 before the first measurement too.</param>
    public JobMetrics(IMeterFactory meters, IEnumerable<HandledKind> kinds)
    {
        depth = [.. kinds.Select(kind => new QueueDepth(kind.Name, 0, 0, 0))];
        var meter = meters.Create(ServiceDefaults.Telemetry);
        finished = meter.CreateCounter<long>("nexa.jobs.finished", description: "Runs of jobs by kind and outcome");
        leaseLost = meter.CreateCounter<long>("nexa.jobs.lease_lost", description: "Runs whose lease went to another worker");
        duration = meter.CreateHistogram("nexa.jobs.duration", "s", "A run of a job", advice: Buckets);
        queueTime = meter.CreateHistogram(
            "nexa.jobs.queue_time", "s", "From when the job could run to its claim", advice: Buckets);
        meter.CreateObservableGauge("nexa.jobs.ready", () => ListDepths(d => d.Ready), description: "Jobs that could run now");
        meter.CreateObservableGauge(
            "nexa.jobs.waiting", () => ListDepths(d => d.Waiting), description: "Jobs that are queued, also those that run later");
        meter.CreateObservableGauge("nexa.jobs.oldest_age", () => ListDepths(d => d.OldestAge), "s", "Since the oldest job could run");
    }

    /// <summary>The first failure of a kind is an increase, from 0.</summary>
    public void BeginAtZero()
    {
        foreach (var kind in depth)
        {
            finished.Add(0, new TagList { { "kind", kind.Kind }, { "outcome", "failed" } });
            leaseLost.Add(0, new KeyValuePair<string, object?>("kind", kind.Kind));
        }
    }

    public void SetDepth(IReadOnlyList<QueueDepth> measured) => depth =
    [
        .. measured, .. depth.Where(d => !measured.Any(m => m.Kind == d.Kind)).Select(d => new QueueDepth(d.Kind, 0, 0, 0)),
    ];

    private IEnumerable<Measurement<T>> ListDepths<T>(Func<QueueDepth, T> read)
        where T : struct => depth.Select(d => new Measurement<T>(read(d), new KeyValuePair<string, object?>("kind", d.Kind)));

    public void CountClaimed(string kind, TimeSpan waited) =>
        queueTime.Record(Math.Max(0, waited.TotalSeconds), new KeyValuePair<string, object?>("kind", kind));

    public void CountLeaseLost(string kind) => leaseLost.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void CountFinished(string kind, string outcome, TimeSpan took)
    {
        var tags = new TagList { { "kind", kind }, { "outcome", outcome } };
        finished.Add(1, tags);
        duration.Record(took.TotalSeconds, tags);
    }
}
