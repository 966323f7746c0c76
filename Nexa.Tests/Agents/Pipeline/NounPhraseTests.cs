using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

/// <summary>A text names its product by the head of its noun phrase, and a single word never makes sure.</summary>
public sealed class NounPhraseTests
{
    private readonly Classifier classifier = new(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());

    [Theory]
    [InlineData("Quadro de distribuição 12 disjuntores", "8536")]
    [InlineData("MANUAL DO OSCILOSCOPIO", "9030")]
    [InlineData("CAPA PARA CONECTOR RJ45", "8536")]
    [InlineData("SUPORTE PARA MONITOR 24 POL", "8528")]
    [InlineData("CAIXA PARA DISJUNTOR DIN", "8536")]
    [InlineData("CABO DE MARTELO MADEIRA", "8544")]
    [InlineData("CABO DE ENXADA 1,5 M", "8544")]
    [InlineData("FONTE DE AGUA DECORATIVA", "8504")]
    [InlineData("CHAVE DO QUARTO", "8536")]
    [InlineData("Leite LTE 1L", "8517")]
    [InlineData("PIMENTA 3G SACHE", "8517")]
    [InlineData("RELAY COVER PLASTIC", "8536")]
    [InlineData("SWITCH PLATE COVER", "8536")]
    public void What_only_contains_or_serves_a_thing_is_not_taken_for_it(string text, string heading)
    {
        var answer = classifier.Classify(new Product("4711", text));

        Assert.False(answer.ConfidenceScore >= Confidence.Medium && answer.Ncm?[..4] == heading, $"{answer.Ncm} {answer.ConfidenceScore}");
        Assert.NotEmpty(answer.Questions);
    }

    [Theory]
    [InlineData("network switch 8 ports", "85176234")]
    [InlineData("JOGO DE CHAVES DE FENDA 6 PECAS", "82054000")]
    [InlineData("12V 260gf SPST Tactile Switches", "85365090")]
    [InlineData("SOIC-8 Operational Amplifiers", "85423390")]
    [InlineData("贴片电容 100nF 50V 0603", "85322410")]
    [InlineData("ＣＡＰＡＣＩＴＯＲ ＣＥＲＡＭＩＣＯ ＳＭＤ １００ＮＦ", "85322410")]
    [InlineData("CABOS USB 2M", "85444200")]
    public void The_head_of_the_phrase_is_the_product(string text, string ncm) =>
        Assert.Equal(ncm, classifier.Classify(new Product("4711", text)).Ncm);

    [Theory]
    [InlineData("KIT RESISTORES 600 PECAS")]
    [InlineData("JOGO DE CHAVES DE FENDA")]
    [InlineData("CABO")]
    [InlineData("FONTE")]
    [InlineData("CRISTAL")]
    [InlineData("TR")]
    public void A_set_and_a_word_of_many_trades_stay_below_the_high_band(string text) =>
        Assert.True(classifier.Classify(new Product("4711", text)).ConfidenceScore < Confidence.High);

    [Theory]
    [InlineData("Nippon Chemi-Con", "CAPACITOR ELETROLITICO 100UF 25V NIPPON CHEMI-CON", "85322200")]
    [InlineData(null, "TRANSISTOR NPN SOT-23 200MW DIODES INC", "85412120")]
    public void The_name_of_a_maker_is_no_product(string? maker, string text, string ncm) =>
        Assert.Equal(ncm, classifier.Classify(new Product("4711", text, maker)).Ncm);

    [Fact]
    public void A_screw_is_not_mounted_on_a_chassis() =>
        Assert.DoesNotContain("chassi", classifier.Classify(new Product("4711", "PARAFUSO SEXTAVADO M8")).Description,
            StringComparison.Ordinal);
}
