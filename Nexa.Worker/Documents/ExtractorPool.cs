using System.Collections.Concurrent;
using Nexa.Documents;

namespace Nexa.Worker.Documents;

/// <summary>
/// Children kept ready, since each costs a third of a second to start; a child that died or has read its share is replaced.
/// </summary>
public sealed class ExtractorPool(ExtractionSettings options) : IAsyncDisposable
{
    private readonly SemaphoreSlim free = new(options.Processes);
    private readonly ConcurrentBag<ExtractionProcess> idle = [];
    private long peakMemory;
    private int started;

    /// <summary>The most memory that any child held.</summary>
    public long PeakMemory => Interlocked.Read(ref peakMemory);

    /// <summary>Children started so far.</summary>
    public int Started => Volatile.Read(ref started);

    /// <exception cref="UnreadableDocumentException">Nothing can be read out of the file, and why.</exception>
    public async Task<ExtractedDocument> ExtractAsync(ExtractionRequest request, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        await free.WaitAsync(ct);
        ExtractionProcess? child = null;
        try
        {
            child = Take();
            return await child.ExtractAsync(request, content, ct);
        }
        finally
        {
            if (child is not null)
            {
                InterlockedMax(child.PeakMemory);
                if (child.IsAlive && child.Documents < options.Recycle && child.PeakMemory < options.MemoryLimit * 0.7)
                {
                    idle.Add(child);
                }
                else
                {
                    child.Dispose();
                }
            }

            free.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var child))
        {
            child.Dispose();
        }

        free.Dispose();
        return ValueTask.CompletedTask;
    }

    private ExtractionProcess Take()
    {
        while (idle.TryTake(out var child))
        {
            if (child.IsAlive)
            {
                return child;
            }

            child.Dispose();
        }

        Interlocked.Increment(ref started);
        return ExtractionProcess.Start(options);
    }

    private void InterlockedMax(long value)
    {
        for (var current = PeakMemory; value > current; current = PeakMemory)
        {
            if (Interlocked.CompareExchange(ref peakMemory, value, current) == current)
            {
                return;
            }
        }
    }
}
