namespace Nexa.Fiscal;

/// <summary>The tables in force, in memory; swapped whole when another snapshot is switched in.</summary>
public sealed class FiscalTablesSource
{
    private volatile FiscalTables current = FiscalTables.LoadStarter();

    public event EventHandler? Changed;

    public FiscalTables Current => current;

    /// <summary>Takes other tables at once; readers keep what they hold.</summary>
    public void SwitchTo(FiscalTables tables)
    {
        _ = tables.Index; // built before the switch, so that no request waits for it
        current = tables;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
