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
    public void A_measure_or_a_word_of_the_trade_decides_the_leaf(string text, string ncm)
    {
        var answer = classifier.Classify(new Product("4711", text));

        Assert.Equal(ncm, answer.Ncm);
    }

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
    public void A_word_that_also_names_another_thing_stays_below_the_high_band(string text) =>
        Assert.True(classifier.Classify(new Product("4711", text)).ConfidenceScore < Confidence.Medium);
}
