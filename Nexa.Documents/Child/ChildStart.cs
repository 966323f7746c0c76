using System.Diagnostics;
using System.Globalization;

namespace Nexa.Documents.Child;

/// <summary>How this program is started as a child of a service.</summary>
internal static class ChildStart
{
    /// <summary>The reader parses what strangers send: it gets no connection string, key or password of its parent.</summary>
    private static readonly string[] PassedOn =
        ["PATH", "HOME", "USERPROFILE", "SystemRoot", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LD_LIBRARY_PATH", "TESSDATA_PREFIX"];

    /// <param name="memoryLimit">Bytes that its parent lets it hold.</param>
    /// <param name="arguments">The verb and what belongs to it.</param>
    public static ProcessStartInfo Prepare(long memoryLimit, params ReadOnlySpan<string> arguments)
    {
        var library = typeof(ChildStart).Assembly.Location;
        var program = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        var host = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var isAlone = host == "dotnet" && File.Exists(program);
        var start = Prepare(isAlone ? program : host, isAlone ? arguments : [library, .. arguments]);
        start.Environment["DOTNET_GCHeapHardLimit"] = ((long)(memoryLimit * 0.8)).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        // Hexadecimal: 24 MB; a first generation that may not grow keeps the peak near what is alive.
        start.Environment["DOTNET_GCgen0size"] = "1800000";
        start.Environment["DOTNET_GCGen0MaxBudget"] = "1800000";
        start.Environment["DOTNET_GCConserveMemory"] = "9";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return NetworkFence.Enclose(start);
    }

    /// <summary>Another program that is given a stranger's file on its standard input.</summary>
    public static ProcessStartInfo Prepare(string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(k => !PassedOn.Contains(k, StringComparer.OrdinalIgnoreCase)
            && !k.StartsWith("DOTNET_ROOT", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return start;
    }
}
