using System.Diagnostics;

namespace Nexa.Tests.Support;

/// <summary>A real service, run to its end as an operator runs it.</summary>
internal static class ServiceProcess
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, string[] args, params (string Name, string Value)[] environment)
    {
        var start = BuildStart(program, args);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(120));
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The program as the build has put it, or the one at an absolute path; in production.</summary>
    public static ProcessStartInfo BuildStart(string program, string[] args)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(here.Parent!.Parent!.FullName, program, here.Name, program); // an absolute path stands for itself
        var folder = Path.GetDirectoryName(path)!;
        return new ProcessStartInfo(path, args)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            WorkingDirectory = folder,
            Environment = { ["DOTNET_ENVIRONMENT"] = null, ["ASPNETCORE_ENVIRONMENT"] = null, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
    }
}
