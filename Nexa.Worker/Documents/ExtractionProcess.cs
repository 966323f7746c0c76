using System.Text.Json;
using Nexa.Documents;
using Nexa.Documents.Child;
using Nexa.Documents.Ocr;

namespace Nexa.Worker.Documents;

/// <summary>One extraction child and the limits that it lives under.</summary>
internal sealed class ExtractionProcess : IDisposable
{
    private readonly LimitedProgram child;
    private readonly ExtractionSettings options;
    private readonly ProgramLimits limits;

    private volatile bool broken;

    private ExtractionProcess(LimitedProgram child, ExtractionSettings options)
    {
        (this.child, this.options) = (child, options);
        var wall = options.TimeLimit + (TesseractReader.IsInstalled ? options.OcrTimeLimit : TimeSpan.Zero);
        limits = new(wall, options.MemoryLimit, options.TimeLimit);
    }

    public int Id => child.Id;
    public int Documents { get; private set; }
    public long PeakMemory => child.PeakMemory;

    /// <summary>False once anything went wrong with it.</summary>
    public bool IsAlive => !broken && child.IsRunning;

    public static ExtractionProcess Start(ExtractionSettings options) =>
        new(LimitedProgram.Start(ChildStart.Prepare(options.MemoryLimit, ExtractChild.Verb)), options);

    /// <exception cref="UnreadableDocumentException">Nothing can be read out of it; the child may be dead.</exception>
    public async Task<ExtractedDocument> ExtractAsync(ExtractionRequest request, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        Documents++;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = child.WatchAsync(limits, done);
        try
        {
            await Frames.WriteFrameAsync(child.Input, JsonSerializer.SerializeToUtf8Bytes(request, DocumentJson.Options), done.Token);
            await Frames.WriteFrameAsync(child.Input, content, done.Token);
            var answer = await Frames.ReadFrameAsync(child.Output, done.Token);
            var reply = answer is null ? null : JsonSerializer.Deserialize<ExtractionReply>(answer, DocumentJson.Options);
            broken = reply is null;
            await done.CancelAsync();
            var beyond = await watch;
            return reply switch
            {
                { Document: { } document } => document,
                { Code: { } code } => throw new UnreadableDocumentException(code, reply.Message!),
                _ => throw DescribeEnd(beyond),
            };
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or JsonException or InvalidDataException)
        {
            broken = true; // its streams are in the midst of something
            child.Kill();
            await done.CancelAsync();
            var beyond = await watch;
            ct.ThrowIfCancellationRequested();
            throw DescribeEnd(beyond);
        }
    }

    public void Dispose() => child.Dispose();

    private UnreadableDocumentException DescribeEnd(ProgramLimit? beyond) => beyond switch
    {
        ProgramLimit.Memory => UnreadableDocumentException.TooMuchMemory(),
        ProgramLimit.Time => new("timeout", $"A leitura do documento passou do limite de {options.TimeLimit.TotalSeconds:0} segundos."),
        _ => new("crashed", "Não foi possível ler o documento: sua estrutura é recursiva ou está danificada."),
    };
}
