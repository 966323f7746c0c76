namespace Nexa.Worker.Webhooks;

/// <summary>The deliveries that this worker makes now, by organisation: a slow receiver delays its own organisation alone.</summary>
internal sealed class DeliveriesInFlight
{
    public const int Most = 2;
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, int> running = [];

    /// <summary>Null where the organisation has as many as it may; else ends with its disposal.</summary>
    public IDisposable? TryEnter(Guid organisation)
    {
        lock (gate)
        {
            var now = running.GetValueOrDefault(organisation);
            if (now >= Most)
            {
                return null;
            }

            running[organisation] = now + 1;
            return new Slot(this, organisation);
        }
    }

    private sealed class Slot(DeliveriesInFlight all, Guid organisation) : IDisposable
    {
        public void Dispose()
        {
            lock (all.gate)
            {
                if (--all.running[organisation] == 0)
                {
                    all.running.Remove(organisation);
                }
            }
        }
    }
}
