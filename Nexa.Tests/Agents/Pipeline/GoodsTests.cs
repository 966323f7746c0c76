using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

/// <summary>Goods of other trades under an internal code: what they are called, and what they are measured by, decides.</summary>
public sealed class GoodsTests
{
    private readonly Classifier classifier = new(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());

    [Theory]
    [InlineData("CORREIA SINCRONA HTD 5M 550MM", "40103900")] // up to 60 cm
    [InlineData("CORREIA SINCRONA HTD 5M 1050 MM", "40103500")]
    [InlineData("CORREIA DENTADA 15MM 1050 MM", "40103500")] // its width is no length
    [InlineData("TIMING BELT 8M 176CM", "40103600")]
    [InlineData("SERINGA 1ML", "90183111")]
    [InlineData("SERINGA 20 ML LUER", "90183119")]
    [InlineData("MOTOCICLETA 125CC", "87112010")]
    [InlineData("MOTOCICLETA 160 CC FLEX", "87112020")]
    [InlineData("PILHA ALCALINA GRANDE TAMANHO D", "85061012")]
    [InlineData("BATERIA ESTACIONARIA 220AH", "85072010")]
    [InlineData("LAMPADA HALOGENA 24V 70W", "85392190")]
    [InlineData("MANCAL UCP 208 COM ROLAMENTO", "84832000")]
    [InlineData("CILINDRO MESTRE DE FREIO DUPLO", "87083090")]
    [InlineData("LAVADORA DE ALTA PRESSAO 1400W 220V", "84243010")]
    [InlineData("MAQUINA DE LAVAR ROUPAS AUTOMATICA 8KG", "84501100")]
    [InlineData("MAQUINA DE LAVAR ROUPAS AUTOMATICA 12 KG", "84502020")]
    [InlineData("NIPLE INOX 1/2 NPT ROSCA", "73072900")]
    [InlineData("COTOVELO INOX 90 1/2 BSP ROSCA", "73072200")]
    [InlineData("FURADEIRA PNEUMATICA 3/8", "84671110")]
    [InlineData("MARTELO PNEUMATICO ROMPEDOR 10KG", "84671900")]
    [InlineData("MOTOSSERRA ELETRICA 1800W 127V", "84672200")]
    [InlineData("MOTOSSERRA A GASOLINA 52CC", "84678100")]
    [InlineData("PASTILHA DE FREIO MOTO TITAN 150", "87141000")]
    [InlineData("EMBREAGEM ELETROMAGNETICA 24V", "85052090")]
    [InlineData("ALTERNADOR SINCRONO TRIFASICO 50 KVA", "85016100")]
    [InlineData("FILTRO DE AR COMPRIMIDO 1/2", "84213990")]
    [InlineData("FILTRO DE OLEO HIDRAULICO", "84212990")]
    [InlineData("CADEIRA DE ESCRITORIO FIXA", "94017100")]
    [InlineData("IMPRESSORA MULTIFUNCIONAL LASER COLORIDA", "84433115")]
    [InlineData("ASPIRADOR DE PO 1400W 30 LITROS", "85081900")]
    [InlineData("BATERIA DE MOTO LITIO 12V 6AH", "85076000")]
    [InlineData("BROCA ESCALONADA 4-32MM", "82075019")]
    [InlineData("BROCA HSS ESCALONADA 4-32MM", "82075019")]
    [InlineData("REBITE DE COBRE 4X10", "74152900")]
    [InlineData("CADEIRA GIRATORIA EXECUTIVA BRACO FIXO", "94013900")]
    [InlineData("MOTOBOMBA DE PISTAO 220V", "84135090")]
    [InlineData("AMORTECEDOR MTB", "87149990")]
    [InlineData("CABO DE FREIO BICICLETA", "87149490")]
    [InlineData("PURIFICADOR DE AGUA REFRIGERADO", "84186931")]
    public void A_measure_or_a_word_of_the_trade_decides_the_leaf(string text, string ncm)
    {
        var answer = classifier.Classify(new Product("4711", text));

        Assert.Equal(ncm, answer.Ncm);
    }

    [Theory]
    [InlineData("BALANCA")]
    [InlineData("SERINGA DESCARTAVEL")]
    [InlineData("CORREIA DENTADA")]
    [InlineData("CORREIA EM V A-42 13MM")] // its width is no length
    [InlineData("MAQUINA DE LAVAR ROUPA")]
    [InlineData("MOTOCICLETA")]
    [InlineData("ASPIRADOR DE PO")]
    [InlineData("BOMBA CENTRIFUGA")]
    public void Without_its_measure_the_leaf_stays_open(string text) =>
        Assert.True(classifier.Classify(new Product("4711", text)).ConfidenceScore < Confidence.High);

    [Theory]
    [InlineData("BarrelJack_Pin2mm", "8536")]
    [InlineData("MicroFit 2x10", "8536")]
    [InlineData("D_SOD-323F 100V 0.2A", "8541")]
    public void Names_of_drawing_programs_are_words(string text, string heading)
    {
        var answer = classifier.Classify(new Product("4711", text));

        Assert.StartsWith(heading, answer.Ncm ?? answer.Alternatives[0].Ncm, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LIXA DE UNHA")]
    [InlineData("CABO DE VASSOURA")]
    [InlineData("TONER FACIAL HIDRATANTE 200ML")]
    [InlineData("PANELINHA DE BRINQUEDO")]
    [InlineData("BICICLETA ERGOMETRICA")]
    [InlineData("TIJOLO REFRATARIO")]
    [InlineData("JIGSAW PUZZLE 1000 PIECES")]
    [InlineData("MAQUINA DE LAVAR LOUCA 8 SERVICOS")]
    [InlineData("AQUECEDOR DE AGUA A GAS")]
    [InlineData("FORNO ELETRICO INDUSTRIAL")]
    [InlineData("RETROVISOR MOTO")]
    public void A_word_that_also_names_another_thing_stays_below_the_high_band(string text) =>
        Assert.True(classifier.Classify(new Product("4711", text)).ConfidenceScore < Confidence.Medium);

    [Fact]
    public void A_model_is_no_current() =>
        Assert.DoesNotContain("corrente", classifier.Classify(new Product("4711", "TONER HP 85A")).Description, StringComparison.Ordinal);

    [Fact]
    public void A_number_of_a_liquid_crystal_display_is_no_transistor() =>
        Assert.DoesNotContain("transistor", classifier.Classify(new Product("DMC16207N")).Description ?? "",
            StringComparison.OrdinalIgnoreCase);
}
