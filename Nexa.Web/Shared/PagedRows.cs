using Nexa.Web.Session;

namespace Nexa.Web;

/// <summary>Rows of a list that is read page by page; a page that could not be read is asked for again, and what is there stays.</summary>
internal sealed class PagedRows<T>
{
    private readonly List<T> rows = [];
    private string? next;
    private string? filter;
    private int generation;

    public List<T> Rows => rows;

    public bool IsLoading { get; private set; } = true;

    /// <summary>Nexa did not answer the last request.</summary>
    public bool IsAway { get; private set; }

    /// <summary>Why the list can't be shown; null where it can.</summary>
    public string? Refusal { get; private set; }

    public bool HasMore => next is not null;

    /// <summary>Empties the list and reads it anew where it is filtered otherwise than before.</summary>
    public async Task LoadForAsync(string wanted, Func<Task> load)
    {
        if (filter == wanted)
        {
            return;
        }

        filter = wanted;
        rows.Clear();
        (next, Refusal) = (null, null);
        await load();
    }

    /// <param name="read">Reads the page at a cursor.</param>
    /// <param name="unpack">The page's rows and its next cursor.</param>
    public async Task LoadAsync<TPage>(Func<string?, Task<Answer<TPage>>> read, Func<TPage, (IEnumerable<T> Rows, string? Next)> unpack)
        where TPage : class
    {
        var mine = ++generation;
        (IsLoading, IsAway) = (true, false);
        var answer = await read(next);
        if (mine != generation)
        {
            return; // asked for again, or filtered otherwise meanwhile
        }

        (IsLoading, IsAway, Refusal) = (false, answer.IsAway, answer.Refusal);
        if (answer.Value is { } page)
        {
            var (more, cursor) = unpack(page);
            rows.AddRange(more);
            next = cursor;
        }
    }
}
