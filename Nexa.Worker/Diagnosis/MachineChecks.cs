using System.ComponentModel;
using System.Diagnostics;
using Nexa.Documents.Child;

namespace Nexa.Worker.Diagnosis;

/// <summary>What a worker needs of its machine: room for temporary files, the programs that read scans.</summary>
internal static class MachineChecks
{
    /// <summary>A document that is read takes up to its memory limit, 512 MB, in pictures of its pages.</summary>
    private const long LeastFree = 1L << 30;

    public static async Task<List<Finding>> ExamineAsync(CancellationToken ct) =>
        [CheckFolder(Path.GetTempPath()), await CheckTesseractAsync(ct), CheckPoppler(), CheckFence()];

    private static Finding CheckFolder(string folder)
    {
        try
        {
            var probe = Path.Combine(folder, $"nexa-doctor-{Guid.NewGuid():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free >= LeastFree ? Finding.Fine($"{folder} can be written and has {free >> 20:N0} MB free.")
                : Finding.Break($"{folder} has only {free >> 20:N0} MB free: make room, or set TMPDIR to a folder with 1 GB.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Break($"{folder} can't be written: mount it writable, or set TMPDIR to a folder that can be.");
        }
    }

    private static async Task<Finding> CheckTesseractAsync(CancellationToken ct)
    {
        const string Remedy = "install tesseract-ocr and tesseract-ocr-por where the worker runs.";
        try
        {
            using var program = Process.Start(new ProcessStartInfo("tesseract", ["--list-langs"])
            {
                UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            _ = program.StandardError.ReadToEndAsync(ct);
            var languages = await program.StandardOutput.ReadToEndAsync(ct);
            await program.WaitForExitAsync(ct);
            return languages.Split('\n').Any(line => line.Trim() == "por") ? Finding.Fine("Tesseract reads scans in Portuguese.")
                : Finding.Warn($"Tesseract lacks the Portuguese language: {Remedy}");
        }
        catch (Win32Exception)
        {
            return Finding.Warn($"Tesseract is not installed, so scans are refused: {Remedy}");
        }
    }

    private static Finding CheckPoppler() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "pdftoppm.exe" : "pdftoppm")))
        ? Finding.Fine("Poppler draws the pages of documents.")
        : Finding.Warn("Poppler is not installed here, so pages show their words alone: install poppler-utils where the API runs.");

    private static Finding CheckFence() => NetworkFence.IsThere
        ? Finding.Fine("The programs that read documents have no network.")
        : Finding.Warn("The programs that read documents share the worker's network: allow user namespaces, and install util-linux (unshare).");
}
