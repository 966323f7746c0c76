using System.ComponentModel;
using System.Diagnostics;

namespace Nexa.Documents.Child;

/// <summary>
/// Starts a program in a network namespace of its own, where it reaches nothing: not PostgreSQL, not Redis, nobody outside. Linux, where
/// <c>unshare</c> is installed and this user may make namespaces; elsewhere the program starts as ever.
/// </summary>
internal static class NetworkFence
{
    /// <summary>For any user; and for root where user namespaces are forbidden. Both become the program, under the same process id.</summary>
    private static readonly string[][] Ways = [["--user", "--map-current-user", "--net", "--"], ["--net", "--"]];

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);
    private static readonly Lazy<string[]?> Way = new(() => OperatingSystem.IsLinux() ? Array.Find(Ways, IsAllowed) : null);

    public static bool IsThere => Way.Value is not null;

    public static ProcessStartInfo Enclose(ProcessStartInfo start)
    {
        if (Way.Value is not { } way)
        {
            return start;
        }

        foreach (var (index, argument) in way.Append(start.FileName).Index())
        {
            start.ArgumentList.Insert(index, argument);
        }

        start.FileName = "unshare";
        return start;
    }

    private static bool IsAllowed(string[] way)
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", [.. way, "true"])
            {
                UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
            })!;
            if (probe.WaitForExit(ProbeLimit))
            {
                return probe.ExitCode == 0;
            }

            probe.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }
}
