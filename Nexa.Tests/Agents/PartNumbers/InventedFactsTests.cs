using System.Text.RegularExpressions;
using Nexa.Agents.PartNumbers;

namespace Nexa.Tests.Agents.PartNumbers;

/// <summary>A declaration may only say what the number itself says, or what is true of its whole series.</summary>
public sealed partial class InventedFactsTests(DecoderFixture fixture) : IClassFixture<DecoderFixture>
{
    private static readonly string[] Quantities =
    [
        "capacitance", "resistance", "inductance", "frequency", "voltage", "coil_voltage", "current_a", "power_w", "power_va",
            "capacity_ah",
        "access_time_ns", "step_deg", "size_mm", "wavelength_nm", "poles", "positions", "channels", "pitch_mm", "peak_power_w",
    ];

    [Fact]
    public void No_scheme_states_a_number_where_a_part_of_the_pattern_that_is_not_read_may_state_another()
    {
        var invented = fixture.Decoder.Schemes.Where(scheme => VariesUnread(scheme))
            .SelectMany(scheme => scheme.SeriesFacts.Where(fact => Quantities.Contains(fact.Key) && char.IsAsciiDigit(fact.Value[0]))
                .Select(fact => $"{scheme.Id}: {fact.Key}={fact.Value}"));

        Assert.Empty(invented);
    }

    [Fact]
    public void Every_fact_of_every_example_is_read_at_a_position_or_true_of_the_series_or_marked_as_assumed()
    {
        foreach (var scheme in fixture.Decoder.Schemes)
        {
            foreach (var example in scheme.Examples)
            {
                foreach (var fact in fixture.Decoder.Decode(example.Part, example.Stated)[0].Facts)
                {
                    var isPlaced = fact.Source.StartsWith("part number, posiç", StringComparison.Ordinal)
                        || fact.Source.StartsWith("part number, número inteiro", StringComparison.Ordinal);
                    Assert.True(fact.Strength is FactStrength.Assumed ? !fact.IsProven && !isPlaced : isPlaced, $"{example.Part}: {fact}");
                }
            }
        }
    }

    [Theory]
    [InlineData("SB2060", "current_a", "20")]
    [InlineData("70HFR120", "current_a", "70")]
    [InlineData("KBP407", "current_a", "4")]
    [InlineData("SL44", "current_a", "4")]
    [InlineData("17HS19-2004S1", "step_deg", "1.8")]
    [InlineData("X321532768KGB2SI", "frequency", "32.768 kHz")]
    public void A_rating_is_read_from_its_own_digits(string part, string key, string value)
    {
        var fact = fixture.Decoder.Decode(part)[0].Facts.Single(one => one.Key == key);

        Assert.Equal((value, FactStrength.Read), (fact.Value, fact.Strength));
        Assert.Matches(@"posiç(ão|ões) \d", fact.Source);
    }

    [Theory]
    [InlineData("DSX321G", "frequency")]
    [InlineData("CR2032", "voltage")]
    [InlineData("ZTX853", "power_w")]
    public void What_is_only_usual_is_no_proven_value(string part, string key)
    {
        var fact = fixture.Decoder.Decode(part)[0].Facts.FirstOrDefault(one => one.Key == key);

        Assert.True(fact is null or { IsProven: false });
    }

    /// <summary>
    /// Digits that vary outside the segments that are read: \d, a class with digits, or alternatives that differ in their digits.
    /// </summary>
    private static bool VariesUnread(Scheme scheme)
    {
        var unread = ReadSegment().Replace(scheme.UnmarkedText, "");
        return VaryingDigit().IsMatch(unread) || DigitAlternatives().Matches(unread).Any(group =>
            group.Value.Trim('(', ')').Split('|').Select(alternative =>
                Digits().Replace(alternative, "")).Distinct(StringComparer.Ordinal).Count(digits => digits.Length > 0) > 1);
    }

    [GeneratedRegex(@"<[a-z][a-z0-9_]*>", RegexOptions.None, 1000)]
    private static partial Regex ReadSegment();

    [GeneratedRegex(@"\\d|\\w|\[[^\]]*[0-9]-[0-9][^\]]*\]", RegexOptions.None, 1000)]
    private static partial Regex VaryingDigit();

    [GeneratedRegex(@"\([^()]*\|[^()]*\)", RegexOptions.None, 1000)]
    private static partial Regex DigitAlternatives();

    [GeneratedRegex(@"[^0-9]", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
