using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.SignalR.Client;

namespace Nexa.Tests.Live;

/// <summary>One classification is one trace, over three processes and a queue: docs/operations.md shows it.</summary>
public sealed class TraceTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_job_agents_and_push_are_one_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Nexa" or "System.Net.Http" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = await NexaApp.StartAsync(servers);
        await using var hub = new HubConnectionBuilder().WithUrl(app.HubUrl).Build();
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.On<object>("classification_finished", _ => finished.TrySetResult());
        await hub.StartAsync(Ct);

        var task = (await app.PostAsync("/classify-partnumber", new { partnumber = "HELD-1" })).GetProperty("task_id").GetString();
        await hub.InvokeAsync("join", new { room_id = task }, Ct);
        await Eventually.HoldsAsync(() => app.Agents.Received.Count == 1);
        app.Agents.Release.TrySetResult();
        await finished.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);

        var push = await Eventually.GetAsync(() =>
            Task.FromResult(spans.FirstOrDefault(span => span.OperationName == "push classification_finished")));
        var trace = spans.Where(span => span.TraceId == push.TraceId).ToList();
        await Eventually.HoldsAsync(() => spans.Any(span => span.TraceId == push.TraceId && span.OperationName == "job classify-items"));
        trace = [.. spans.Where(span => span.TraceId == push.TraceId).OrderBy(span => span.StartTimeUtc)];
        TestContext.Current.TestOutputHelper?.WriteLine(Draw(trace));

        var names = trace.Select(span => span.DisplayName).ToList();
        Assert.Contains("POST /classify-partnumber", names);
        Assert.Contains("job classify-items", names);
        Assert.Contains("POST", names); // to the agents
        Assert.Contains("commit results and events", names);
        Assert.Contains("push classification_finished", names);
    }

    /// <summary>A line a span: when it began, how long it took, its name below its parent.</summary>
    private static string Draw(List<Activity> trace)
    {
        var start = trace[0].StartTimeUtc;
        return string.Join('\n', trace.Select(span =>
            $"{(span.StartTimeUtc - start).TotalMilliseconds,8:0.0} ms {span.Duration.TotalMilliseconds,8:0.0} ms "
            + $"{new string(' ', 2 * Depth(span))}{span.DisplayName}"));

        int Depth(Activity span) => trace.Find(other => other.SpanId == span.ParentSpanId) is { } parent ? Depth(parent) + 1 : 0;
    }
}
