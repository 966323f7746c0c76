using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>A reviewer's place: the queue, the item in front of them, the next one already read.</summary>
internal sealed class ReviewDesk(
    ReviewQueue queue, ClaimedCases cases, DecisionSender sender, ReviewCount count, Calls calls, People people, TimeProvider clock)
    : IAsyncDisposable
{
    /// <summary>How soon one sees that another person has taken or decided an item.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    /// <summary>Items that were decided here and may still be listed.</summary>
    private readonly HashSet<Guid> gone = [];
    private CancellationTokenSource? ending;
    private bool isApproving;

    /// <summary>Called for a new picture.</summary>
    public Action? Changed { get; set; }

    public ReviewQueue Queue => queue;
    public DecisionSender Sender => sender;
    public HashSet<Guid> Selected { get; } = [];
    public ReviewCase? Current { get; private set; }

    /// <summary>The item that is or will be in front of the reviewer.</summary>
    public Guid? CurrentId { get; private set; }

    /// <summary>The page is open and the queue was read.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Nexa did not answer when the current item was asked for.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The case that is read ahead, for its page to be fetched by the browser.</summary>
    public ReviewCase? Next => FindNext() is { } next ? cases.Find(next.Id) : null;

    public async Task StartAsync()
    {
        ending = new CancellationTokenSource();
        var ct = ending.Token;
        await RefreshAsync();
        if (ct.IsCancellationRequested)
        {
            return; // the reviewer has left meanwhile: nothing may be claimed for them
        }

        IsStarted = true;
        await OpenFirstAsync();
        if (!ct.IsCancellationRequested)
        {
            _ = WatchAsync(ct);
        }
    }

    /// <summary>The reviewer leaves the page: others may have what was claimed. What was decided can still be undone later.</summary>
    public async Task StopAsync()
    {
        ending?.Cancel();
        ending?.Dispose();
        ending = null;
        (IsStarted, IsAway, Current, CurrentId) = (false, false, null, null);
        await cases.ReleaseAsync(keep: []);
    }

    public Task OpenFirstAsync() => OpenAsync(queue.FindFree(0, 1, clock.GetUtcNow())?.Id);

    public async Task RefreshAsync()
    {
        await Task.WhenAll(people.LoadAsync(), count.LoadAsync(), queue.LoadAsync(gone));
        Selected.IntersectWith(queue.Items.Select(item => item.Id));
        Changed?.Invoke();
    }

    /// <summary>Tries again after Nexa was away.</summary>
    public async Task RetryAsync()
    {
        await RefreshAsync();
        if (!queue.IsAway)
        {
            await (CurrentId is { } id ? OpenAsync(id) : OpenFirstAsync());
        }
    }

    /// <summary>Takes an item; where another person was quicker, the one after it.</summary>
    /// <param name="id">Null where there is none.</param>
    /// <param name="isAsked">The reviewer has asked for this one and is told why they can't have it.</param>
    public async Task OpenAsync(Guid? id, bool isAsked = false)
    {
        while (ending is not null) // an undo may end after the reviewer has left the page
        {
            (CurrentId, IsAway) = (id, false);
            if (id is null)
            {
                Current = null;
                Changed?.Invoke();
                break;
            }

            if (cases.Find(id.Value) is { } ahead && queue.Find(id.Value) is { } listed && listed.Etag != ahead.Item.Etag)
            {
                cases.Forget(id.Value); // it has changed since it was read ahead
            }

            var (claiming, reading) = (cases.ClaimAsync(id.Value), cases.ReadCaseAsync(id.Value));
            Current = cases.Find(id.Value); // shown at once; whether the claim is refused is known a moment later
            Changed?.Invoke();
            var (claim, read) = (await claiming, await reading);
            if (CurrentId != id)
            {
                return; // the reviewer has gone on, or left the page
            }

            if (!read.IsGone && !claim.IsGone)
            {
                (Current, IsAway) = (read.Value, read.Value is null);
                Changed?.Invoke();
                break;
            }

            calls.TellRefusal(isAsked ? (claim.IsGone ? claim.Refusal : read.Refusal) : null);
            isAsked = false;
            var index = queue.FindIndex(id.Value);
            cases.Forget(id.Value);
            queue.Remove(id.Value);
            id = queue.FindFree(Math.Max(0, index), 1, clock.GetUtcNow())?.Id;
        }

        if (!IsAway && FindNext() is { } next)
        {
            await cases.ReadCaseAsync(next.Id);
            Changed?.Invoke();
        }

        await LetGoAsync();
    }

    public Task MoveAsync(int step) =>
        queue.FindFree((CurrentId is { } id ? queue.FindIndex(id) : -1) + step, step, clock.GetUtcNow()) is { } other
            ? OpenAsync(other.Id) : Task.CompletedTask;

    /// <summary>Decides an item and shows the next one at once; what Nexa refuses comes back with its reason.</summary>
    /// <param name="item">What the reviewer has seen; where another one is in front meanwhile, nothing is decided.</param>
    /// <param name="decision">What they have decided.</param>
    /// <param name="told">In words.</param>
    public async Task DecideAsync(ReviewItemView item, BulkDecision decision, string told)
    {
        if (Current?.Item.Id != item.Id)
        {
            return;
        }

        var index = queue.FindIndex(item.Id);
        var opening = LeaveAsync(item.Id);
        (decision.Id, decision.Etag) = (item.Id, item.Etag);
        if (await sender.DecideAsync(item, decision, told) is { IsOpen: true })
        {
            gone.Remove(item.Id);
            queue.Insert(index, item);
        }

        Changed?.Invoke();
        await opening;
    }

    /// <summary>The item is no longer open: it was decided, or answered and classified anew. Shows the one after it.</summary>
    public Task LeaveAsync(Guid id)
    {
        var index = queue.FindIndex(id);
        RemoveItem(id);
        var now = clock.GetUtcNow();
        return CurrentId == id
            ? OpenAsync((queue.FindFree(Math.Max(0, index), 1, now) ?? queue.FindFree(0, 1, now))?.Id)
            : Task.CompletedTask;
    }

    public async Task ApproveSelectedAsync()
    {
        var chosen = queue.Items.Where(item => Selected.Contains(item.Id)).ToList();
        if (isApproving || chosen.Count == 0)
        {
            return;
        }

        isApproving = true;
        var done = await sender.ApproveAsync(chosen);
        isApproving = false;
        done.ForEach(item => RemoveItem(item.Id));
        Selected.ExceptWith(sender.Refused.Select(refused => refused.Item.Id));
        if (CurrentId is null || queue.FindIndex(CurrentId.Value) < 0)
        {
            await OpenFirstAsync();
        }

        Changed?.Invoke();
    }

    /// <returns>What was undone, in words; null where nothing could be.</returns>
    public async Task<string?> UndoAsync()
    {
        if (await sender.UndoAsync() is not { } undone)
        {
            return null;
        }

        gone.ExceptWith(undone.Items);
        await RefreshAsync();
        if (undone.Items is [var first, ..])
        {
            await OpenAsync(first);
        }

        return undone.Told;
    }

    /// <summary>The circuit has ended, perhaps on this page.</summary>
    public ValueTask DisposeAsync() => new(StopAsync());

    private void RemoveItem(Guid id)
    {
        gone.Add(id);
        queue.Remove(id);
        cases.Forget(id);
        Selected.Remove(id);
        sender.Refused.RemoveAll(one => one.Item.Id == id);
    }

    private ReviewItemView? FindNext() => CurrentId is { } id && queue.FindIndex(id) is >= 0 and var index
        ? queue.FindFree(index + 1, 1, clock.GetUtcNow()) ?? queue.FindFree(index - 1, -1, clock.GetUtcNow()) : null;

    private Task LetGoAsync() => cases.ReleaseAsync(keep: [CurrentId, FindNext()?.Id]);

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                await RefreshAsync();
                await cases.RenewAsync();
                if (!ct.IsCancellationRequested && !queue.IsAway && (IsAway || (CurrentId is null && queue.Items.Count > 0)))
                {
                    await (IsAway ? OpenAsync(CurrentId) : OpenFirstAsync());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The reviewer has left the page.
        }
    }
}
