using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Nexa.Fiscal;
using Nexa.Fiscal.Tax;

namespace Nexa.Core.FiscalStore;

public static class FiscalTablesRegistration
{
    /// <summary><see cref="FiscalTablesSource"/>, kept up to date, and the operator's <see cref="TaxRules"/>.</summary>
    public static IServiceCollection AddFiscalTables(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FiscalTablesSource>();
        services.AddOptions<TaxRules>().BindConfiguration("Fiscal:Taxes");
        services.TryAddSingleton<FiscalTablesRefresh>();
        services.AddHostedService(provider => provider.GetRequiredService<FiscalTablesRefresh>());
        return services;
    }
}
