using System.Reflection;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of Nexa has: telemetry, health, service discovery, resilient HTTP, JSON logs in production.</summary>
public static partial class ServiceDefaults
{
    /// <summary>The name under which Nexa's own spans and meters are published; names below it (<c>Nexa.Something</c>) are too.</summary>
    public const string Telemetry = "Nexa";

    /// <summary>The version of this build and the commit that it was built of, e.g. <c>0.1.0+1f2e3d4</c>.</summary>
    public static string Version { get; } =
        typeof(ServiceDefaults).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var start = new StartProgress();
        builder.Services.AddSingleton(start).AddSingleton<ToldTroubles>();
        AddLogs(builder);
        builder.RefusePlainTransport();
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host",
            level => start.IsOver && level >= LogLevel.Information); // RunServiceAsync says why the start failed
        AddTelemetry(builder);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            // Nobody but the caller knows whether a POST may be sent twice.
            http.AddStandardResilienceHandler(resilience => resilience.Retry.DisableForUnsafeHttpMethods());
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// <c>/health</c>: everything that the service needs answers; <c>/alive</c>: the process does; <c>/metrics</c>: Prometheus.
    /// </summary>
    /// <returns>The metrics, for whoever wants them closed: behind no authorization they are open.</returns>
    public static IEndpointConventionBuilder MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync }).DisableHttpMetrics().AllowAnonymous();
        app.MapHealthChecks("/alive",
            new HealthCheckOptions { Predicate = check => check.Tags.Contains("live"), ResponseWriter = WriteAsync })
            .DisableHttpMetrics().AllowAnonymous();
        return app.MapPrometheusScrapingEndpoint().DisableHttpMetrics();
    }

    private static void AddLogs(IHostApplicationBuilder builder)
    {
        foreach (var level in builder.Configuration.GetSection("Logging:LogLevel").GetChildren())
        {
            if (level.Value is not null && !Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
            {
                throw new StartRefusedException(
                    $"{level.Path} is {level.Value}; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }

        // Below every other source of configuration, so that any of them may say otherwise.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"), new("Logging:LogLevel:Microsoft.EntityFrameworkCore", "Warning"),
                // the exception says it, and first migrations ask for a missing table
                new("Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command", "None"),
                new("Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Connection", "None"),
                new("Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks", "None"), // WriteAsync says it in one sentence
                new("Logging:LogLevel:System.Net.Http.HttpClient", "Warning"), new("Logging:LogLevel:Polly", "Warning"),
                new("Logging:LogLevel:StackExchange.Redis", "Warning"),
            ],
        });
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "O";
                json.IncludeScopes = true;
                json.JsonWriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // no page shows it as HTML
            });
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
    }

    private static void AddTelemetry(IHostApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddAttributes([new("service.version", Version)]))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation()
                .AddMeter(Telemetry, $"{Telemetry}.*", "Polly", "Npgsql").AddPrometheusExporter())
            .WithTracing(tracing => tracing.SetSampler(new ParentBasedSampler(new RootSampler()))
                .AddSource(Telemetry, $"{Telemetry}.*").AddHttpClientInstrumentation()
                .AddAspNetCoreInstrumentation(options => options.Filter = context => !IsProbe(context.Request.Path)));
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            telemetry.UseOtlpExporter();
        }
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var troubled = report.Entries.Where(entry => entry.Value.Status is not HealthStatus.Healthy).ToList();
        var reasons = string.Join("; ", troubled.Select(entry =>
            $"{entry.Key}: {entry.Value.Exception?.GetBaseException().Message ?? entry.Value.Description}"));
        var told = context.RequestServices.GetRequiredService<ToldTroubles>();
        if (told.IsNew(reasons) && troubled.Count > 0)
        {
            LogTroubles(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Nexa.Health"), report.Status, reasons);
        }

        return context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString(), StringComparer.Ordinal),
            // Only what was written for everyone: exceptions name hosts and users.
            reasons = troubled.Where(entry => entry.Value is { Exception: null, Description: not null })
                .ToDictionary(entry => entry.Key, entry => entry.Value.Description, StringComparer.Ordinal),
        });
    }

    [LoggerMessage(LogLevel.Warning, "Health is {Status}: {Reasons}")]
    private static partial void LogTroubles(ILogger logger, HealthStatus status, string reasons);

    internal static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/alive") || path.StartsWithSegments("/metrics");
}
