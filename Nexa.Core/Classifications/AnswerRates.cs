using System.Text.Json;
using Nexa.Core.Contracts;
using Nexa.Fiscal;

namespace Nexa.Core.Classifications;

/// <summary>The rates that an answer carries: those of its code on its day, and the edition of the tables that they come from.</summary>
public static class AnswerRates
{
    /// <summary>Null for what is no whole code.</summary>
    public static JsonElement? Describe(FiscalTables tables, string? ncm, string? ex, DateOnly on)
    {
        if (ncm is not { Length: 8 })
        {
            return null;
        }

        var rates = tables.FindRates(ncm, ex, on);
        return JsonSerializer.SerializeToElement(
            new
            {
                on, tables.SnapshotId, Ii = rates.Ii.WithOpenEnds(), Ipi = rates.Ipi.WithOpenEnds(), Pis = rates.Pis.WithOpenEnds(),
                Cofins = rates.Cofins.WithOpenEnds(),
            },
            NexaJson.Options);
    }
}
