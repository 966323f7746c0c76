using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Nexa.Worker.Jobs;

internal sealed class JobMetrics
{
    public static readonly ActivitySource Source = new(ServiceDefaults.Telemetry);

    private readonly Counter<long> finished;
    private readonly Counter<long> leaseLost;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> queueTime;
    private volatile IReadOnlyList<(string Kind, long Ready, double OldestAge)> depth = [];

    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ServiceDefaults.Telemetry);
        finished = meter.CreateCounter<long>("jobs.finished", description: "Runs of jobs by kind and outcome");
        leaseLost = meter.CreateCounter<long>("jobs.lease_lost", description: "Runs whose lease went to another worker");
        duration = meter.CreateHistogram<double>("jobs.duration", "s");
        queueTime = meter.CreateHistogram<double>("jobs.queue_time", "s", "From when the job could run to its claim");
        meter.CreateObservableGauge("jobs.ready", () =>
            depth.Select(d => new Measurement<long>(d.Ready, new KeyValuePair<string, object?>("kind", d.Kind))));
        meter.CreateObservableGauge("jobs.oldest_age", () =>
            depth.Select(d => new Measurement<double>(d.OldestAge, new KeyValuePair<string, object?>("kind", d.Kind))), "s");
    }

    public void SetDepth(IReadOnlyList<(string Kind, long Ready, double OldestAge)> measured) => depth = measured;

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
