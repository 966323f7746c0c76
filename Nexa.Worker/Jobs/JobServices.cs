using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexa.Core.Jobs;
using Nexa.Worker.Watching;

namespace Nexa.Worker.Jobs;

internal static class JobServices
{
    /// <summary>Runs jobs of the kind of <typeparamref name="T"/> in this worker.</summary>
    public static void AddJobHandler<T, THandler>(this IHostApplicationBuilder builder, int slots, TimeSpan timeout, int kept = 0)
        where T : IJobPayload
        where THandler : class, IJobHandler<T>
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<WorkMetrics>();
        services.TryAddSingleton<Bells>();
        services.TryAddSingleton<JobLeases>();
        if (!services.Any(service => service.ServiceType == typeof(PumpsRegistered)))
        {
            // Hosted services stop in reverse order: leases are kept until the pumps have drained.
            services.AddSingleton<PumpsRegistered>();
            services.AddHostedService(provider => provider.GetRequiredService<Bells>());
            services.AddHostedService(provider => provider.GetRequiredService<JobLeases>());
            services.AddHostedService<Measuring>();
            services.AddHostedService<AuditShipper>();
        }

        services.AddScoped<IJobHandler<T>, THandler>();
        services.AddSingleton(new HandledKind(T.Kind));
        services.AddSingleton(new PumpSettings<T>(slots, timeout, kept));
        services.AddSingleton<JobRunner<T>>().AddHostedService<JobPump<T>>();
    }

    private sealed class PumpsRegistered;
}
