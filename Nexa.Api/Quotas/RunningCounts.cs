using Nexa.Api.Auth;

namespace Nexa.Api.Quotas;

/// <summary>Counts what this replica runs for an organisation, and for each person in it.</summary>
internal sealed class RunningCounts(Quota quota)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Organisation, Guid? User), long> running = [];

    /// <summary>Takes a slot until it is disposed; null when a quota is used up.</summary>
    public IDisposable? TryEnter(CurrentUser user)
    {
        var (all, own) = ((user.Organisation, (Guid?)null), (user.Organisation, (Guid?)user.Id));
        lock (gate)
        {
            if (IsFull(user))
            {
                return null;
            }

            Add(all, 1);
            Add(own, 1);
        }

        return new Slot(this, all, own);
    }

    public bool IsFull(CurrentUser user)
    {
        lock (gate)
        {
            return running.GetValueOrDefault((user.Organisation, null)) >= quota.Organisation
                || running.GetValueOrDefault((user.Organisation, user.Id)) >= quota.FindLimit(user);
        }
    }

    private void Add((Guid, Guid?) key, int by)
    {
        running[key] = running.GetValueOrDefault(key) + by;
        if (running[key] == 0)
        {
            running.Remove(key);
        }
    }

    private sealed class Slot(RunningCounts counts, (Guid, Guid?) all, (Guid, Guid?) own) : IDisposable
    {
        private int isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isDisposed, 1) == 0)
            {
                lock (counts.gate)
                {
                    counts.Add(all, -1);
                    counts.Add(own, -1);
                }
            }
        }
    }
}
