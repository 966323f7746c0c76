using System.Diagnostics;

namespace Nexa.Tests.Support;

/// <summary>A real service that runs until it is disposed, and can be frozen as a paused machine is.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly Process process;

    private RunningService(Process process) => this.process = process;

    public static async Task<RunningService> StartAsync(string program, int port, params (string Name, string Value)[] environment)
    {
        var start = ServiceProcess.BuildStart(program, []);
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var service = new RunningService(Process.Start(start)!);
        service.process.OutputDataReceived += (_, _) => { };
        service.process.ErrorDataReceived += (_, _) => { };
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        using var http = new HttpClient();
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health"), TestContext.Current.CancellationToken))
                    .IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(60));
        return service;
    }

    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
