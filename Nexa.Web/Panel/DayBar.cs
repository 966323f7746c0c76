namespace Nexa.Web.Panel;

/// <summary>One day of a chart.</summary>
/// <param name="Value">Null where there is nothing to measure.</param>
/// <param name="Second">What stands on top of it, in another colour.</param>
/// <param name="Address">Where a click on it leads; null for nowhere.</param>
public sealed record DayBar(DateOnly Day, double? Value, double Second, string? Address)
{
    public double Sum => (Value ?? 0) + Second;
}

/// <summary>One row of a chart that is a table too.</summary>
/// <param name="Share">Of <paramref name="Whole"/>: the length of the bar.</param>
/// <param name="Note">A second column; null where the chart has none.</param>
public sealed record ShareRow(string Name, double Share, double Whole, string Value, string? Note, string? Address)
{
    public double Percent => Whole > 0 ? Math.Clamp(100 * Share / Whole, 0, 100) : 0;
}
