using Nexa.Client;
using Nexa.Web.Session;

namespace Nexa.Web.Review;

/// <summary>The items that wait, as far as the page shows them, in the order of the API: doubt times what is at stake.</summary>
internal sealed class ReviewQueue(Calls calls, People people)
{
    private const int PageSize = 200;

    /// <summary>More than a person decides in a day; the rest moves up as these are decided.</summary>
    private const int MostPages = 3;

    private readonly List<ReviewItemView> items = [];

    public IReadOnlyList<ReviewItemView> Items => items;

    /// <summary>There are more than those.</summary>
    public bool HasMore { get; private set; }

    public bool IsAway { get; private set; }

    /// <summary>Only items with this reason.</summary>
    public ReviewReason? Reason { get; set; }

    /// <param name="gone">Items that were decided here and may still be listed.</param>
    public async Task LoadAsync(IReadOnlySet<Guid> gone)
    {
        var found = new List<ReviewItemView>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var at = cursor;
            var answer = await calls.AskAsync(nexa => nexa.Rest.ListReviewAsync(reason: Reason, cursor: at, limit: PageSize));
            IsAway = answer.IsAway;
            if (answer.Value is not { } read)
            {
                return; // what is shown stays
            }

            found.AddRange(read.Items);
            cursor = read.Next_cursor;
            if (cursor is null)
            {
                break;
            }
        }

        HasMore = cursor is not null;
        items.Clear();
        items.AddRange(found.Where(item => !gone.Contains(item.Id)));
    }

    public ReviewItemView? Find(Guid id) => items.Find(item => item.Id == id);

    public int FindIndex(Guid id) => items.FindIndex(item => item.Id == id);

    /// <summary>Whether another person has it now.</summary>
    public bool IsTaken(ReviewItemView item, DateTimeOffset now) =>
        item.Claimed_by is { } other && other != people.Me && item.Claimed_until > now;

    /// <summary>The nearest item from a place on that nobody else has; null at the end.</summary>
    public ReviewItemView? FindFree(int from, int step, DateTimeOffset now)
    {
        for (var index = from; index >= 0 && index < items.Count; index += step)
        {
            if (!IsTaken(items[index], now))
            {
                return items[index];
            }
        }

        return null;
    }

    public void Remove(Guid id) => items.RemoveAll(item => item.Id == id);

    public void Insert(int index, ReviewItemView item)
    {
        Remove(item.Id);
        items.Insert(Math.Clamp(index, 0, items.Count), item);
    }
}
