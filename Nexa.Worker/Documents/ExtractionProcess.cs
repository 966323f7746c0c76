using System.Diagnostics;
using System.Text.Json;
using Nexa.Documents;
using Nexa.Documents.Child;
using Nexa.Documents.Ocr;

namespace Nexa.Worker.Documents;

/// <summary>One extraction child and the limits that it lives under.</summary>
internal sealed class ExtractionProcess : IDisposable
{
    /// <summary>A child that inflates data grows by at most some 60 MB between two checks.</summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private readonly ExtractionSettings options;

    private volatile bool broken;

    private ExtractionProcess(Process process, ExtractionSettings options) => (this.process, this.options) = (process, options);

    public int Id { get; private set; }
    public int Documents { get; private set; }
    public long PeakMemory { get; private set; }

    public static ExtractionProcess Start(ExtractionSettings options)
    {
        var start = ChildStart.Prepare(options.MemoryLimit, ExtractChild.Verb);
        var started = Process.Start(start) ?? throw new InvalidOperationException("The extraction process did not start.");
        started.ErrorDataReceived += static (_, _) => { }; // drained: a full pipe would stop the child
        started.BeginErrorReadLine();
        return new(started, options) { Id = started.Id };
    }

    /// <exception cref="UnreadableDocumentException">Nothing can be read out of it; the child may be dead.</exception>
    public async Task<ExtractedDocument> ExtractAsync(ExtractionRequest request, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        Documents++;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = WatchAsync(limit);
        try
        {
            await Frames.WriteFrameAsync(process.StandardInput.BaseStream,
                JsonSerializer.SerializeToUtf8Bytes(request, DocumentJson.Options),
                limit.Token);
            await Frames.WriteFrameAsync(process.StandardInput.BaseStream, content, limit.Token);
            var answer = await Frames.ReadFrameAsync(process.StandardOutput.BaseStream, limit.Token);
            var reply = answer is null ? null : JsonSerializer.Deserialize<ExtractionReply>(answer, DocumentJson.Options);
            broken = reply is null;
            await limit.CancelAsync();
            var beyond = await watch;
            return reply switch
            {
                { Document: { } document } => document,
                { Code: { } code } => throw new UnreadableDocumentException(code, reply.Message!),
                _ => throw beyond ?? DescribeCrash(),
            };
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or JsonException or InvalidDataException)
        {
            Kill(); // its streams are in the midst of something
            await limit.CancelAsync();
            var beyond = await watch;
            ct.ThrowIfCancellationRequested();
            throw beyond ?? DescribeCrash();
        }
    }

    /// <summary>False once anything went wrong with it: a process that dies is not seen to have exited at once.</summary>
    public bool IsAlive => !broken && !process.HasExited;

    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    private static UnreadableDocumentException DescribeCrash() =>
        new("crashed", "O documento derrubou o leitor: sua estrutura é recursiva ou está danificada.");

    /// <summary>Looks at the child until it has answered; kills it beyond its limits.</summary>
    private async Task<UnreadableDocumentException?> WatchAsync(CancellationTokenSource limit)
    {
        var clock = Stopwatch.StartNew();
        var wall = options.TimeLimit + (TesseractReader.IsInstalled ? options.OcrTimeLimit : TimeSpan.Zero);
        TimeSpan? before = null;
        try
        {
            while (!limit.IsCancellationRequested)
            {
                process.Refresh();
                before ??= process.TotalProcessorTime;
                PeakMemory = Math.Max(PeakMemory, Math.Max(process.WorkingSet64, process.PeakWorkingSet64));
                if (process.WorkingSet64 > options.MemoryLimit)
                {
                    return await EndAsync(UnreadableDocumentException.TooMuchMemory());
                }

                if (clock.Elapsed > wall || process.TotalProcessorTime - before > options.TimeLimit)
                {
                    return await EndAsync(new(
                        "timeout", $"A leitura do documento passou do limite de {options.TimeLimit.TotalSeconds:0} segundos."));
                }

                await Task.Delay(CheckEvery, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            process.Refresh();
            PeakMemory = Math.Max(PeakMemory, process.PeakWorkingSet64);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has exited on its own; the reader of its answer says so.
        }

        return null;

        async Task<UnreadableDocumentException> EndAsync(UnreadableDocumentException why)
        {
            Kill();
            await limit.CancelAsync();
            return why;
        }
    }

    private void Kill()
    {
        broken = true;
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // already gone
        }
    }
}
