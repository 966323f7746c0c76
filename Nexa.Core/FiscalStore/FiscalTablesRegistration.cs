using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexa.Fiscal;

namespace Nexa.Core.FiscalStore;

public static class FiscalTablesRegistration
{
    /// <summary><see cref="FiscalTablesSource"/>, kept up to date.</summary>
    public static IServiceCollection AddFiscalTables(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FiscalTablesSource>();
        services.TryAddSingleton<FiscalTablesRefresh>();
        services.AddHostedService(provider => provider.GetRequiredService<FiscalTablesRefresh>());
        return services;
    }
}
