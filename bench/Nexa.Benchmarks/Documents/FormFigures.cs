using Nexa.Documents;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Benchmarks.Documents;

/// <summary>How well ERP forms are read, as means over documents: a long one weighs no more than a short one.</summary>
internal static class FormFigures
{
    private const int Forms = 200, FirstSeed = 20_000;

    public static object Measure()
    {
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var form in ErpForms.Make(FirstSeed, Forms))
        {
            var read = DocumentExtractor.ExtractPdf(form.Pdf, null);
            var lines = read.Lines.Where(l => l.Partnumber is not null).GroupBy(l => l.Partnumber!, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
            double Share(Func<ExpectedItem, ExtractedLine, bool> isRight) =>
                (double)form.Items.Count(i => lines.TryGetValue(i.PartNumber, out var line) && isRight(i, line)) / form.Items.Count;

            Add("found", Share((_, _) => true));
            Add("invented", (double)lines.Keys.Except(form.Items.Select(i => i.PartNumber), StringComparer.Ordinal)
                .Count() / form.Items.Count);
            Add("quantity", Share((item, line) => line.Quantity == item.Quantity));
            Add("price", Share((item, line) => line.UnitPrice == item.UnitPrice));
            Add("description", Share((item, line) => line.Description?.StartsWith(item.Description, StringComparison.Ordinal) is true));
            Add("manufacturer", Share((item, line) => line.Manufacturer is null || line.Manufacturer == item.Manufacturer));
            Add("supplier", read.Supplier == form.Seller ? 1 : 0);
            Add("number", read.DocumentNumber == form.Number ? 1 : 0);
            Add("total", read.Total == form.Total ? 1 : 0);
        }

        return sums.ToDictionary(s => s.Key, s => Math.Round(s.Value / Forms, 4), StringComparer.Ordinal);

        void Add(string name, double value) => sums[name] = sums.GetValueOrDefault(name) + value;
    }
}
