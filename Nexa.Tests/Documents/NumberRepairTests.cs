using Nexa.Documents;
using Nexa.Documents.Ocr;
using Nexa.Worker.Documents;

namespace Nexa.Tests.Documents;

/// <summary>Part numbers of recognized text against the numbers that the organisation knows.</summary>
public sealed class NumberRepairTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("LM358N", "LM35BN", "LM3S8N", "LM3SBN", "1M358N", "IM358N")]
    [InlineData("AB-OO17", "A8-OO17", "AB-0017", "AB-OOI7", "AB-OOL7")]
    [InlineData("2N7002", "ZN7002", "2N7OO2", "2N70OZ")]
    public void Variants_differ_by_one_or_two_characters_that_look_alike(string number, params string[] expected)
    {
        var variants = Confusions.ListVariants(number);

        Assert.Subset(variants.ToHashSet(StringComparer.Ordinal), expected.ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain(number, variants);
        Assert.Equal(variants.Count, variants.Distinct(StringComparer.Ordinal).Count());
        Assert.All(variants, variant => Assert.InRange(variant.Zip(number).Count(pair => pair.First != pair.Second), 1, 2));
    }

    [Theory]
    [InlineData("1105")]
    [InlineData("PQRTUV")]
    [InlineData("100010001000110010101111")]
    public void A_short_number_and_one_with_too_many_doubtful_characters_have_none(string number) =>
        Assert.Empty(Confusions.ListVariants(number));

    [Fact]
    public async Task A_number_that_looks_like_one_of_the_history_becomes_it_and_says_so()
    {
        await host.ClassifiedAsync("XTR105-QB2", confidence: 0.95);

        var line = await RepairAsync("XTRlO5-QB2");

        Assert.Equal(("XTR105-QB2", 0.6, 0.6), (line.Partnumber, line.Confidence, line.Confidences["partnumber"]));
        Assert.Contains("“XTRlO5-QB2” e trocado por “XTR105-QB2”", Assert.Single(line.Doubts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_printed_text_stays_as_it_was_read()
    {
        await host.ClassifiedAsync("PRT105-QB2", confidence: 0.95);

        var line = await RepairAsync("PRT1O5-QB2", isRecognized: false);

        Assert.Equal("PRT1O5-QB2", line.Partnumber);
        Assert.Empty(line.Doubts);
    }

    [Fact]
    public async Task A_number_that_is_known_as_it_was_read_stays()
    {
        await host.ClassifiedAsync("KNW105-QB2", confidence: 0.95);
        await host.ClassifiedAsync("KNW1O5-QB2", confidence: 0.3);

        var line = await RepairAsync("KNW1O5-QB2");

        Assert.Equal(("KNW1O5-QB2", 0), (line.Partnumber, line.Doubts.Count));
    }

    [Fact]
    public async Task A_number_that_fits_two_of_the_history_stays_and_names_both()
    {
        await host.ClassifiedAsync("TWO105-QB2", confidence: 0.95);
        await host.ClassifiedAsync("TWO1O5-Q82", confidence: 0.95);

        var line = await RepairAsync("TWO1O5-QB2");

        Assert.Equal("TWO1O5-QB2", line.Partnumber);
        Assert.Contains("“TWO105-QB2” ou “TWO1O5-Q82”", line.Doubts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_the_history_that_nobody_has_looked_at_is_named_and_not_taken()
    {
        await host.ClassifiedAsync("UNS105-QB2", confidence: 0.3);

        var line = await RepairAsync("UNS1O5-QB2");

        Assert.Equal("UNS1O5-QB2", line.Partnumber);
        Assert.Contains("ainda não foi revisado", line.Doubts[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_another_organisation_repair_nothing()
    {
        await host.ClassifiedAsync("OTH105-QB2", confidence: 0.95, owner: AnalystHost.Stranger);

        var line = await RepairAsync("OTH1O5-QB2");

        Assert.Equal(("OTH1O5-QB2", 0), (line.Partnumber, line.Doubts.Count));
    }

    private async Task<ExtractedLine> RepairAsync(string number, bool isRecognized = true)
    {
        var task = Guid.CreateVersion7();
        await host.ExecuteAsync(
            """
            insert into task (id, organisation_id, kind, status, reclassify, total, succeeded, failed, last_seq)
            values ($1, $2, 'DOCUMENT', 'PROCESSING', false, 0, 0, 0, 0)
            """, task, AnalystHost.Ana);
        var line = new ExtractedLine
        {
            Line = 1, Partnumber = number, Confidence = 0.6, Recognized = isRecognized ? true : null,
            Confidences = new Dictionary<string, double>(StringComparer.Ordinal) { ["partnumber"] = 0.6 },
        };
        var document = await NumberRepair.RepairAsync(host.Database, task, new ExtractedDocument { Layout = "table", Lines = [line] }, Ct);
        return Assert.Single(document.Lines);
    }
}
