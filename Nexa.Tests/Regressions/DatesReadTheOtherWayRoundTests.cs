namespace Nexa.Tests.Regressions;

/// <summary>A date has one form wherever one is asked for.</summary>
public sealed class DatesReadTheOtherWayRoundTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Theory]
    [InlineData("/history?to=2026/12/01")]
    [InlineData("/export-json?from=1-12-2026")]
    [InlineData("/ncm/85322410?on=01/12/2026")]
    [InlineData("/taxes/rates?on=2026-12-1")]
    [InlineData("/statistics?from=12/01/2026&to=2026-12-02")]
    [InlineData("/tasks?from=01.12.2026")]
    public async Task Any_other_is_refused_with_the_form_that_is_wanted(string path)
    {
        using var ana = host.As(AnalystHost.Ana);

        var refused = await ana.SendJsonAsync(HttpMethod.Get, path, null, 400);

        Assert.Contains("AAAA-MM-DD", refused.GetProperty("errors").ToString(), StringComparison.Ordinal);
    }
}
