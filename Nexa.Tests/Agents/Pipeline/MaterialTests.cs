using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

/// <summary>The material decides the chapter of fasteners, fittings and tubes; the device is told from the chip of its name.</summary>
public sealed class MaterialTests
{
    private readonly Classifier classifier = new(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());

    [Theory]
    [InlineData("PARAFUSO AUTO BROCANTE 4,2X13", "73181400")]
    [InlineData("PARAF AUTOATARRAX PANELA PH 3,5X13", "73181400")]
    [InlineData("PARAFUSO SEXTAVADO LATAO M6X20", "74153300")]
    [InlineData("PARAF ALLEN C/ CAB M6X20 LATAO", "74153300")]
    [InlineData("PARAFUSO DE ALUMÍNIO M5X12", "76161000")]
    [InlineData("PARAFUSO NYLON M3X8", "39269090")]
    [InlineData("PORCA SEXT LATÃO 1/4", "74153300")]
    [InlineData("PORCA DE NYLON M5", "39269090")]
    [InlineData("PORCA NYLON AUTOTRAVANTE M8", "73181600")] // its ring alone is of nylon
    [InlineData("ARRUELA LISA DE COBRE M8", "74152100")]
    [InlineData("ARRUELA NYLON M4", "39269010")]
    [InlineData("ARRUELA DE BORRACHA 3/4", "40169300")]
    [InlineData("ESPACADOR PLASTICO M3X12", "39269090")]
    [InlineData("COTOVELO 90 LATAO 1/2 NPT", "74122000")]
    [InlineData("COTOVELO 90 PVC SOLDAVEL 32MM", "39174090")]
    [InlineData("NIPLE LATÃO 3/8 BSP", "74122000")]
    [InlineData("LUVA DE COBRE 22MM", "74121000")]
    [InlineData("TUBO DE COBRE 1/4 FLEXIVEL", "74111010")]
    [InlineData("MANGUEIRA DE PVC CRISTAL 3/8", "39173290")]
    [InlineData("VALVULA ESFERA PVC 32MM", "84818095")] // a valve is a valve of any material
    public void The_material_decides(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("ESPACADOR LATAO M3X12 SEXTAVADO", "7415")]
    [InlineData("ESPAÇADOR DE LATÃO M4X20", "7415")]
    [InlineData("BRASS STANDOFF M3X10", "7415")]
    [InlineData("ESPACADOR DE ALUMINIO M3X15", "7616")]
    public void A_spacer_of_copper_or_aluminum_is_in_its_chapter_and_its_thread_is_asked(string text, string ncm)
    {
        var answer = Classify(text);

        Assert.StartsWith(ncm, answer.Ncm, StringComparison.Ordinal);
        Assert.True(answer is { NeedsReview: true, ConfidenceScore: < Confidence.High });
        Assert.Contains(answer.Questions, question => question.Contains("Roscado", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PARAFUSO AUTOBROCANTE PARA TELHA DE ALUMINIO 5X50", "73181400")]
    [InlineData("PARAFUSO SEXT M8 C/ ARRUELA NYLON", "73181500")]
    [InlineData("PORCA M6 PARA TUBO DE COBRE", "73181600")]
    public void The_material_of_what_a_thing_is_for_is_not_its_own(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("MEMORIA RAM DDR4 8GB", "84733042")]
    [InlineData("MEMÓRIA DDR3 4GB NOTEBOOK", "84733042")]
    [InlineData("RAM MEMORY DDR5 16GB DESKTOP", "84733042")]
    [InlineData("MEMORIA DDR4 4GBIT FBGA96", "85423229")] // the chip, sold by its bits
    [InlineData("CI MEMORIA SRAM 256K SOIC-28", "85423229")]
    public void A_memory_module_is_told_from_its_chip(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("TEMPORIZADOR DIGITAL DIN 220V")]
    [InlineData("TIMER DIGITAL BIVOLT TRILHO DIN")]
    [InlineData("TEMPORIZADOR 220V PAINEL")]
    [InlineData("AMPLIFICADOR DE POTENCIA RACK 220V")]
    [InlineData("COMPARADOR DE TENSAO PAINEL 220V")]
    public void A_device_by_the_mains_the_rail_or_the_panel_is_no_chip(string text)
    {
        var answer = Classify(text);

        Assert.False(answer.Ncm?.StartsWith("8542", StringComparison.Ordinal) == true && answer.ConfidenceScore >= Confidence.Medium,
            $"{answer.Ncm} {answer.ConfidenceScore}");
    }

    [Fact]
    public void A_bearing_for_thrust_is_mounted_on_no_board() =>
        Assert.DoesNotContain("inserção", Classify("ROLAMENTO AXIAL DE ESFERAS 51105").Description, StringComparison.Ordinal);

    private Classification Classify(string text) => classifier.Classify(new Product("4711", text));
}
