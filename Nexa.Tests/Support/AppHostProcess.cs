using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Nexa.Hosting;

namespace Nexa.Tests.Support;

/// <summary>The real AppHost, as a user starts it: on a data folder and ports of its own.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    /// <summary>OpenTelemetry's number for a span that calls another server.</summary>
    public const int ClientKind = 3;

    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly bool ownsFolder;

    private AppHostProcess(string folder, bool ownsFolder, int apiPort, string[] arguments, Dictionary<string, string> environment)
    {
        Folder = folder;
        ApiPort = apiPort;
        this.ownsFolder = ownsFolder;
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(here.Parent!.Parent!.FullName, "Nexa.AppHost", here.Name, "Nexa.AppHost");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["NEXA_DATA_DIR"] = folder,
                ["NEXA_API_PORT"] = apiPort.ToString(CultureInfo.InvariantCulture),
                ["NEXA_WEB_PORT"] = "0",
                ["NEXA_AGENTS_PORT"] = "0",
                ["NEXA_DASHBOARD_PORT"] = "0",
                ["NEXA_WORKER_REPLICAS"] = "1",
                ["NEXA_SERVERS"] = "local",
                ["DOTNET_ENVIRONMENT"] = "Development",
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Folder { get; }

    public int ApiPort { get; }

    public string Said
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>The dashboard's address with the token that signs the user in.</summary>
    public Uri DashboardLink =>
        new(Said.Split('\n').Single(line => line.StartsWith("dashboard ", StringComparison.Ordinal)).Split(' ')[^1]);

    /// <summary>The spans that the dashboard has received, each named behind its service.</summary>
    public async Task<List<(string Name, string TraceId, string? ParentId, int Kind)>> ReadSpansAsync()
    {
        using var json = JsonDocument.Parse(await ReadTelemetryAsync("traces"));
        return [.. from resource in json.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
            let service = resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
                .First(attribute => attribute.GetProperty("key").ValueEquals("service.name")).GetProperty("value")
                .GetProperty("stringValue").GetString()
            from scope in resource.GetProperty("scopeSpans").EnumerateArray()
            from span in scope.GetProperty("spans").EnumerateArray()
            select ($"{service} {span.GetProperty("name").GetString()}", span.GetProperty("traceId").GetString()!,
                span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null, span.GetProperty("kind").GetInt32())];
    }

    public Task<string> ReadLogsAsync() => ReadTelemetryAsync("logs");

    private async Task<string> ReadTelemetryAsync(string what)
    {
        var ct = TestContext.Current.CancellationToken;
        using var http = new HttpClient { BaseAddress = new Uri(DashboardLink.GetLeftPart(UriPartial.Authority)) };
        using var signIn =
            await http.PostAsJsonAsync("/api/telemetry/validateToken", new { token = DashboardLink.Query.Split('=')[1] }, ct);
        var key = (await signIn.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("apiKey").GetString();
        http.DefaultRequestHeaders.Add("x-api-key", key);
        return await http.GetStringAsync(new Uri($"/api/telemetry/{what}", UriKind.Relative), ct);
    }

    public static AppHostProcess Start(
        string? folder = null, int? apiPort = null, string[]? arguments = null, params (string Name, string Value)[] environment) =>
        new(folder ?? Folders.CreateTemporary(), folder is null, apiPort ?? Ports.FindFree(), arguments
            ?? [], environment.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal));

    public async Task IsReadyAsync()
    {
        await Eventually.HoldsAsync(() => process.HasExited
            || Said.Contains("Nexa is ready", StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        Assert.False(process.HasExited, Said);
    }

    public async Task<int> ExitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public async Task SendAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The processes that know this data folder, by their arguments or their environment.</summary>
    public List<string> Processes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        return Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId)
            .Where(folder => Read(folder, "environ").Contains(Folder, StringComparison.Ordinal)
                || Read(folder, "cmdline").Contains(Folder, StringComparison.Ordinal))
            .Select(folder => Read(folder, "cmdline").Replace('\0', ' ')).ToList();

        static string Read(string folder, string file)
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        if (ownsFolder)
        {
            await Eventually.HoldsAsync(() => Processes().Count == 0, TimeSpan.FromSeconds(60));
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Hear(string? line)
    {
        lock (lines)
        {
            lines.Add(line ?? "");
        }
    }
}
