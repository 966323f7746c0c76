using System.Text.Json;
using Nexa.Agents.PartNumbers;
using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

public sealed class KnowledgeFilesTests
{
    private static readonly DateOnly On = new(2026, 11, 24);

    [Fact]
    public void Every_leaf_of_the_rules_is_in_force()
    {
        var table = FiscalTables.LoadStarter().Ncm;
        var rules = RuleTree.Load();

        var missing = rules.Families.SelectMany(family => RuleTree.WalkBranches(rules.Find(family)!, new FactSheet()))
            .Select(leaf => leaf.Code).Distinct(StringComparer.Ordinal).Where(code => !table.IsInForce(code, On));

        Assert.Empty(missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_shares_of_every_family_add_up_to_one()
    {
        var rules = RuleTree.Load();

        Assert.All(rules.Families, family =>
            Assert.Equal(1, RuleTree.WalkBranches(rules.Find(family)!, new FactSheet()).Sum(leaf => leaf.Probability), 3));
    }

    [Fact]
    public void Every_family_of_the_schemes_has_rules()
    {
        var rules = RuleTree.Load();

        Assert.All(FamilyTable.Load().Ids, family => Assert.NotNull(rules.Find(family)));
    }

    [Fact]
    public void Materials_have_a_word_for_the_declaration()
    {
        using var file = JsonDocument.Parse(typeof(Lexicon).Assembly.GetManifestResourceStream("Knowledge/lexicon.json")!);
        var materials = file.RootElement.GetProperty("facts").EnumerateObject()
            .Where(fact => fact.Name.Contains(":material=", StringComparison.Ordinal))
            .Select(fact => fact.Name[(fact.Name.IndexOf('=', StringComparison.Ordinal) + 1)..]).Distinct(StringComparer.Ordinal);

        Assert.All(materials, material => Assert.True(
            material == "metal" || Describer.DescribeFact("material", material) != $"de {material}", material));
    }

    [Fact]
    public void Every_fact_of_the_dictionary_is_said_in_portuguese()
    {
        // These are the same in both languages.
        string[] same = ["manual", "horizontal", "vertical", "axial", "split", "laser", "circular", "diesel", "flange", "metal", "industrial",
            "silicone", "varistor", "cermet", "gnss"];
        using var file = JsonDocument.Parse(typeof(Lexicon).Assembly.GetManifestResourceStream("Knowledge/lexicon.json")!);
        var facts = file.RootElement.GetProperty("facts").EnumerateObject().Select(fact => fact.Name.Split(':')[^1].Split('=', 2));

        Assert.All(facts.Where(fact => fact[1].All(c => char.IsAsciiLetterLower(c) || c == ' ') && !same.Contains(fact[1])), fact =>
            Assert.NotEqual(fact[1], Describer.TranslateValue(fact[0], fact[1])));
    }

    [Theory]
    [InlineData("ROLAMENTO DE ESFERAS 6204 ZZ", "tipo esferas")]
    [InlineData("ROLAMENTO CONICO 30205", "tipo roletes cônicos")]
    [InlineData("PARAFUSO AUTOATARRAXANTE 3,5X13", "tipo autoatarraxante")]
    [InlineData("MOTOSSERRA A GASOLINA 52CC", "acionamento gasolina")]
    public void Reasons_say_their_facts_in_portuguese(string text, string reason)
    {
        var answer = new Classifier(new FiscalTablesSource(), TimeProvider.System, new ServerSettings()).Classify(new Product("4711", text));

        Assert.Contains(answer.Rationale, step => step.Reason.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<=20", "20", true)]
    [InlineData("<=20", "20.1", false)]
    [InlineData(">=1 MHz&<=100 MHz", "16 MHz", true)]
    [InlineData(">=1 MHz&<=100 MHz", "32.768 kHz", false)]
    [InlineData("<=125", "0.5 kV", false)]
    [InlineData("smd|melf", "SMD", true)]
    [InlineData("*", "anything", true)]
    public void Conditions_read_values_with_their_units(string condition, string value, bool holds) =>
        Assert.Equal(holds, RuleCondition.Parse(condition).IsMetBy(value));
}
