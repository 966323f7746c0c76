namespace Nexa.Web.Review;

/// <summary>A decision that can be undone: one of an item, or a batch of several.</summary>
/// <param name="Made">The items, each with the decision about it.</param>
/// <param name="Batch">Null for a single decision.</param>
/// <param name="Told">In words.</param>
internal sealed record Decided(IReadOnlyList<(Guid Item, Guid Decision)> Made, Guid? Batch, string Told);

/// <summary>What was decided on this page, and how fast.</summary>
internal sealed class DecisionLog(TimeProvider clock)
{
    /// <summary>Long enough to even out a hard item, short enough to show a change of pace.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Stack<Decided> decided = [];
    private readonly List<DateTimeOffset> times = [];

    public bool HasAny => decided.Count > 0;

    /// <summary>The decision that was made last; null where there is none.</summary>
    public Decided? Last => decided.TryPeek(out var last) ? last : null;

    /// <summary>Decisions a minute of late; null until there are enough to tell.</summary>
    public double? Pace
    {
        get
        {
            var now = clock.GetUtcNow();
            var late = times.FindAll(time => now - time < Window);
            return late.Count < 3 ? null : (late.Count - 1) / Math.Max(0.05, (late[^1] - late[0]).TotalMinutes);
        }
    }

    public void Add(Decided one)
    {
        decided.Push(one);
        times.AddRange(Enumerable.Repeat(clock.GetUtcNow(), one.Made.Count));
    }

    public void RemoveLast() => decided.Pop();
}
