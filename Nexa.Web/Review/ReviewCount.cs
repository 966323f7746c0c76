namespace Nexa.Web.Review;

/// <summary>How many items wait for a person, for the menu.</summary>
internal sealed class ReviewCount(Session.Calls calls)
{
    public Action? Changed { get; set; }

    /// <summary>Null where the user may not review, or Nexa is away.</summary>
    public int? Open { get; private set; }

    public async Task LoadAsync()
    {
        if ((await calls.FindQuietlyAsync(nexa => nexa.Rest.GetReviewSummaryAsync())) is { } summary)
        {
            Set(summary.Open);
        }
    }

    public void Set(int open)
    {
        if (Open != open)
        {
            Open = open;
            Changed?.Invoke();
        }
    }
}
