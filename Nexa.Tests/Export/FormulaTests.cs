using Nexa.Api.Features.Export;

namespace Nexa.Tests.Export;

public sealed class FormulaTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("＝1+1")]
    [InlineData("\n=1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("+cmd|'/C calc'!A0")]
    [InlineData("-2+3+cmd|'/C calc'!D2")]
    [InlineData("＋WEBSERVICE（\"http://x\"）")]
    [InlineData("+Sheet2!A1")]
    public void Text_that_a_spreadsheet_would_run_gets_an_apostrophe(string text) =>
        Assert.Equal("'" + text, ExportSheet.NeutralizeFormula(text));

    [Theory]
    [InlineData("+5V-ABC")]
    [InlineData("-48V PSU")]
    [InlineData("+/-10V module")]
    [InlineData("-12,50")]
    [InlineData("CL10C330JB8NNNC")]
    [InlineData("")]
    public void Part_numbers_and_amounts_with_a_sign_stay_as_they_are(string text) => Assert.Equal(text, ExportSheet.NeutralizeFormula(text));
}
