using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>A reviewer's place: the queue, the item in front of them, the next one already claimed and read.</summary>
internal sealed class ReviewDesk(
    ReviewQueue queue, ClaimedCases cases, Refusal refusal, Calls calls, People people, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How soon one sees that another person has taken or decided an item.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private readonly HashSet<Guid> gone = [];
    private CancellationTokenSource? ending;
    private Task sending = Task.CompletedTask;

    /// <summary>Decisions without and with an answer: a summary that was read meanwhile may have them or not.</summary>
    private int pending, answered;

    /// <summary>Called for a new picture.</summary>
    public Action? Changed { get; set; }

    public ReviewQueue Queue => queue;
    public DecisionLog Log { get; } = new(clock);
    public HashSet<Guid> Selected { get; } = [];

    /// <summary>Decisions that were refused after the next item was shown, and why.</summary>
    public List<RefusedDecision> Refused { get; } = [];

    /// <summary>Corrections that were not accepted, so that nothing is typed twice.</summary>
    public Dictionary<Guid, CorrectClassification> Drafts { get; } = [];

    public ReviewCase? Current { get; private set; }

    /// <summary>The item that is or will be in front of the reviewer.</summary>
    public Guid? CurrentId { get; private set; }

    /// <summary>The page is open and the queue was read.</summary>
    public bool IsStarted { get; private set; }

    public int DecidedToday { get; private set; }
    public int Open { get; private set; }
    /// <summary>The case that is read ahead, for its page to be fetched by the browser.</summary>
    public ReviewCase? Next => FindNext() is { } next ? cases.Find(next.Id) : null;

    public async Task StartAsync()
    {
        ending = new CancellationTokenSource();
        await people.LoadAsync();
        await RefreshAsync();
        IsStarted = true;
        await OpenFirstAsync();
        _ = WatchAsync(ending.Token);
    }

    /// <summary>The reviewer leaves the page: others may have what was claimed. What was decided can still be undone later.</summary>
    public async Task StopAsync()
    {
        IsStarted = false;
        (Current, CurrentId) = (null, null);
        ending?.Cancel();
        ending?.Dispose();
        ending = null;
        await cases.ReleaseAsync(keep: []);
    }

    public Task OpenFirstAsync() => OpenAsync(queue.FindFree(0, 1, clock.GetUtcNow())?.Id);

    public async Task RefreshAsync()
    {
        var before = answered;
        var summary = calls.FetchAnswerAsync(nexa => nexa.Rest.GetReviewSummaryAsync());
        await queue.LoadAsync(gone);
        if ((await summary).Value is { } counts && pending == 0 && before == answered)
        {
            (DecidedToday, Open) = (counts.Decided_today, counts.Open);
        }

        Selected.IntersectWith(queue.Items.Select(item => item.Id));
        Changed?.Invoke();
    }

    /// <summary>Takes an item; where another person was quicker, the one after it.</summary>
    public async Task OpenAsync(Guid? id)
    {
        while (true)
        {
            CurrentId = id;
            if (id is null)
            {
                Current = null;
                Changed?.Invoke();
                break;
            }

            var reading = cases.ReadCaseAsync(id.Value);
            if (!reading.IsCompleted)
            {
                Current = null;
                Changed?.Invoke();
            }

            var read = await reading;
            if (CurrentId != id)
            {
                return; // the reviewer has gone on
            }

            if (read is not null)
            {
                Current = read;
                Changed?.Invoke();
                break;
            }

            var index = queue.FindIndex(id.Value);
            cases.Forget(id.Value);
            queue.Remove(id.Value);
            id = queue.FindFree(Math.Max(0, index), 1, clock.GetUtcNow())?.Id;
        }

        if (FindNext() is { } next)
        {
            await cases.ReadCaseAsync(next.Id);
            Changed?.Invoke();
        }

        await LetGoAsync();
    }

    public Task MoveAsync(int step) =>
        queue.FindFree((CurrentId is { } id ? queue.FindIndex(id) : -1) + step, step, clock.GetUtcNow()) is { } other
            ? OpenAsync(other.Id) : Task.CompletedTask;

    /// <summary>Decides the current item and shows the next one at once; what Nexa refuses comes back with its reason.</summary>
    public async Task DecideAsync(BulkDecision decision, string told)
    {
        if (Current is not { } decided)
        {
            return;
        }

        var index = queue.FindIndex(decided.Item.Id);
        Leave(decided.Item.Id);
        var opening = OpenAsync((queue.FindFree(Math.Max(0, index), 1, clock.GetUtcNow()) ?? queue.FindFree(0, 1, clock.GetUtcNow()))?.Id);
        decision.Id = decided.Item.Id;
        decision.Etag = decided.Item.Etag;
        sending = SettleAsync(decided.Item, index, decision, told);
        await sending;
        await opening;
    }

    /// <summary>Applies a refused correction to the version that another person has made meanwhile.</summary>
    public async Task MergeAsync(RefusedDecision refused)
    {
        if (await calls.TryAsync(nexa => nexa.Rest.CorrectClassificationAsync(refused.Current!.Value, refused.Correction!)) is { } made)
        {
            Refused.Remove(refused);
            Log.Add(new Decided([refused.Item.Id], made.Decision_id, null, $"{refused.Item.Classification.Partnumber}: corrigida"));
            DecidedToday++;
        }
    }

    public async Task ApproveSelectedAsync()
    {
        var chosen = queue.Items.Where(item => Selected.Contains(item.Id)).ToList();
        if (chosen.Count == 0
            || await SendAsync([.. chosen.Select(item => new BulkDecision { Id = item.Id, Etag = item.Etag, Action = "approve" })])
                is not { } made)
        {
            return;
        }

        var outcomes = made.Results.ToDictionary(outcome => outcome.Id);
        var done = chosen.FindAll(item => outcomes[item.Id].Status == StatusCodes.Status200OK);
        foreach (var item in chosen.Except(done))
        {
            Refused.Add(await refusal.ExplainAsync(item, new BulkDecision { Action = "approve" }, outcomes[item.Id]));
        }

        Selected.Clear();
        done.ForEach(item => Leave(item.Id));
        if (done.Count > 0)
        {
            Log.Add(new Decided([.. done.Select(item => item.Id)], null, made.Batch_id, done.Count == 1 ? "1 aprovada"
                : $"{done.Count} aprovadas"));
            (DecidedToday, Open) = (DecidedToday + done.Count, Open - done.Count);
        }

        if (CurrentId is null || queue.FindIndex(CurrentId.Value) < 0)
        {
            await OpenFirstAsync();
        }

        Changed?.Invoke();
    }

    /// <returns>What was taken back, in words; null where nothing could be.</returns>
    public async Task<string?> UndoAsync()
    {
        await sending; // the last decision is the one that was made last, answered or not
        if (Log.TakeLast() is not { } last)
        {
            return null;
        }

        var undone = last.Decision is { } decision
            ? await calls.DoAsync(nexa => nexa.Rest.UndoDecisionAsync(decision))
            : await calls.DoAsync(nexa => nexa.Rest.UndoBulkAsync(last.Batch!.Value));
        if (!undone)
        {
            return null;
        }

        gone.ExceptWith(last.Items);
        await RefreshAsync();
        await OpenAsync(last.Items[0]);
        return last.Told;
    }

    /// <summary>The item is no longer open: it was decided, or answered and classified anew.</summary>
    public void Leave(Guid id)
    {
        gone.Add(id);
        queue.Remove(id);
        cases.Forget(id);
        Selected.Remove(id);
        Refused.RemoveAll(one => one.Item.Id == id);
    }

    /// <summary>The circuit has ended, perhaps on this page.</summary>
    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task<BulkMade?> SendAsync(List<BulkDecision> made)
    {
        pending++;
        var answer = await calls.TryAsync(nexa => nexa.Rest.DecideInBulkAsync(new BulkReview { Decisions = made }));
        (pending, answered) = (pending - 1, answered + 1);
        return answer;
    }

    private ReviewItemView? FindNext() => CurrentId is { } id && queue.FindIndex(id) is >= 0 and var index
        ? queue.FindFree(index + 1, 1, clock.GetUtcNow()) ?? queue.FindFree(index - 1, -1, clock.GetUtcNow()) : null;

    private Task LetGoAsync() => cases.ReleaseAsync(keep: [CurrentId, FindNext()?.Id]);

    private async Task SettleAsync(ReviewItemView item, int index, BulkDecision decision, string told)
    {
        var made = await SendAsync([decision]);
        if (made?.Results.First() is { Status: StatusCodes.Status200OK } outcome)
        {
            Log.Add(new Decided([item.Id], outcome.Decision_id, null, $"{item.Classification.Partnumber}: {told}"));
            (DecidedToday, Open) = (DecidedToday + 1, Open - 1);
        }
        else
        {
            await TakeBackAsync(item, index, decision, made?.Results.First());
        }

        Changed?.Invoke();
    }

    private async Task TakeBackAsync(ReviewItemView item, int index, BulkDecision decision, BulkOutcome? outcome)
    {
        var explained = await refusal.ExplainAsync(item, decision, outcome);
        Refused.Add(explained);
        if (explained.IsOpen)
        {
            gone.Remove(item.Id);
            queue.Insert(index, item);
            if (decision.Correction is { } correction)
            {
                Drafts[item.Id] = correction;
            }
        }
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(BetweenLooks, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                await RefreshAsync();
                await cases.RenewAsync();
                if (CurrentId is null && queue.Items.Count > 0)
                {
                    await OpenFirstAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The reviewer has left the page.
        }
    }
}
