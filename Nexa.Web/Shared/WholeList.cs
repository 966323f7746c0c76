using Nexa.Web.Session;

namespace Nexa.Web;

/// <summary>Rows of a list that is shown whole; what is there stays while it is read again.</summary>
internal sealed class WholeList<T>
{
    public IReadOnlyList<T> Rows { get; private set; } = [];

    public bool IsLoading { get; private set; } = true;

    /// <summary>Nexa did not answer the last request.</summary>
    public bool IsAway { get; private set; }

    /// <summary>Why the list can't be shown; null where it can.</summary>
    public string? Refusal { get; private set; }

    public async Task LoadAsync(Func<Task<Answer<List<T>>>> read)
    {
        var answer = await read();
        (IsLoading, IsAway, Refusal) = (false, answer.IsAway, answer.Refusal);
        Rows = answer.Value ?? Rows;
    }
}
