using System.Diagnostics;

namespace Nexa.Tests.Clients;

/// <summary>Runs Node.js in the folder of the clients, whose packages are fetched once.</summary>
internal static class NodeProgram
{
    private static readonly Lazy<Task> Packages = new(async () =>
    {
        if (!Directory.Exists(Repository.Find("clients/node_modules")))
        {
            var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], "clients");
            Assert.True(code == 0, output);
        }
    });

    public static Task FetchPackagesAsync() => Packages.Value;

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Repository.Find(folder), RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
