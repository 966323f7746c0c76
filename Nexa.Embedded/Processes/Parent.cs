using System.Runtime.InteropServices;

namespace Nexa.Embedded.Processes;

/// <summary>The process that started this one.</summary>
public static partial class Parent
{
    /// <summary>Completes when it has ended; to be asked while it lives.</summary>
    public static async Task GoneAsync(CancellationToken ct)
    {
        var parent = GetParent();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (GetParent() == parent)
        {
            await timer.WaitForNextTickAsync(ct);
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParent();
}
