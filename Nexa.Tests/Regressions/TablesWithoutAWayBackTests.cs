using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Regressions;

/// <summary>What can't be right does not become the table in force, and what was right before is welcome again.</summary>
public sealed class TablesWithoutAWayBackTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    [Theory]
    [InlineData(FiscalFileKind.Tipi, 31)]
    [InlineData(FiscalFileKind.Ncm, 400)]
    [InlineData(FiscalFileKind.Tariff, 26_000)]
    public void A_date_ahead_is_refused(FiscalFileKind kind, int days) => Assert.Contains("está no futuro",
        Assert.Throws<RefusedFileException>(() => TableUpdate.Prepare(
            Fiscal.FileChecksTests.File(kind, Today.AddDays(days)), null, force: true, Today)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(FiscalFileKind.Ncm, "8407")]
    [InlineData(FiscalFileKind.Tipi, "8542")]
    [InlineData(FiscalFileKind.Tariff, "9001")]
    public void A_heading_without_codes_is_refused_and_named(FiscalFileKind kind, string heading)
    {
        var before = Fiscal.FileChecksTests.File(kind, Today.AddDays(-9), code => true);
        var cut = Fiscal.FileChecksTests.File(kind, Today, code => !code.StartsWith(heading[..3], StringComparison.Ordinal));

        Assert.Contains(NcmCode.Format(heading)[..4], Assert.Throws<RefusedFileException>(
            () => TableUpdate.Prepare(cut, before, force: false, Today)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2030")]
    [InlineData("31/12/2026")]
    [InlineData("amanhã")]
    public async Task A_restore_of_what_is_no_edition_is_refused(string edition)
    {
        using var ana = host.As(AnalystHost.Ana);
        using var response = await ana.PostAsync(
            new Uri($"/fiscal-tables/editions/{Uri.EscapeDataString(edition)}/restore", UriKind.Relative), null,
            TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }
}
