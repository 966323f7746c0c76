using System.ComponentModel;
using System.Diagnostics;

namespace Nexa.Documents.Child;

/// <summary>What a program may use before it is ended.</summary>
/// <param name="Time">From the start of a piece of work to its end.</param>
/// <param name="Memory">Bytes that it may hold.</param>
/// <param name="ProcessorTime">For a piece of work; null where only <paramref name="Time"/> counts.</param>
internal sealed record ProgramLimits(TimeSpan Time, long Memory, TimeSpan? ProcessorTime = null);

internal enum ProgramLimit { Time, Memory, Output }

/// <param name="ExitCode">Null where it was ended.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Beyond">The limit for which it was ended.</param>
internal sealed record ProgramResult(int? ExitCode, byte[] Output, ProgramLimit? Beyond);

/// <summary>A program that works on a stranger's file, and is ended beyond its limits.</summary>
internal sealed class LimitedProgram : IDisposable
{
    /// <summary>A program that inflates data grows by at most some 60 MB between two checks.</summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private volatile bool isEnded;

    private LimitedProgram(Process process) => (this.process, Id) = (process, process.Id);

    public int Id { get; }
    public long PeakMemory { get; private set; }
    public Stream Input => process.StandardInput.BaseStream;
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>False from the moment it is ended: the system sees that a while later.</summary>
    public bool IsRunning => !isEnded && !process.HasExited;

    /// <exception cref="Win32Exception">The program is not installed.</exception>
    public static LimitedProgram Start(ProcessStartInfo start)
    {
        var started = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        started.ErrorDataReceived += static (_, _) => { }; // drained: a full pipe would stop the program
        started.BeginErrorReadLine();
        return new(started);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">Which, with its streams redirected.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="mostOutput">Bytes that it may write.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="Win32Exception">The program is not installed.</exception>
    public static async Task<ProgramResult> RunAsync(
        ProcessStartInfo start, ReadOnlyMemory<byte> input, ProgramLimits limits, int mostOutput, CancellationToken ct)
    {
        using var program = Start(start);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = program.WatchAsync(limits, done);
        try
        {
            var reading = program.ReadOutputAsync(mostOutput, done.Token);
            await program.SendInputAsync(input, done.Token);
            if (await reading is not { } output)
            {
                return new(null, [], ProgramLimit.Output);
            }

            await program.process.WaitForExitAsync(done.Token);
            await done.CancelAsync();
            return await watch is { } beyond ? new(null, [], beyond) : new(program.process.ExitCode, output, null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, [], await watch);
        }
        finally
        {
            program.Kill();
            await done.CancelAsync();
            await watch;
        }
    }

    /// <summary>Checks the program until <paramref name="done"/> is cancelled; beyond a limit it ends the program and cancels that.</summary>
    public async Task<ProgramLimit?> WatchAsync(ProgramLimits limits, CancellationTokenSource done)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan? before = null;
        try
        {
            while (!done.IsCancellationRequested)
            {
                process.Refresh();
                before ??= process.TotalProcessorTime;
                PeakMemory = Math.Max(PeakMemory, Math.Max(process.WorkingSet64, process.PeakWorkingSet64));
                if (FindLimit(process.TotalProcessorTime - before.Value) is { } beyond)
                {
                    Kill();
                    await done.CancelAsync();
                    return beyond;
                }

                await Task.Delay(CheckEvery, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            process.Refresh();
            PeakMemory = Math.Max(PeakMemory, process.PeakWorkingSet64);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has exited on its own; the reader of its output sees that.
        }

        return null;

        ProgramLimit? FindLimit(TimeSpan worked) => process.WorkingSet64 > limits.Memory ? ProgramLimit.Memory
            : clock.Elapsed > limits.Time || worked > limits.ProcessorTime ? ProgramLimit.Time : null;
    }

    public void Kill()
    {
        isEnded = true;
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has exited already.
        }
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private async Task SendInputAsync(ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        try
        {
            await Input.WriteAsync(input, ct);
            Input.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all; its exit code says whether that is a fault.
        }
    }

    /// <summary>Null where there is more than <paramref name="most"/>; the program is then ended, since nobody reads on.</summary>
    private async Task<byte[]?> ReadOutputAsync(int most, CancellationToken ct)
    {
        using var output = new MemoryStream();
        var part = new byte[81_920];
        for (int read; (read = await Output.ReadAsync(part, ct)) > 0;)
        {
            if (output.Length + read > most)
            {
                Kill();
                return null;
            }

            await output.WriteAsync(part.AsMemory(0, read), ct);
        }

        return output.ToArray();
    }
}
