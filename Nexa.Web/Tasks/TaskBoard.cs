using Nexa.Client;
using Nexa.Web.Session;
using TaskStatus = Nexa.Client.TaskStatus;

namespace Nexa.Web.Tasks;

/// <summary>
/// Today's tasks of a circuit, followed live. A board that is made anew (a reload, another tab) replays the events of what runs,
/// so it has the same picture.
/// </summary>
internal sealed partial class TaskBoard(ConsoleUser user, Calls calls, TimeProvider clock, ILogger<TaskBoard> log) : IDisposable
{
    private const int MostTasks = 30;

    /// <summary>Events of a large batch come faster than a person sees: one picture for all of them.</summary>
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(80);

    /// <summary>Long enough for an API that starts again.</summary>
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource ending = new();
    private readonly List<TaskCard> cards = [];
    private bool pictureIsDue;

    /// <summary>Called for a new picture of the board.</summary>
    public Action? Changed { get; set; }

    /// <summary>Called when a task is over.</summary>
    public Action<TaskCard>? Ended { get; set; }

    public IReadOnlyList<TaskCard> Cards => cards;

    public IReadOnlyList<TaskCard> Running => cards.FindAll(card => card.IsRunning);

    public double ShareDone => Running is { Count: > 0 } running ? running.Average(card => card.ShareDone) : 100;

    public bool IsLoaded { get; private set; }

    /// <summary>Nexa did not answer: what was sent today is not known.</summary>
    public bool IsAway { get; private set; }

    /// <summary>Nothing was ever sent.</summary>
    public bool IsNew { get; private set; }

    public async Task LoadAsync()
    {
        var ct = ending.Token;
        var answer = await calls.FetchAnswerAsync(nexa => nexa.Rest.ListTasksAsync(limit: MostTasks, cancellationToken: ct));
        IsAway = answer.IsAway;
        if (answer.Value is { } page)
        {
            IsNew = page.Tasks.Count == 0;
            var today = BrazilDay.Find(clock.GetUtcNow());
            var shown = page.Tasks.Where(row => !cards.Exists(card => card.Id == row.Task_id)
                && (row.Status is TaskStatus.STARTED or TaskStatus.PROCESSING || BrazilDay.Find(row.Created_at) == today));
            foreach (var row in shown)
            {
                var read = await calls.AskAsync(nexa => nexa.Rest.GetTaskAsync(row.Task_id, cancellationToken: ct));
                IsAway |= read.IsAway;
                if (read.Value is { } task)
                {
                    var card = new TaskCard(task.Task_id).Replace(task);
                    cards.Add(card);
                    _ = FollowAsync(card, ct);
                }
            }
        }

        IsLoaded = true;
        Changed?.Invoke();
    }

    /// <summary>Puts a task that was just sent on top.</summary>
    public async Task AddAsync(Guid taskId)
    {
        var ct = ending.Token;
        if (cards.Exists(card => card.Id == taskId)
            || await calls.TryAsync(nexa => nexa.Rest.GetTaskAsync(taskId, cancellationToken: ct)) is not { } task)
        {
            return;
        }

        var added = new TaskCard(taskId).Replace(task);
        cards.Insert(0, added);
        Changed?.Invoke();
        _ = FollowAsync(added, ct);
    }

    public async Task CancelAsync(TaskCard card)
    {
        if (await calls.TryAsync(nexa => nexa.Rest.CancelTaskAsync(card.Id)) is { } task)
        {
            card.Replace(task);
            Changed?.Invoke();
        }
    }

    public async Task RetryAsync(TaskCard card)
    {
        if (await calls.TryAsync(nexa => nexa.Rest.RetryTaskAsync(card.Id)) is { } retried)
        {
            await AddAsync(retried.Task_id);
        }
    }

    public void Dispose()
    {
        ending.Cancel();
        ending.Dispose();
    }

    private async Task FollowAsync(TaskCard card, CancellationToken ct)
    {
        try
        {
            while (!await TryFollowAsync(card, ct))
            {
                await Task.Delay(BetweenTries, clock, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The circuit has ended.
        }
        catch (NexaProblemException refused)
        {
            LogLost(card.Id, refused.Message); // deleted, or of an organisation that the person has left
        }
    }

    /// <returns>False when Nexa could not be reached: the task is followed again.</returns>
    private async Task<bool> TryFollowAsync(TaskCard card, CancellationToken ct)
    {
        try
        {
            await FollowToEndAsync(card, ct);
            return true;
        }
        catch (Exception e) when (e is NexaProblemException { Status: >= StatusCodes.Status500InternalServerError }
            || (e is OperationCanceledException ? !ct.IsCancellationRequested : Refusals.MeansAway(e)))
        {
            LogLost(card.Id, e.Message);
            return false;
        }
    }

    private async Task FollowToEndAsync(TaskCard card, CancellationToken ct)
    {
        if (!card.IsRunning)
        {
            return;
        }

        var nexa = await user.FindClientAsync();
        await foreach (var one in nexa.FollowAsync(card.Id, ct: ct))
        {
            card.ApplyEvent(one);
            _ = ShowSoonAsync();
        }

        card.Replace(await nexa.Rest.GetTaskAsync(card.Id, cancellationToken: ct));
        Changed?.Invoke();
        Ended?.Invoke(card);
    }

    private async Task ShowSoonAsync()
    {
        if (pictureIsDue)
        {
            return;
        }

        pictureIsDue = true;
        await Task.Delay(BetweenPictures, clock);
        pictureIsDue = false;
        Changed?.Invoke();
    }

    [LoggerMessage(LogLevel.Warning, "Task {TaskId} can't be followed: {Reason}")]
    private partial void LogLost(Guid taskId, string reason);
}
