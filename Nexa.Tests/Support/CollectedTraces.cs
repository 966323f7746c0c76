using System.Collections.Concurrent;
using System.Diagnostics;

namespace Nexa.Tests.Support;

/// <summary>Every span that ends in this process, with whatever it would export.</summary>
internal sealed class CollectedTraces : IDisposable
{
    private readonly ActivityListener listener;

    public CollectedTraces()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("url.path") is string path)
                {
                    Paths.Enqueue(path);
                }

                Tags.Enqueue(string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(activity.DisplayName)));
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<string> Paths { get; } = new();
    public ConcurrentQueue<string> Tags { get; } = new();

    public void Dispose() => listener.Dispose();
}
