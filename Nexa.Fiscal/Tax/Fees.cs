using System.Globalization;

namespace Nexa.Fiscal.Tax;

/// <summary>The charges of a declaration as a whole: Siscomex fee and AFRMM.</summary>
public static class Fees
{
    private const string Declaration = "declaracao";
    private const string Step = "adicao_";

    /// <summary>
    /// What the declaration costs, and each addition by the step in which it falls: the one with the highest beginning not above it. Null
    /// where a part is not known on that day.
    /// </summary>
    public static (decimal? Fee, string? Act) CalculateSiscomex(TaxRates rates, int additions, DateOnly on)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(additions, 1);
        var fee = rates.InForce(on).Where(row => row.Rate.Tax == "siscomex").GroupBy(row => row.Origin, row => row.Rate)
            .MinBy(rows => rows.Key)?.ToArray() ?? []; // Use the steps of one act only.
        var perDeclaration = fee.FirstOrDefault(row => row.Scope == Declaration);
        var steps = fee.Where(row => row.Scope != Declaration)
            .Select(row =>
                (First: int.Parse(row.Scope.AsSpan(Step.Length), NumberStyles.None, CultureInfo.InvariantCulture), row.Rate.Percent))
                    .OrderBy(step => step.First).ToArray();
        if (perDeclaration?.Rate.Percent is not { } total || steps is not [(1, _), ..])
        {
            return (null, null);
        }

        for (var i = 0; i < steps.Length && steps[i].First <= additions; i++)
        {
            var next = i + 1 < steps.Length ? steps[i + 1].First : int.MaxValue;
            if (steps[i].Percent is not { } perAddition)
            {
                return (null, null);
            }

            total += (Math.Min(additions, next - 1) - steps[i].First + 1) * perAddition;
        }

        return (total, perDeclaration.Act);
    }

    /// <summary>
    /// A share of the freight by sea; nothing by air or road. Bulk liquids on rivers of the North and Northeast (40 %) are not covered.
    /// </summary>
    public static DatedRate FindAfrmm(TaxRates rates, TransportMode mode, DateOnly on) => mode is TransportMode.Sea
        ? rates.FindDated("afrmm", "maritimo", "", on, "Alíquota do AFRMM nesta data não consta das tabelas.")
        : new DatedRate(Rate.Zero, "Lei 10.893/2004, art. 6º", null, null, "Não incide: transporte não aquaviário");
}
