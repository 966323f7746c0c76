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
    [InlineData(" =1+1")]
    [InlineData("\uFEFF=1+1")]
    [InlineData("\u200B+cmd|'/C calc'!A0")]
    [InlineData("\u202E@SUM(A1)")]
    public void Text_that_a_spreadsheet_would_run_gets_an_apostrophe(string text) =>
        Assert.Equal("'" + text, ExportSheet.NeutralizeFormula(text));

    [Theory]
    [InlineData("\u0001=1+1", "'=1+1")]
    [InlineData("\0\0@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\uFFFE=1+1", "'=1+1")]
    [InlineData("a\u0001b", "ab")]
    [InlineData("\u0001", "")]
    public void What_a_cell_cannot_hold_hides_no_formula(string text, string cell) => Assert.Equal(cell, ExportSheet.Clean(text));

    [Theory]
    [InlineData(" +5V-ABC")]
    [InlineData("\u200BCL10")]
    [InlineData("+5V-ABC")]
    [InlineData("-48V PSU")]
    [InlineData("+/-10V module")]
    [InlineData("-12,50")]
    [InlineData("CL10C330JB8NNNC")]
    [InlineData("")]
    public void Part_numbers_and_amounts_with_a_sign_stay_as_they_are(string text) => Assert.Equal(text, ExportSheet.NeutralizeFormula(text));
}
