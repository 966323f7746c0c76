using Nexa.Hosting.Servers;

namespace Nexa.Hosting.Running;

/// <summary>Docker or Podman of this machine.</summary>
public static class ContainerRuntime
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);

    /// <summary>Whether one answers; asked as Aspire itself asks (the one that ASPIRE_CONTAINER_RUNTIME names, else both).</summary>
    public static async Task<bool> AnswersAsync(string? configured)
    {
        string[] runtimes = configured is { Length: > 0 } ? [configured] : ["docker", "podman"];
        using var limit = new CancellationTokenSource(AnswersWithin);
        var asked = runtimes.Where(runtime => Executables.FindOnPath(OperatingSystem.IsWindows() ? runtime + ".exe" : runtime) is not null)
            .Select(runtime => AskAsync(runtime, limit.Token));
        return (await Task.WhenAll(asked)).Contains(true);
    }

    private static async Task<bool> AskAsync(string runtime, CancellationToken ct)
    {
        try
        {
            return (await Tool.RunAsync(runtime, ["container", "ls", "-n", "1"], ct, Path.GetTempPath())).Code == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
