using Nexa.Client;
using Nexa.Web.Taxes;

namespace Nexa.Web.Tests;

/// <summary>What the sheet of taxes asks Nexa.</summary>
public sealed class TaxSheetTests
{
    [Theory]
    [InlineData(2027, "2,5", 2.5)]
    [InlineData(2027, " 2,5% ", 2.5)]
    [InlineData(2027, "NT", null)]
    public void A_rate_that_was_asked_for_goes_with_its_item_and_year(int year, string typed, double? percent)
    {
        var sheet = Fill("85322410", "1.000,50");
        sheet.Lines[0].Rates[(year, "ipi")] = typed;

        var (question, fault) = sheet.BuildQuestion();

        Assert.Null(fault);
        var item = Assert.Single(question!.Items);
        Assert.Equal((1000.50m, null, null), (item.Customs_value, item.Rates, item.Rates2026));
        Assert.Equal((decimal?)percent, item.Rates2027!.Ipi!.Value.Percent);
        Assert.Equal(percent is null, item.Rates2027.Ipi.Value.IsNotTaxed);
    }

    [Theory]
    [InlineData("853224", "1", "Informe a NCM do item 1 com 8 dígitos.")]
    [InlineData("85322410", "0", "Informe o valor do item 1 em algarismos, por exemplo 1.250,00.")]
    [InlineData("85322410", "1.5", "Informe o valor do item 1 em algarismos, por exemplo 1.250,00.")]
    public void What_is_no_code_or_no_number_is_asked_for_again(string code, string value, string fault) =>
        Assert.Equal(fault, Fill(code, value).BuildQuestion().Fault);

    [Fact]
    public void An_answer_is_old_once_something_else_is_typed()
    {
        var sheet = Fill("85322410", "1.000");
        var question = sheet.BuildQuestion().Question!;
        Assert.True(sheet.Asks(question));

        sheet.Lines[0].Rates[(2026, "ii")] = "12";

        Assert.False(sheet.Asks(question));
    }

    [Fact]
    public void What_two_years_lack_is_asked_for_once_without_names_of_fields()
    {
        TaxAnswer Lack(int year, params MissingRate[] missing) => new() { Date = new DateOnly(year, 6, 15), Missing = missing };
        var icms = new MissingRate { Tax = "icms", Reason = "Alíquota do ICMS em SP não consta das tabelas: informe icms_rate." };
        var cbs = new MissingRate { Item = 0, Tax = "cbs", Reason = "Aguarda legislação: informe a alíquota (rates.cbs)." };

        var facts = MissingFact.ListAll([Lack(2026, icms), Lack(2027, icms, cbs)]);

        Assert.Equal(["Alíquota do ICMS em SP não consta das tabelas: informe a alíquota do ICMS.",
            "Aguarda legislação: informe a alíquota."], facts.Select(one => one.Reason));
        Assert.Equal([(null, null, false), (2027, 0, true)], facts.Select(one => (one.Year, one.Item, one.IsRate)));
    }

    [Fact]
    public void Terms_of_the_price_and_of_the_state_go_with_the_question()
    {
        var sheet = Fill("85322410", "1.000");
        (sheet.IsByPrice, sheet.Incoterm, sheet.Currency, sheet.LocalExpenses, sheet.Regime) = (true, "CIF", "usd", "1.200", "lucro_real");
        var line = sheet.Lines[0];
        (line.Origin, line.Quantity, line.Unit, line.BaseReduction, line.Agreement, line.Margin) = ("ar", "500", "UN", "33,33", "ACE 18", "100");

        var question = sheet.BuildQuestion().Question!;

        var item = Assert.Single(question.Items);
        Assert.Equal(("CIF", "USD", 1_200m, "lucro_real"),
            (question.Incoterm, question.Currency, question.Local_expenses, question.Tax_regime));
        Assert.Equal((1_000m, null, "AR", 500m, "UN"), (item.Price, item.Fob, item.Origin, item.Quantity, item.Unit));
        Assert.Equal((33.33m, "ACE 18", 100m), (item.Icms!.Base_reduction, item.Preference!.Agreement, item.Preference.Margin));
    }

    [Fact]
    public void What_is_left_out_asks_as_before()
    {
        var sheet = Fill("85322410", "1.000");
        sheet.IsByPrice = true;

        var question = sheet.BuildQuestion().Question!;

        var item = Assert.Single(question.Items);
        Assert.Equal((1_000m, null, null, null), (item.Fob, item.Price, item.Icms, item.Preference));
        Assert.Equal((null, null, null), (question.Incoterm, question.Currency, question.Local_expenses));
    }

    [Fact]
    public void A_copied_table_says_what_is_unknown()
    {
        var text = TaxYears.WriteTable([new TaxAnswer { Date = new DateOnly(2026, 6, 15), Totals = new TaxAmounts { Ii = 1234.5m } }]);

        Assert.Contains("\nImposto de importação (II)\t1234,50\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\nTotal\tnão disponível", text, StringComparison.Ordinal);
    }

    private static TaxSheet Fill(string code, string value)
    {
        var sheet = new TaxSheet { Day = new DateOnly(2026, 6, 15) };
        (sheet.Lines[0].Ncm, sheet.Lines[0].Value) = (code, value);
        return sheet;
    }
}
