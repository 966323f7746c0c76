using Nexa.Fiscal;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>The tariff of Camex in the form and with the traps of the official workbook.</summary>
public sealed class CamexWorkbookTests
{
    private static readonly DateOnly Today = CamexWorkbook.Date;

    [Fact]
    public void Every_annex_is_read_in_its_own_form()
    {
        var file = FiscalFileReader.ReadFile(CamexWorkbook.Name, CamexWorkbook.Write());

        Assert.Equal((FiscalFileKind.Tariff, Today), (file.Kind, file.AsOf));
        var one = file.Duties.Where(row => row.Annex == "I").ToDictionary(row => row.Code, StringComparer.Ordinal);
        Assert.Equal([Rate.FromPercent(14m), Rate.FromPercent(10.8m), Rate.FromPercent(2m), Rate.Zero, Rate.FromPercent(12.6m)],
            new[] { "85011010", "85011021", "85423190", "85423120", "85412120" }.Select(code => one[code].Rate));
        Assert.Equal("Res. Gecex 391/22", one["85011021"].Act);
        Assert.Equal("Resolução Gecex 272", one["85011010"].Act);
        Assert.DoesNotContain(file.Duties, row => row.Annex is "III" or "VII");

        Assert.Equal(Rate.FromPercent(16m), Assert.Single(file.Duties, row => row.Annex == "II" && row.Code == "85011010").Rate);
        var ex = Assert.Single(file.Duties, row => row.Ex == "041");
        Assert.Equal(("VI", "Servidores de dados", new DateOnly(2026, 3, 26), NcmNode.Open), (ex.Annex, ex.Text, ex.From, ex.To));
        var quota = Assert.Single(file.Duties, row => row.Quota);
        Assert.Equal(("IV", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), (quota.Annex, quota.From, quota.To));
    }

    [Theory]
    [InlineData("85011010", "16", "Anexo II")] // the applied rate, and not the TEC beside it
    [InlineData("85011021", "10.8", "Anexo I")]
    [InlineData("85412120", "7.2", "Anexo VI")]
    [InlineData("85322200", "4", "Anexo V")]
    [InlineData("85423120", "0", "Anexo II")] // its only line in a list has a quota
    [InlineData("84715010", "14.4", "Anexo VI")] // its Ex is another line
    [InlineData("85171300", "9", "Anexo II")] // its list has ended
    [InlineData("85044010", "9", "Anexo II")] // its list has not begun
    [InlineData("85299020", "UNKNOWN", null)] // a line of a list that cannot be read is not passed over
    public void A_list_stands_before_the_applied_rate_and_that_before_the_tec(string code, string rate, string? basis)
    {
        var file = FiscalFileReader.ReadFile(CamexWorkbook.Name, CamexWorkbook.Write());
        var tables = new FiscalTables(Guid.Empty, "", Today, new NcmTable([]), [], file.Duties);

        var duty = tables.FindDuty(code, Today);

        Assert.Equal(rate, duty.Rate.ToString());
        Assert.True(basis is null || duty.Basis == basis, duty.Basis);
    }

    [Fact]
    public void Lines_with_an_ex_or_a_quota_are_candidates_while_they_hold()
    {
        var file = FiscalFileReader.ReadFile(CamexWorkbook.Name, CamexWorkbook.Write());
        var tables = new FiscalTables(Guid.Empty, "", Today, new NcmTable([]), [], file.Duties);

        var (ex, quota) =
            (Assert.Single(tables.FindRates("84715010", null, Today).DutyCandidates),
                Assert.Single(tables.FindRates("85423120", null, Today).DutyCandidates));
        Assert.Equal(("041", Rate.Zero), (ex.Ex, ex.Rate));
        Assert.True(quota.Quota);
        Assert.Empty(tables.FindRates("85423120", null, new DateOnly(2027, 1, 1)).DutyCandidates);
        Assert.Equal("Anexo VI", tables.FindDuty("85044010", new DateOnly(2026, 10, 1)).Basis);
    }
}
