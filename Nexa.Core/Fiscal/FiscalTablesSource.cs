using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Nexa.Core.Fiscal;

/// <summary>The tables in force, in memory; swapped whole when another snapshot is switched in.</summary>
public sealed class FiscalTablesSource
{
    private volatile FiscalTables _current = FiscalTables.Starter();

    public event EventHandler? Changed;

    public FiscalTables Current => _current;

    /// <summary>Takes other tables at once; readers keep what they hold.</summary>
    public void Use(FiscalTables tables)
    {
        _current = tables;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

public static class FiscalTablesRegistration
{
    public static IServiceCollection AddFiscalTables(this IServiceCollection services)
    {
        services.TryAddSingleton<FiscalTablesSource>();
        return services;
    }
}
