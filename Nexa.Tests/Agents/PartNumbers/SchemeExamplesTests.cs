using Nexa.Agents.PartNumbers;

namespace Nexa.Tests.Agents.PartNumbers;

/// <summary>The examples inside the scheme files: real part numbers with the reading that the public data sheets give.</summary>
public sealed class SchemeExamplesTests(DecoderFixture fixture) : IClassFixture<DecoderFixture>
{
    public static TheoryData<string> SchemeIds => [.. PartNumberDecoder.Load().Schemes.Select(scheme => scheme.Id)];

    [Theory, MemberData(nameof(SchemeIds))]
    public void Part_numbers_are_read_as_their_data_sheets_say(string id)
    {
        var scheme = fixture.Decoder.Schemes.Single(one => one.Id == id);
        Assert.NotEmpty(scheme.Examples);

        foreach (var example in scheme.Examples)
        {
            var readings = fixture.Decoder.Decode(example.Part, example.Stated);

            Assert.True(readings.Count > 0, example.Part);
            var best = readings[0];
            var maker = example.Manufacturer ?? scheme.Manufacturer ?? best.ManufacturerId;
            Assert.Equal((example.Part, id, maker, example.Family ?? scheme.Family),
                (example.Part, best.Scheme, best.ManufacturerId, best.Family));
            foreach (var expected in (example.Facts ?? "").Split(';',
                StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
            {
                Assert.Contains(best.Facts, fact => fact.Key == expected[0] && fact.Value == expected[1]);
            }
        }
    }
}
