using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Nexa.Benchmarks;

/// <summary>The console as it is shipped: published in Release, in production, on a port of its own before a system that runs.</summary>
internal sealed class ShippedConsole : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly string published;

    private ShippedConsole(Process process, string published, Uri address)
    {
        this.process = process;
        this.published = published;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Resident memory, in MB.</summary>
    public double MemoryMb
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1048576.0;
        }
    }

    public static async Task<ShippedConsole> StartAsync(Uri api)
    {
        var output = Directory.CreateTempSubdirectory("nexa-console-").FullName;
        using (var publish = Process.Start(
            new ProcessStartInfo("dotnet", ["publish", FindProject(), "-c", "Release", "--no-build", "-v", "q", "-o", output]))!)
        {
            await publish.WaitForExitAsync();
            if (publish.ExitCode != 0)
            {
                throw new InvalidOperationException("The console could not be published; build the benchmarks in Release first.");
            }
        }

        var address = new Uri($"http://localhost:{FindPort().ToString(CultureInfo.InvariantCulture)}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(output, "Nexa.Web.dll")]) { WorkingDirectory = output };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Api__BaseUrl"] = api.ToString();
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var console = new ShippedConsole(Process.Start(start)!, output, address);
        using var http = new HttpClient { BaseAddress = address };
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < StartsWithin; await Task.Delay(200))
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return console;
                }
            }
            catch (HttpRequestException)
            {
                // not there yet
            }
        }

        await console.DisposeAsync();
        throw new TimeoutException("The console did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(published, recursive: true);
    }

    private static string FindProject()
    {
        var above = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(above.FullName, "Nexa.sln")))
        {
            above = above.Parent ?? throw new InvalidOperationException("Nexa.sln is not above the benchmarks.");
        }

        return Path.Combine(above.FullName, "Nexa.Web");
    }

    private static int FindPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
