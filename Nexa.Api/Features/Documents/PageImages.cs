using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Nexa.Documents.Child;
using Nexa.Documents.Drawing;
using Nexa.Documents.Pdf;

namespace Nexa.Api.Features.Documents;

/// <summary>A page as PNG; else the status that says why there is none.</summary>
internal readonly record struct PageImage(byte[]? Png, int Status)
{
    public static PageImage Missing(int status) => new(null, status);
}

/// <summary>
/// Draws pages of PDFs as images. Poppler's pdftoppm draws them where it is installed. Elsewhere the child that reads documents draws their
/// words. Both run under limits of time, memory and size, since the file comes from a stranger.
/// </summary>
internal sealed partial class PageImages(ILogger<PageImages> log) : IDisposable
{
    /// <summary>Bytes of a page: one of A4 has some 100 kB, one full of photos a few MB.</summary>
    private const int LargestImage = 12 << 20;

    /// <summary>What a page without an image takes in the cache, which counts bytes.</summary>
    private const int RefusalSize = 256;

    private const int AtOnce = 2;

    private static readonly ProgramLimits Limits = new(TimeSpan.FromSeconds(15), Memory: 512L << 20);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    /// <summary>A page that can't be drawn costs up to two runs of 15 seconds, and a viewer asks for it again.</summary>
    private static readonly TimeSpan RefusalKeptFor = TimeSpan.FromMinutes(5);

    /// <summary>A person should see the refusal soon; a viewer asks again.</summary>
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim free = new(AtOnce);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 64 << 20 });

    private static bool HasPoppler { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "pdftoppm.exe" : "pdftoppm")));

    /// <param name="document">Whose page; the caller has checked who asks.</param>
    /// <param name="page">From 1.</param>
    /// <param name="readContent">Reads the PDF, and the page's number in it, where the page is not known yet; null where it was erased meanwhile.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The image, or 404 for a page that there is not, 410 for an erased file, 422 for a page that can't be drawn, 503.</returns>
    public async Task<PageImage> FindAsync(Guid document, int page, Func<Task<(byte[] Pdf, int Page)?>> readContent, CancellationToken ct)
    {
        if (page is < 1 or > PdfText.MostPages)
        {
            return PageImage.Missing(StatusCodes.Status404NotFound);
        }

        if (cache.TryGetValue((document, page), out PageImage known))
        {
            return known;
        }

        if (!await free.WaitAsync(LongestQueue, ct))
        {
            return PageImage.Missing(StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            if (cache.TryGetValue((document, page), out known))
            {
                return known; // drawn while this request waited
            }

            if (await readContent() is not var (content, own))
            {
                return PageImage.Missing(StatusCodes.Status410Gone);
            }

            var (drawn, isFinal) = await DrawAsync(content, own, ct);
            return !isFinal ? drawn : cache.Set((document, page), drawn, drawn.Png is { } png
                ? new MemoryCacheEntryOptions { Size = png.Length, SlidingExpiration = KeptFor }
                : new MemoryCacheEntryOptions { Size = RefusalSize, AbsoluteExpirationRelativeToNow = RefusalKeptFor });
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        cache.Dispose();
        free.Dispose();
    }

    /// <returns>
    /// The image or its refusal, and whether another try would give the same: not where no program started or time ran out.
    /// </returns>
    private async Task<(PageImage Drawn, bool IsFinal)> DrawAsync(byte[] content, int page, CancellationToken ct)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var longest = PageSketch.LongerSide.ToString(CultureInfo.InvariantCulture);
        var drawn = HasPoppler
            ? await RunAsync(NetworkFence.Enclose(
                ChildStart.Prepare("pdftoppm", "-png", "-cropbox", "-f", number, "-l", number, "-scale-to", longest, "-")), content, ct)
            : null;
        if (drawn is not { ExitCode: 0, Output.Length: > 0 })
        {
            drawn = await RunAsync(ChildStart.Prepare(Limits.Memory, DrawPageVerb.Verb, number), content, ct);
        }

        var image = drawn switch
        {
            { ExitCode: 0, Output: { Length: > 0 } png } => new PageImage(png, StatusCodes.Status200OK),
            { ExitCode: DrawPageVerb.NoSuchPage } => PageImage.Missing(StatusCodes.Status404NotFound),
            _ => PageImage.Missing(StatusCodes.Status422UnprocessableEntity),
        };
        return (image, drawn is not (null or { Beyond: ProgramLimit.Time }));
    }

    /// <summary>Null where the program could not run.</summary>
    private async Task<ProgramResult?> RunAsync(ProcessStartInfo start, byte[] content, CancellationToken ct)
    {
        try
        {
            var run = await LimitedProgram.RunAsync(start, content, Limits, LargestImage, ct);
            if (run.Beyond is { } limit)
            {
                LogFailed(start.FileName, $"it went beyond its limit of {limit}.");
            }

            return run;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            LogFailed(start.FileName, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Drawing a page by {Program} failed: {Reason}")]
    private partial void LogFailed(string program, string reason);
}
