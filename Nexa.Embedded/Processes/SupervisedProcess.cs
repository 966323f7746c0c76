using System.Diagnostics;
using System.Globalization;

namespace Nexa.Embedded.Processes;

/// <summary>What a resource is doing.</summary>
public enum ResourceState
{
    Stopped,
    Starting,
    Ready,
    Restarting,
}

/// <summary>Keeps one program running: started once, then started again with growing pauses whenever it ends by itself.</summary>
public sealed class SupervisedProcess(string name, Command command, Func<CancellationToken, Task<bool>> isReady, Action<string, string> log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource stopping = new();
    private readonly LastWords lastWords = new();
    private GuardedProcess? process;
    private Task supervision = Task.CompletedTask;

    public string Name => name;

    public ResourceState State { get; private set; } = ResourceState.Stopped;

    /// <summary>The process id of the program itself (not of a shell around it).</summary>
    public int ProcessId => process?.Id ?? 0;

    public int Restarts { get; private set; }

    /// <summary>Starts the program and waits until it is ready. If it ends before, or takes too long, the error says what it said last.</summary>
    public async Task StartAsync(TimeSpan timeout, CancellationToken ct)
    {
        State = ResourceState.Starting;
        process = GuardedProcess.Start(command, Keep);
        try
        {
            if (!await WaitUntilReadyAsync(process, timeout, ct))
            {
                var ended = process.Exited.IsCompleted;
                await process.StopAsync(TimeSpan.FromSeconds(5));
                var code = await process.Exited;
                throw new StartException(ended
                    ? string.Create(CultureInfo.InvariantCulture, $"{name} ended at its start with exit code {code}: {lastWords}")
                    : string.Create(CultureInfo.InvariantCulture, $"{name} was not ready within {timeout.TotalSeconds:0} s: {lastWords}"));
            }
        }
        catch (OperationCanceledException)
        {
            await process.StopAsync(TimeSpan.FromSeconds(20));
            throw;
        }

        State = ResourceState.Ready;
        supervision = SuperviseAsync(process, timeout);
    }

    /// <summary>Ends the program at once, as a crash would; it is then started again.</summary>
    public void Kill() => process?.Send(Signal.Kill);

    public async Task StopAsync(TimeSpan grace)
    {
        await stopping.CancelAsync();
        if (process is { } running)
        {
            await running.StopAsync(grace);
        }

        await supervision;
        State = ResourceState.Stopped;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(30));
        stopping.Dispose();
    }

    private async Task SuperviseAsync(GuardedProcess running, TimeSpan timeout)
    {
        var pause = FirstPause;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var code = await running.Exited;
            if (stopping.IsCancellationRequested)
            {
                return;
            }

            State = ResourceState.Restarting;
            pause = Stopwatch.GetElapsedTime(started) > 2 * LongestPause ? FirstPause : pause;
            log(name, string.Create(CultureInfo.InvariantCulture, $"ended with exit code {code}; starting again in {pause.TotalSeconds:0} s"));
            try
            {
                await Task.Delay(pause, stopping.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                started = Stopwatch.GetTimestamp();
                running = process = GuardedProcess.Start(command, Keep);
                Restarts++;
                if (await WaitUntilReadyAsync(running, timeout, stopping.Token))
                {
                    State = ResourceState.Ready;
                    log(name, "is ready again");
                }
                else if (!running.Exited.IsCompleted)
                {
                    log(name, string.Create(CultureInfo.InvariantCulture, $"is not ready after {timeout.TotalSeconds:0} s"));
                    await running.StopAsync(TimeSpan.FromSeconds(5));
                }
            }
            catch (OperationCanceledException)
            {
                await running.StopAsync(TimeSpan.FromSeconds(20));
                return;
            }
        }
    }

    private async Task<bool> WaitUntilReadyAsync(GuardedProcess running, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        try
        {
            while (!running.Exited.IsCompleted)
            {
                if (await isReady(limit.Token))
                {
                    return true;
                }

                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Time is up.
        }

        return false;
    }

    private void Keep(string line)
    {
        lastWords.Hear(line);
        log(name, line);
    }
}
