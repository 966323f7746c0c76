using Nexa.Fiscal.Attributes;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

/// <summary>What a product's values are worth: conditions, checks, and what the facts propose.</summary>
public sealed class ProductSheetTests
{
    private static readonly DateOnly November = new(2026, 11, 20);

    private static readonly AttributeTable Table = LoadTable(FiscalFileReader.ReadFile("a.zip", AttributesFile.Write(November, 8_000)));

    [Fact]
    public void Facts_decide_what_names_and_values_say_exactly_and_nothing_else()
    {
        var sheet = Evaluate("85322410", [], [
            new("mounting", "smd", "part number"), new("capacitance", "100 nF", "part number"), new("voltage", "6,3 V", "descrição"),
            new("package", "0603", "part number"), new("technology", "ceramic", "descrição")]);

        Assert.Equal(["ATT_1=01", "ATT_2=6.3", "ATT_7=100000"],
            sheet.Proposals.Select(one => $"{one.Value.Attribute}={one.Value.Value}"));
        Assert.Empty(sheet.Values);
        Assert.Equal(["ATT_1", "ATT_5"], sheet.Missing.Select(one => one.Attribute));
        Assert.Equal("100 nF (part number)", sheet.Proposals[2].Basis);
    }

    [Theory]
    [InlineData("voltage", "até 50 V")]
    [InlineData("voltage", "<=50")]
    [InlineData("voltage", "50")]
    [InlineData("voltage", "1,2345 V")] // more decimals than the attribute takes: not rounded
    [InlineData("mounting", "chassis")]
    [InlineData("coil_voltage", "12 V")]
    public void What_is_not_certain_is_no_proposal(string key, string value) =>
        Assert.Empty(Evaluate("85412120", [], [new(key, value, "teste")]).Proposals);

    [Fact]
    public void Facts_that_contradict_each_other_propose_nothing() =>
        Assert.Empty(Evaluate("85412120", [], [new("mounting", "smd", "a"), new("mounting", "tht", "b")]).Proposals);

    [Fact]
    public void Conditions_below_conditions_are_evaluated()
    {
        Assert.DoesNotContain("ATT_3", ListFields(new AttributeValue("ATT_1") { Value = "01" }));
        var other = Evaluate("85322410", [new("ATT_1") { Value = "999" }, new("ATT_5") { Value = "01" }], []);
        Assert.Equal(["ATT_3"], other.Missing.Select(one => one.Attribute));
        Assert.DoesNotContain("ATT_4", ListFields(new("ATT_1") { Value = "999" }, new("ATT_3") { Value = "parede" }));
        Assert.Contains("ATT_4", ListFields(new("ATT_1") { Value = "999" }, new("ATT_3") { Value = "trilho" }));

        // The value above changed: what depended on it is told, with what depended on that.
        var changed = Evaluate(
            "85322410",
            [new("ATT_1") { Value = "02" }, new("ATT_3") { Value = "trilho" }, new("ATT_4") { Value = "true" },
                new("ATT_5") { Value = "01" }],
            []);
        Assert.Equal(["ATT_3", "ATT_4"], changed.Dropped.Select(one => one.Attribute).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));
        Assert.Empty(changed.Missing);

        static IEnumerable<string> ListFields(params AttributeValue[] values) =>
            Evaluate("85322410", values, []).Fields.Select(field => field.Attribute.Code);
    }

    [Theory]
    [InlineData("==", "1", null, null, true)]
    [InlineData("!=", "1", null, null, false)]
    [InlineData("==", "2", "||", "1", true)]
    [InlineData("==", "2", "&&", "1", false)]
    [InlineData(">=", "0,5", null, null, true)]
    [InlineData("MAIOR", "1", null, null, false)]
    [InlineData("CONTEM", "1", null, null, null)]
    [InlineData("==", "1", "XOR", "1", null)]
    public void A_condition_holds_or_not_or_is_not_known(string operation, string value, string? join, string? next, bool? holds)
    {
        var condition = new AttributeCondition(operation, value, join, next is null ? null : new("==", next, null, null));
        Assert.Equal(holds, condition.Holds(["1"]));
    }

    [Theory]
    [InlineData("ATT_1", "1", "o mais próximo é \"01\"")]
    [InlineData("ATT_1", "PTH (furo pasante)", "o mais próximo é \"02\" (PTH (furo passante))")]
    [InlineData("ATT_2", "12,345", "3 casas decimais; o limite é 2")]
    [InlineData("ATT_2", "doze", "não é um número")]
    [InlineData("ATT_2", "123456789", "9 algarismos; o limite é 8")]
    [InlineData("ATT_11", "x", "o mais próximo é ATT_1")]
    [InlineData("Finalidade", "01", "o mais próximo é ATT_5 (Finalidade)")]
    [InlineData("ATT_3", "x", "depende de 'ATT_1' Igual '999'")]
    [InlineData("ATT_10", "true", "não se aplica à NCM do produto")] // of an agency, not of the product
    public void Unknown_attributes_and_values_are_refused_with_the_nearest_one(string attribute, string value, string reason)
    {
        var (_, problems) = ProductCheck.ReadValues(new(Table, "85322410", November), [new(attribute) { Value = value }]);
        Assert.Contains(problems, problem => problem.Message.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Several_values_and_composite_ones_are_checked_part_by_part()
    {
        var form = new ProductForm(Table, "85412120", November);
        var (values, problems) = ProductCheck.ReadValues(form, [
            new("ATT_9") { Values = ["01", "02"] }, new("ATT_6") { Parts = [[new("ATT_61", "12,5"), new("ATT_62", "3")]] }]);
        Assert.Empty(problems);
        Assert.Equal("12.5", values[1].Parts![0][0].Value);

        var (_, wrong) = ProductCheck.ReadValues(form, [
            new("ATT_5") { Values = ["01", "02"] }, new("ATT_6") { Parts = [[new("ATT_63", "1"), new("ATT_62", "1,25")]] },
            new("ATT_1") { Parts = [[]] }]);
        Assert.Equal(4, wrong.Count);
        Assert.Contains(wrong, problem => problem.Message.Contains("o mais próximo é ATT_6", StringComparison.Ordinal));
        Assert.Equal("Informe a parte obrigatória \"Comprimento (mm)\" (ATT_61) do atributo \"Dimensões\".",
            ProductCheck.FindMissing(form, [new("ATT_6") { Parts = [[new("ATT_62", "3")]] }]).Last().Message);
    }

    private static ProductSheet Evaluate(string ncm, AttributeValue[] values, ProductFact[] facts) =>
        ProductSheet.Evaluate(Table, ncm, November, values, facts);

    private static AttributeTable LoadTable(FiscalFile file) => new(Guid.NewGuid(), file.AsOf, file.Links, file.Attributes);
}
