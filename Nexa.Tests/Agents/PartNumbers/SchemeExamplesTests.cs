using Nexa.Agents.PartNumbers;

namespace Nexa.Tests.Agents.PartNumbers;

/// <summary>part-numbers.csv: real part numbers with the reading that the public data sheets give.</summary>
public sealed class SchemeExamplesTests(DecoderFixture fixture) : IClassFixture<DecoderFixture>
{
    public static TheoryData<string> Rows => [.. Lines()];

    [Theory, MemberData(nameof(Rows))]
    public void Part_number_is_read_as_its_data_sheet_says(string row)
    {
        var cells = row.Split(',');
        var (part, stated, scheme, manufacturer, family) = (cells[0].Trim('"'), cells[^5], cells[^4], cells[^3], cells[^2]);
        part = string.Join(',', cells[..^5]).Trim('"');
        var readings = fixture.Decoder.Decode(part, stated.Length == 0 ? null : stated);

        Assert.NotEmpty(readings);
        var best = readings[0];
        Assert.Equal((scheme, manufacturer, family), (best.Scheme, best.ManufacturerId ?? "", best.Family));
        foreach (var expected in cells[^1].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            Assert.Contains(best.Facts, fact => fact.Key == expected[0] && fact.Value == expected[1]);
        }
    }

    [Fact]
    public void Every_scheme_has_an_example()
    {
        var shown = Lines().Select(row => row.Split(',')[^4]).ToHashSet(StringComparer.Ordinal);

        Assert.All(fixture.Decoder.Schemes, scheme => Assert.Contains(scheme.Id, shown));
    }

    private static IEnumerable<string> Lines() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "part-numbers.csv")).Skip(1);
}
