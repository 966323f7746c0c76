namespace Nexa.Tests.Regressions;

/// <summary>Country and NVE follow one rule on every way in.</summary>
public sealed class CountryAndNveAsFreeTextTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData("direct", "Brazil", null)]
    [InlineData("item", "ZZ", null)]
    [InlineData("bulk", "USA", null)]
    [InlineData("direct", null, "A1")]
    [InlineData("item", null, "AA00011")]
    [InlineData("bulk", null, "AA0001;;BB")]
    public async Task What_has_not_the_form_is_refused(string way, string? pais, string? nve)
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"FREE-{way}-{pais}{nve?.Length}");
        var item = await host.ScalarAsync("select id from review_item where classification_id = $1", id);
        var correction = new { pais, nve, reason = "teste" };

        var refused = await (way switch
        {
            "direct" => ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", correction, 400),
            "item" => ana.PostAsync($"/review/{item}/correct", correction, 400),
            _ => ana.PostAsync("/review/bulk", new { decisions = new[] { new { id = item, action = "correct", correction } } }, 400),
        });

        Assert.Contains(refused.GetProperty("errors").EnumerateObject(),
            error => error.Name.EndsWith(pais is null ? "nve" : "pais", StringComparison.Ordinal));
        Assert.Equal("ACTIVE", await host.ScalarAsync("select status from classification where id = $1", id));
    }

    [Theory]
    [InlineData("CN", "AA0001")]
    [InlineData("TW", "AA0001,AB0002")]
    [InlineData("DE", "ZZ9999")]
    public async Task What_has_it_is_taken(string pais, string nve)
    {
        using var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"FORM-{pais}");

        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { pais, nve, reason = "teste" });
    }
}
