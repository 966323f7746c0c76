namespace Nexa.Core.Fiscal.Tax;

/// <summary>The charges of a declaration as a whole: Siscomex fee and AFRMM.</summary>
public static class Fees
{
    public const string SiscomexAct = "Portaria ME 4.131/2021";
    public const string AfrmmAct = "Lei 10.893/2004, art. 6º (red. Lei 14.301/2022)";
    private const decimal PerDeclaration = 115.67m;
    private static readonly DateOnly SiscomexFrom = new(2021, 6, 1);
    private static readonly DateOnly AfrmmFrom = new(2022, 3, 25);

    // Each addition pays the fee of the step in which it falls.
    private static readonly (int To, decimal Fee)[] PerAddition = [(2, 38.56m), (5, 30.85m), (10, 23.14m), (20, 15.42m), (50, 7.71m), (int.MaxValue, 3.86m)];

    /// <summary>Null before the first day of the act that is known.</summary>
    public static decimal? Siscomex(int additions, DateOnly on)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(additions, 1);
        if (on < SiscomexFrom)
        {
            return null;
        }

        var (total, done) = (PerDeclaration, 0);
        foreach (var (to, fee) in PerAddition)
        {
            var here = Math.Min(additions, to) - done;
            if (here <= 0)
            {
                break;
            }

            (total, done) = (total + here * fee, done + here);
        }

        return total;
    }

    /// <summary>8 % of the freight by sea; nothing by air or road. Bulk liquids on rivers of the North and Northeast (40 %) are not covered.</summary>
    public static Rate AfrmmRate(TransportMode mode, DateOnly on) =>
        mode is not TransportMode.Sea ? Rate.Zero : on < AfrmmFrom ? Rate.Unknown : Rate.Of(8m);
}
