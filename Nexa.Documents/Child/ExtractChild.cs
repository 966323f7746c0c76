using System.Text.Json;
using System.Threading.Channels;

namespace Nexa.Documents.Child;

/// <summary>Reads one document after another from standard input and answers on standard output.</summary>
internal static class ExtractChild
{
    public const string Verb = "extract-child";
    private const int StackSize = 16 << 20;

    public static int Run()
    {
        var (input, output) = (Console.OpenStandardInput(), Console.OpenStandardOutput());
        Console.SetOut(TextWriter.Null); // Standard output carries frames only.
        var requests = Channel.CreateBounded<byte[]>(2);
        _ = Task.Run(() => ListenAsync(input, requests.Writer));
        var reader = new Thread(() => WorkOnRequests(requests.Reader, output), StackSize) { IsBackground = true };
        reader.Start();
        reader.Join();
        return 0;
    }

    /// <summary>Standard input ends when the worker ends: the child then exits at once, even in the middle of a document.</summary>
    private static async Task ListenAsync(Stream input, ChannelWriter<byte[]> requests)
    {
        try
        {
            while (await Frames.ReadFrameAsync(input, CancellationToken.None) is { } frame)
            {
                await requests.WriteAsync(frame);
            }
        }
        finally
        {
            Environment.Exit(0);
        }
    }

    private static void WorkOnRequests(ChannelReader<byte[]> requests, Stream output)
    {
        while (true)
        {
            var request = JsonSerializer.Deserialize<ExtractionRequest>(WaitForRequest(requests), DocumentJson.Options)!;
            var reply = AnswerRequest(request, WaitForRequest(requests));
            Frames.WriteFrameAsync(output, JsonSerializer.SerializeToUtf8Bytes(reply, DocumentJson.Options), CancellationToken.None)
                .GetAwaiter()
                .GetResult();
        }
    }

    private static byte[] WaitForRequest(ChannelReader<byte[]> requests) => requests.ReadAsync().AsTask().GetAwaiter().GetResult();

    private static ExtractionReply AnswerRequest(ExtractionRequest request, byte[] content)
    {
        try
        {
            return new(DocumentReader.ReadDocument(content, request), null, null);
        }
        catch (UnreadableDocumentException e)
        {
            return ExtractionReply.Refuse(e);
        }
        catch (OutOfMemoryException)
        {
            return ExtractionReply.Refuse(UnreadableDocumentException.TooMuchMemory());
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e.GetType().Name + " " + e.StackTrace?.Split('\n').FirstOrDefault());
            return new(null, "damaged", request.Kind is "pdf" ? "O PDF está danificado e não pode ser lido."
                : "A planilha está danificada e não pode ser lida.");
        }
    }
}
