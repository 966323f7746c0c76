using System.Diagnostics;
using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Documents;
using Nexa.Worker.Documents;

namespace Nexa.Benchmarks.Documents;

/// <summary>
/// <c>extract &lt;file or folder&gt;</c>: one JSON line per PDF through the worker's own extraction, child process included.
/// </summary>
internal static class ExtractVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var path] || !Path.Exists(path))
        {
            await Console.Error.WriteLineAsync("usage: extract <file or folder>");
            return 2;
        }

        var files = File.Exists(path) ? [path]
            : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsDocument).Order(StringComparer.Ordinal).ToArray();
        await using var pool = new ExtractorPool(new ExtractionSettings());
        foreach (var file in files)
        {
            await Console.Out.WriteLineAsync(await LineAsync(pool, file));
        }

        return 0;
    }

    private static bool IsDocument(string file) => Path.GetExtension(file).ToUpperInvariant() is ".PDF" or ".XLSX" or ".CSV";

    private static async Task<string> LineAsync(ExtractorPool pool, string file)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var document = await pool.ExtractAsync(new ExtractionRequest(ExtractionRequest.FindKind(file)),
                await File.ReadAllBytesAsync(file), CancellationToken.None);
            return JsonSerializer.Serialize(new
            {
                File = Path.GetFileName(file), document.Layout, document.Supplier, document.DocumentNumber, document.Date,
                    document.Currency, document.Total, document.AddsUp,
                Lines = document.Lines.Select(l =>
                    new { l.Line, l.Partnumber, l.Description, l.Manufacturer, l.Quantity, l.UnitPrice, l.Ncm, l.Hts, l.CountryOfOrigin,
                    l.Page }),
                Ms = clock.ElapsedMilliseconds,
            }, NexaJson.Options);
        }
        catch (UnreadableDocumentException e)
        {
            return JsonSerializer.Serialize(new { File = Path.GetFileName(file), Error = e.Message, e.Code,
                Ms = clock.ElapsedMilliseconds }, NexaJson.Options);
        }
    }
}
