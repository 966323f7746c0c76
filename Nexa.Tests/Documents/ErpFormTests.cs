using Nexa.Documents;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Documents;

/// <summary>Forms of layouts that are drawn anew in every run: nobody has tuned the reader to them.</summary>
public sealed class ErpFormTests
{
    private const int Forms = 120;

    [Fact]
    public void Forms_of_fresh_seeds_are_read_nearly_whole_and_next_to_nothing_is_invented()
    {
        var first = Random.Shared.Next(1_000_000);
        var (share, items, invented, prices, heads) = (0.0, 0, 0, 0, 0);
        var missed = new List<string>();
        foreach (var form in ErpForms.Make(first, Forms))
        {
            var read = DocumentExtractor.ExtractPdf(form.Pdf, null);
            var lines = read.Lines.Where(l => l.Partnumber is not null).GroupBy(l => l.Partnumber!, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
            var found = form.Items.Count(i => lines.ContainsKey(i.PartNumber));
            items += form.Items.Count;
            invented += lines.Keys.Except(form.Items.Select(i => i.PartNumber), StringComparer.Ordinal).Count();
            prices += form.Items.Count(i => lines.TryGetValue(i.PartNumber, out var line) && line.Quantity == i.Quantity
                && line.UnitPrice == i.UnitPrice);
            heads += read.Supplier == form.Seller && read.DocumentNumber == form.Number && read.Total == form.Total
                && read.Date == form.Date ? 1 : 0;
            share += (double)found / form.Items.Count;
            missed.AddRange(found < form.Items.Count ? [$"{form.Seed} {form.Style}: {found} of {form.Items.Count}"] : []);
        }

        var said = $"seeds from {first}; {string.Join("; ", missed)}";
        Assert.True(share / Forms >= 0.97, $"{share / Forms:P1} found a document, {said}");
        Assert.True(invented <= items * 0.01, $"{invented} of {items} invented, {said}");
        Assert.True(prices >= items * 0.95, $"{prices} of {items} with their quantity and price, {said}");
        Assert.True(heads >= Forms * 0.95, $"{heads} of {Forms} with supplier, number, date and total, {said}");
    }
}
