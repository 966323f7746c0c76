namespace Nexa.Core.Documents;

/// <summary>The section <c>Documents</c>, as far as the worker, which erases files, and the API, which says when, share it.</summary>
public sealed class RetentionSettings
{
    /// <summary>After this an uploaded file is erased; what came of it stays. API and worker need the same value.</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>When the time of a file is up; null where no calendar has that day.</summary>
    public DateTimeOffset? FindEnd(DateTimeOffset sent) => DateTimeOffset.MaxValue - sent > KeepFor ? sent + KeepFor : null;
}
