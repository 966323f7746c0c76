using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>How many items wait for a person and how many the user has decided today: the menu and the review show the same.</summary>
internal sealed class ReviewCount(Calls calls, People people)
{
    /// <summary>Decisions without and with an answer: a summary that was read meanwhile may have them or not.</summary>
    private int pending, answered;

    public Action? Changed { get; set; }

    /// <summary>Null where the user may not review, or Nexa was away.</summary>
    public int? Open { get; private set; }

    public int DecidedToday { get; private set; }

    public async Task LoadAsync()
    {
        await people.LoadAsync();
        if (!people.MayReview)
        {
            Changed?.Invoke(); // the menu has no link to the review
            return;
        }

        var before = answered;
        if (await calls.FindQuietlyAsync(nexa => nexa.Rest.GetReviewSummaryAsync()) is { } summary && pending == 0 && before == answered)
        {
            Show(summary.Open, summary.Decided_today);
        }
    }

    public void BeginDecision() => pending++;

    /// <param name="done">How many items it has closed.</param>
    public void EndDecision(int done)
    {
        (pending, answered) = (pending - 1, answered + 1);
        Show(Math.Max(0, (Open ?? 0) - done), DecidedToday + done);
    }

    private void Show(int open, int decidedToday)
    {
        if ((Open, DecidedToday) != (open, decidedToday))
        {
            (Open, DecidedToday) = (open, decidedToday);
            Changed?.Invoke();
        }
    }
}
