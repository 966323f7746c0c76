using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>What was undone.</summary>
/// <param name="Items">The items that wait again.</param>
/// <param name="Told">In words.</param>
internal sealed record Undone(IReadOnlyList<Guid> Items, string Told);

/// <summary>Sends decisions one after the other, in the order in which they were made, and keeps what came of them.</summary>
internal sealed class DecisionSender(Calls calls, ReviewCount count, Refusal refusal, TimeProvider clock)
{
    private Task last = Task.CompletedTask;

    public DecisionLog Log { get; } = new(clock);

    /// <summary>Decisions that were refused after the next item was shown, and why.</summary>
    public List<RefusedDecision> Refused { get; } = [];

    /// <summary>Corrections that were not accepted, so that nothing is typed twice.</summary>
    public Dictionary<Guid, CorrectClassification> Drafts { get; } = [];

    /// <returns>The refusal; null where it was done.</returns>
    public Task<RefusedDecision?> DecideAsync(ReviewItemView item, BulkDecision decision, string told) => EnqueueAsync(async () =>
    {
        var answer = await SendAsync([decision]);
        if (answer.Value?.Results.First() is { Status: StatusCodes.Status200OK } outcome)
        {
            Log.Add(new Decided([(item.Id, outcome.Decision_id!.Value)], null, $"{item.Classification.Partnumber}: {told}"));
            return null;
        }

        var refused = await refusal.ExplainAsync(item, decision, answer);
        Refused.Add(refused);
        if (refused.IsOpen && decision.Correction is { } correction)
        {
            Drafts[item.Id] = correction;
        }

        return refused;
    });

    /// <returns>The items that were approved; those that were refused stand under <see cref="Refused"/>.</returns>
    public Task<List<ReviewItemView>> ApproveAsync(List<ReviewItemView> items) => EnqueueAsync(async () =>
    {
        var answer = await SendAsync(items.ConvertAll(item => new BulkDecision { Id = item.Id, Etag = item.Etag, Action = "approve" }));
        if (answer.Value is not { } made)
        {
            calls.TellRefusal(Refusal.Describe(answer));
            return [];
        }

        var outcomes = made.Results.ToDictionary(outcome => outcome.Id);
        var done = items.FindAll(item => outcomes[item.Id].Status == StatusCodes.Status200OK);
        foreach (var item in items.Except(done))
        {
            var single = new BulkMade { Results = [outcomes[item.Id]] };
            Refused.Add(await refusal.ExplainAsync(item, new BulkDecision { Action = "approve" }, answer with { Value = single }));
        }

        if (done.Count > 0)
        {
            Log.Add(new Decided([.. done.Select(item => (item.Id, outcomes[item.Id].Decision_id!.Value))], made.Batch_id,
                done.Count == 1 ? "1 aprovada" : $"{done.Count} aprovadas"));
        }

        return done;
    });

    /// <summary>Applies a refused correction to the version that another person has made meanwhile.</summary>
    public Task<bool> MergeAsync(RefusedDecision refused) => EnqueueAsync(async () =>
    {
        count.BeginDecision();
        var made = await calls.TryAsync(nexa => nexa.Rest.CorrectClassificationAsync(refused.Current!.Value, refused.Correction!));
        count.EndDecision(done: 0);
        if (made is null)
        {
            return false;
        }

        Refused.Remove(refused);
        Log.Add(new Decided([(refused.Item.Id, made.Decision_id)], null, $"{refused.Item.Classification.Partnumber}: corrigida"));
        return true;
    });

    /// <summary>Undoes the decision that was made last; waits for its answer first.</summary>
    /// <returns>Null where nothing could be undone; the user was told why.</returns>
    public Task<Undone?> UndoAsync() => EnqueueAsync(async () => Log.Last switch
    {
        null => null,
        { Batch: { } batch } made => Settle(
            await calls.AskAsync(nexa => nexa.Rest.UndoBulkAsync(batch)),
            undone =>
            {
                var open = undone.Results.Where(one => one.Status == StatusCodes.Status200OK).Select(one => one.Id).ToHashSet();
                return new Undone([.. made.Made.Where(one => open.Contains(one.Decision)).Select(one => one.Item)],
                    $"{undone.Done} de {made.Made.Count} decisões desfeitas");
            }),
        var made => Settle(
            await calls.AskAsync(nexa => nexa.Rest.UndoDecisionAsync(made.Made[0].Decision)),
            _ => new Undone([made.Made[0].Item], $"Decisão desfeita: {made.Told}")),
    });

    /// <summary>A decision stays the last one until it is known that it is undone, or can't be.</summary>
    private Undone? Settle<T>(Answer<T> answer, Func<T, Undone> describe)
        where T : class
    {
        calls.TellRefusal(answer.Refusal);
        if (!answer.IsAway)
        {
            Log.RemoveLast();
        }

        return answer.Value is { } undone ? describe(undone) : null;
    }

    private async Task<Answer<BulkMade>> SendAsync(List<BulkDecision> decisions)
    {
        count.BeginDecision();
        var answer = await calls.AskAsync(nexa => nexa.Rest.DecideInBulkAsync(new BulkReview { Decisions = decisions }));
        count.EndDecision(answer.Value?.Done ?? 0);
        return answer;
    }

    private Task<T> EnqueueAsync<T>(Func<Task<T>> send)
    {
        var mine = RunAfterAsync(last, send);
        last = mine;
        return mine;
    }

    private static async Task<T> RunAfterAsync<T>(Task before, Func<Task<T>> send)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return await send();
    }
}
