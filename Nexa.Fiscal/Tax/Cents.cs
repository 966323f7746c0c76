namespace Nexa.Fiscal.Tax;

/// <summary>Money: decimals, half up to cents, and shares that add up to the whole to the cent.</summary>
public static class Cents
{
    public static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);

    /// <summary>Percent of a base, rounded half up.</summary>
    public static decimal TakePercent(decimal amount, decimal percent) => Round(amount * percent / 100m);

    /// <summary>
    /// Shares in proportion to the weights; the cents left by rounding down go to the largest remainders, the first of equals first.
    /// The total is in cents already.
    /// </summary>
    public static decimal[] Apportion(decimal total, IReadOnlyList<decimal> weights)
    {
        var sum = weights.Sum();
        // Divide first: the product of two huge sums would overflow.
        var exact = weights.Select(weight => sum == 0m ? total / weights.Count : total * (weight / sum)).ToArray();
        var shares = exact.Select(share => Math.Floor(share * 100m) / 100m).ToArray();
        var left = (int)((total - shares.Sum()) * 100m);
        foreach (var i in Enumerable.Range(0, shares.Length).OrderByDescending(i => exact[i] - shares[i]).ThenBy(i => i).Take(left))
        {
            shares[i] += 0.01m;
        }

        return shares;
    }
}
