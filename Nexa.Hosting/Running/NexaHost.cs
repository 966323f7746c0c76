using System.Globalization;
using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nexa.Hosting.Running;

/// <summary>What the AppHost does around its graph: addresses of its own, the terminal, an end in good order.</summary>
public static class NexaHost
{
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(1); // services get 40 s, servers 15 s

    public static IDistributedApplicationBuilder AddNexaHost(this IDistributedApplicationBuilder builder, HostSettings settings)
    {
        var dashboard = settings.DashboardPort ?? Ports.FindFree();
        builder.Configuration["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{dashboard}");
        builder.Configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true"; // all on the loopback interface
        builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ??= "http://localhost:0";
        builder.Configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] ??= "http://localhost:0";
        // DCP ends everything when this process is gone; its monitor beside each process would do so when DCP is, for 24 MB each.
        Environment.SetEnvironmentVariable("DCP_DISABLE_MONITOR_PROCESS", "true");
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true"; // the host ends when everything has
        var end = new HostEnd();
        builder.Services.AddSingleton(end);
        builder.Services.AddLogging(logging => logging
            .AddFilter(null, LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None) // the states of the resources tell it
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // says that a start was cancelled
            // The dashboard keeps its keys unencrypted, in the home of its user.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // The dashboard shows the rest.
            .AddFilter(
                $"{builder.Environment.ApplicationName}.Resources", level => level >= LogLevel.Error && !end.HasBegun));
        builder.Services.AddSingleton<Terminal>();
        // Sees the start itself fail.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => services.GetRequiredService<Terminal>()));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = EndsWithin);
        return builder;
    }

    /// <summary>Once the end has begun, what Aspire cancels is no error to be shown.</summary>
    public sealed class HostEnd
    {
        public bool HasBegun { get; set; }
    }

    /// <summary>Runs until a signal stops it, or something cannot start.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunToEndAsync(this DistributedApplication app, DataFolder? folder)
    {
        await using (app)
        {
            var terminal = app.Services.GetRequiredService<Terminal>();
            try
            {
                await app.RunAsync();
            }
            catch (OperationCanceledException)
            {
                await app.StopAsync(); // a signal came while it started
            }

            folder?.Close();
            if (terminal.Failure is { } failure)
            {
                await Console.Error.WriteLineAsync(failure);
                return 1;
            }
        }

        return 0;
    }
}
