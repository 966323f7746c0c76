namespace Microsoft.Extensions.Hosting;

/// <summary>What was last logged of the health: probes ask every few seconds, and the log says a change once.</summary>
internal sealed class ToldTroubles
{
    private string last = "";

    public bool IsNew(string reasons) => Interlocked.Exchange(ref last, reasons) != reasons;
}
