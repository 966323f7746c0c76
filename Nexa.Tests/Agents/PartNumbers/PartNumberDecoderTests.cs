using Nexa.Agents.PartNumbers;

namespace Nexa.Tests.Agents.PartNumbers;

public sealed class DecoderFixture
{
    public PartNumberDecoder Decoder { get; } = PartNumberDecoder.Load();
}

public sealed class PartNumberDecoderTests(DecoderFixture fixture) : IClassFixture<DecoderFixture>
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890123456789-";

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Random_text_is_not_read_with_certainty(int seed)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 500).Select(_ => new string(random.GetItems<char>(Alphabet, random.Next(4, 17))));

        Assert.Empty(texts.SelectMany(text =>
            fixture.Decoder.Decode(text).Where(reading => reading.Certainty >= 0.8).Select(reading => $"{text}: {reading.Scheme}")));
    }

    [Theory, InlineData(""), InlineData("   "), InlineData("???"), InlineData("CAPACITOR"), InlineData("resistor 10k"),
        InlineData("N/A"), InlineData("123456789"), InlineData("2026-11-24"), InlineData("Robert'); DROP TABLE item;--")]
    public void Text_that_is_no_part_number_is_not_read(string text) => Assert.Empty(fixture.Decoder.Decode(text));

    /// <summary>The number of a company's own list begins like a series of fuses, but no fuse is rated so.</summary>
    [Theory, InlineData("ABC-0042"), InlineData("ABC-1042"), InlineData("MDA-00.7"), InlineData("KLM-12/0"), InlineData("MIC-2026")]
    public void Internal_code_with_the_letters_of_a_series_is_not_read(string code) =>
        Assert.DoesNotContain(fixture.Decoder.Decode(code), reading => reading.Certainty >= 0.5);

    [Fact]
    public void Text_longer_than_any_part_number_is_not_read() => Assert.Empty(fixture.Decoder.Decode(new string('A', 10_000)));

    [Fact]
    public void Two_decoders_read_the_same()
    {
        var other = PartNumberDecoder.Load();
        string[] parts = ["GRM188R71H104KA93D", "CRCW060310K0FKEA", "CL10B104KB8NNNC", "BC547B", "1N4148", "LM317T"];

        Assert.All(parts, part => Assert.Equal(
            Text(fixture.Decoder.Decode(part)), Text(other.Decode(part))));
    }

    [Fact]
    public void Sources_are_positions_of_the_text_as_written()
    {
        var reading = fixture.Decoder.Decode(" grm188 R71H104KA93D ")[0];

        Assert.Equal("part number, posições 5-6", Source(reading, "package"));
        Assert.Equal("part number, posições 9-10", Source(reading, "dielectric"));
        Assert.Equal("part number, posições 13-15", Source(reading, "capacitance"));
        Assert.Equal("part number, posição 16", Source(reading, "tolerance"));
    }

    [Fact]
    public void Stated_manufacturer_confirms_or_contradicts()
    {
        var unstated = fixture.Decoder.Decode("GRM188R71H104KA93D")[0].Certainty;

        Assert.True(fixture.Decoder.Decode("GRM188R71H104KA93D", "Murata Manufacturing Co., Ltd.")[0].Certainty > unstated);
        Assert.True(fixture.Decoder.Decode("GRM188R71H104KA93D", "Yageo Corporation")[0].Certainty < unstated);
        Assert.Equal(unstated, fixture.Decoder.Decode("GRM188R71H104KA93D", "Nobody Knows Electronics")[0].Certainty);
    }

    [Fact]
    public void Unknown_code_letter_is_no_match() => Assert.Empty(fixture.Decoder.Decode("GRM188R7QQ104KA93D"));

    [Fact]
    public void Ordering_suffix_that_a_scheme_does_not_know_lowers_certainty_but_hides_nothing()
    {
        var plain = fixture.Decoder.Decode("CRCW060310K0FKEA")[0];
        var tailed = fixture.Decoder.Decode("CRCW060310K0FKEACT-ND")[0];

        Assert.Equal(plain.Scheme, tailed.Scheme);
        Assert.True(tailed.Certainty < plain.Certainty);
    }

    private static string Text(IEnumerable<Decoding> readings) =>
        string.Join('\n', readings.Select(reading => $"{reading}{string.Join(';', reading.Facts)}"));

    private static string Source(Decoding reading, string key) => reading.Facts.Single(fact => fact.Key == key).Source;
}
