using Nexa.Core.Classifications;
using Nexa.Core.Review;
using Nexa.Fiscal.Attributes;
using Nexa.Fiscal.Import;
using Npgsql;

namespace Nexa.Core.FiscalStore;

/// <summary>Review items of a legal change that the tables in force no longer bear out.</summary>
internal static class LegalChangeReview
{
    public static async Task<int> WithdrawAsync(NpgsqlConnection connection, Edition edition, DateOnly today, CancellationToken ct)
    {
        var open = await ReviewIntake.ReadOpenLegalChangesAsync(connection, ct);
        if (open.Count == 0 || await FiscalImport.LoadAsync(connection, edition, AttributeTable.None, ct) is not { } tables)
        {
            return 0;
        }

        var untrue = open.Where(item => !LegalChanges.StillConcerns(tables, item.Ncm, item.Ex, item.Ii, item.Ipi, item.Reason, today))
            .Select(item => item.Id).ToList();
        if (untrue.Count > 0)
        {
            await AffectedClassifications.UnflagAsync(connection, await ReviewIntake.WithdrawLegalChangesAsync(connection, untrue, ct), ct);
        }

        return untrue.Count;
    }
}
