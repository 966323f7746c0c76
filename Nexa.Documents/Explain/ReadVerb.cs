using System.Text.Json;

namespace Nexa.Documents.Explain;

/// <summary><c>read &lt;file&gt;</c>: what the engine reads out of one file, as JSON.</summary>
internal static class ReadVerb
{
    private static readonly JsonSerializerOptions Indented = new(DocumentJson.Options) { WriteIndented = true };

    public static int Run(string file)
    {
        try
        {
            var document = DocumentReader.ReadDocument(File.ReadAllBytes(file), new ExtractionRequest(ExtractionRequest.FindKind(file)));
            Console.Out.WriteLine(JsonSerializer.Serialize(document, Indented));
            return 0;
        }
        catch (UnreadableDocumentException why)
        {
            Console.Error.WriteLine($"{why.Code}: {why.Message}");
            return 1;
        }
    }
}
