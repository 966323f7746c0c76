using System.Diagnostics.Metrics;
using Nexa.Core.Measurements;

namespace Nexa.Worker.Watching;

/// <summary>
/// What this worker counts beside its jobs, and the gauges of the whole installation, which every worker shows alike: take the largest, not
/// the sum.
/// </summary>
internal sealed class WorkMetrics
{
    private static readonly string[] CallOutcomes = ["accepted", "busy", "refused", "unreachable", "failed"];
    private static readonly string[] DeliveryOutcomes = ["delivered", "refused", "unreachable"];
    private static readonly string[] DocumentOutcomes = ["read", "empty", "unreadable", "erased", "failed"];

    private readonly Counter<long> calls;
    private readonly Counter<long> deliveries;
    private readonly Counter<long> documents;
    private volatile OpenReview review = new(0, 0);
    private volatile IReadOnlyDictionary<string, int> tableAges = new Dictionary<string, int>(StringComparer.Ordinal);

    public WorkMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ServiceDefaults.Telemetry);
        calls = meter.CreateCounter<long>("nexa.agents.calls", description: "Requests to the agents server by outcome");
        deliveries = meter.CreateCounter<long>(
            "nexa.webhook.deliveries", description: "Attempts to deliver an event to a webhook by outcome");
        documents = meter.CreateCounter<long>("nexa.documents", description: "Uploaded documents by how their reading ended");
        meter.CreateObservableGauge("nexa.review.open", () => review.Open, description: "Classifications that wait for a person");
        meter.CreateObservableGauge("nexa.review.oldest_age", () => review.OldestAge, "s", "Since the oldest of them was raised");
        meter.CreateObservableGauge("nexa.fiscal.table_age",
            () => tableAges.Select(table => new Measurement<int>(table.Value, new KeyValuePair<string, object?>("table", table.Key))),
            "d", "Since the date of the fiscal file in force");
    }

    /// <summary>Without a first value of 0 the increase to 1, often the first trouble, would be none to Prometheus.</summary>
    public void BeginAtZero()
    {
        Begin(calls, CallOutcomes);
        Begin(deliveries, DeliveryOutcomes);
        Begin(documents, DocumentOutcomes);
    }

    public void SetGauges(SystemGauges measured) => (review, tableAges) = (measured.Review, measured.TableAges);

    public void CountCall(string outcome) => Count(calls, outcome);

    public void CountDelivery(string outcome) => Count(deliveries, outcome);

    public void CountDocument(string outcome) => Count(documents, outcome);

    private static void Begin(Counter<long> counter, string[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            counter.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private static void Count(Counter<long> counter, string outcome) =>
        counter.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
