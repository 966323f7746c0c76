using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Nexa.Documents.Child;
using Nexa.Documents.Drawing;
using Nexa.Documents.Pdf;

namespace Nexa.Api.Features.Documents;

/// <summary>A page as PNG, or why there is none.</summary>
internal sealed record PageImage(byte[]? Png, string? Refusal, bool IsBusy = false);

/// <summary>
/// Pages of PDFs as images. Poppler's pdftoppm draws them where it is installed, else the reader's own child draws their words; both run
/// with limits of time, memory and size, since the file comes from a stranger.
/// </summary>
internal sealed partial class PageImages(ILogger<PageImages> log) : IDisposable
{
    /// <summary>Bytes of a page: one of A4 has some 100 kB, one full of photos a few MB.</summary>
    private const int LargestImage = 12 << 20;

    private const long MemoryLimit = 512L << 20;
    private const int AtOnce = 2;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    /// <summary>A reader sees an error sooner than this; a viewer asks again.</summary>
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim free = new(AtOnce);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 64 << 20 });

    private static bool HasPoppler { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "pdftoppm.exe" : "pdftoppm")));

    /// <param name="document">Whose page; the caller has checked who asks.</param>
    /// <param name="page">From 1.</param>
    /// <param name="readContent">Reads the file where the page is not known yet; null where it was erased meanwhile.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PageImage> FindAsync(Guid document, int page, Func<Task<byte[]?>> readContent, CancellationToken ct)
    {
        if (page is < 1 or > PdfText.MostPages)
        {
            return new(null, $"O documento não tem a página {page}.");
        }

        if (cache.TryGetValue((document, page), out byte[]? known))
        {
            return new(known, null);
        }

        if (!await free.WaitAsync(LongestQueue, ct))
        {
            return new(null, "Há muitas páginas em preparação; tente novamente em instantes.", IsBusy: true);
        }

        try
        {
            if (cache.TryGetValue((document, page), out known))
            {
                return new(known, null); // drawn while this request waited
            }

            var png = await readContent() is { } content ? await DrawAsync(content, page, ct) : null;
            return png is null ? new(null, $"Não foi possível mostrar a página {page} deste documento.")
                : new(cache.Set((document, page), png, new MemoryCacheEntryOptions { Size = png.Length, SlidingExpiration = KeptFor }),
                    null);
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

    private async Task<byte[]?> DrawAsync(byte[] content, int page, CancellationToken ct)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        var longest = PageSketch.LongerSide.ToString(CultureInfo.InvariantCulture);
        var drawn = HasPoppler
            ? await RunAsync(ChildStart.Prepare("pdftoppm", "-png", "-cropbox", "-f", number, "-l", number, "-scale-to", longest, "-"),
                content, ct)
            : null;
        return drawn ?? await RunAsync(ChildStart.Prepare(MemoryLimit, DrawPageVerb.Verb, number), content, ct);
    }

    /// <summary>What the child writes; null where it fails or goes beyond a limit.</summary>
    private async Task<byte[]?> RunAsync(ProcessStartInfo start, byte[] content, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeLimit);
        try
        {
            using var child = Process.Start(start)!;
            child.ErrorDataReceived += static (_, _) => { }; // drained: a full pipe would stop the child
            child.BeginErrorReadLine();
            var watch = WatchMemoryAsync(child, limit);
            try
            {
                var output = ReadImageAsync(child.StandardOutput.BaseStream, limit.Token);
                await SendAsync(child.StandardInput.BaseStream, content, limit.Token);
                var png = await output;
                await child.WaitForExitAsync(limit.Token);
                return child.ExitCode == 0 && png is { Length: > 0 } ? png : null;
            }
            finally
            {
                await limit.CancelAsync();
                await watch;
                Kill(child);
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogFailed(start.FileName, e.Message);
            return null;
        }
    }

    private static async Task SendAsync(Stream input, byte[] content, CancellationToken ct)
    {
        try
        {
            await input.WriteAsync(content, ct);
            input.Close();
        }
        catch (IOException)
        {
            // The child ended without reading all; its exit code says whether that is a fault.
        }
    }

    /// <summary>Null beyond the largest image.</summary>
    private static async Task<byte[]?> ReadImageAsync(Stream output, CancellationToken ct)
    {
        using var image = new MemoryStream();
        var part = new byte[81_920];
        for (int read; (read = await output.ReadAsync(part, ct)) > 0;)
        {
            if (image.Length + read > LargestImage)
            {
                return null;
            }

            await image.WriteAsync(part.AsMemory(0, read), ct);
        }

        return image.ToArray();
    }

    private static async Task WatchMemoryAsync(Process child, CancellationTokenSource limit)
    {
        while (!limit.IsCancellationRequested)
        {
            try
            {
                child.Refresh();
                if (!child.HasExited && child.WorkingSet64 > MemoryLimit)
                {
                    Kill(child);
                    return;
                }
            }
            catch (InvalidOperationException)
            {
                return; // It has exited between the two looks.
            }

            await Task.Delay(CheckEvery, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static void Kill(Process child)
    {
        try
        {
            child.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // already gone
        }
    }

    [LoggerMessage(LogLevel.Warning, "Drawing a page by {Program} failed: {Reason}")]
    private partial void LogFailed(string program, string reason);
}
