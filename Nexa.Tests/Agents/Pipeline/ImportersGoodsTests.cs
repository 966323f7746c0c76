using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

/// <summary>What Brazilian importers buy beside electronics, in the words and abbreviations of invoices.</summary>
public sealed class ImportersGoodsTests
{
    private readonly Classifier classifier = new(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());

    [Theory]
    [InlineData("CABO DE ACO INOX 6X19 5/16", "73121090")]
    [InlineData("STAINLESS STEEL WIRE ROPE 4MM", "73121090")]
    [InlineData("PINO ELÁSTICO 5X30", "73182400")]
    [InlineData("CHAVETA ACO 10X8X50", "73182400")]
    [InlineData("BARRA ROSCADA 1/2 ZINCADA", "73181500")]
    [InlineData("PIA DE INOX 1,50M", "73241000")]
    [InlineData("INSERTO METAL DURO WNMG080408", "82090011")]
    [InlineData("ESTILETE PROFISSIONAL 9MM", "82119390")]
    [InlineData("TESOURA MULTIUSO 8 POL", "82130000")]
    [InlineData("LAMINA SERRA MANUAL BIMETAL 18 DENTES", "82029100")]
    [InlineData("VALV RETENCAO 3/4 LATAO", "84813000")]
    [InlineData("VALV SOLENOIDE 1/2 24VDC", "84818092")]
    [InlineData("IMPRESSORA 3D FDM 220X220X250", "84852000")]
    [InlineData("HUB USB 7 PORTAS", "84718000")]
    [InlineData("PILHA RECARREGAVEL AA 2700MAH", "85075010")]
    [InlineData("REATOR VAPOR METALICO 400W", "85041000")]
    [InlineData("CANALETA PVC 40X60 CINZA", "39259090")]
    [InlineData("PRESSOSTATO 2-8 BAR 1/4", "90322000")]
    [InlineData("PRESSURE SWITCH 0-10 BAR", "90322000")]
    [InlineData("PT100 3 FIOS 6MM", "90251990")]
    [InlineData("AMPERIMETRO ANALOGICO 72X72 50A", "90303329")]
    [InlineData("HORIMETRO 12-36V", "90291010")]
    [InlineData("PROGRAMADOR HORÁRIO SEMANAL 16A", "91070010")]
    public void A_word_of_the_trade_names_the_leaf(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("SERRA COPO 32MM", "82")]
    [InlineData("ROTAMETRO 0-50 LPM", "9026")]
    [InlineData("CHUMBADOR PARABOLT 1/2 X 4", "7318")]
    [InlineData("LUVA NITRILICA TAM G", "4015")]
    [InlineData("DETECTOR DE FUMACA 24V", "853110")]
    [InlineData("CRONOMETRO DIGITAL", "9102")]
    [InlineData("MANILHA RETA 3/8 GALVANIZADA", "7326")]
    [InlineData("MOTOREDUTOR 12V 60RPM", "8501")]
    public void What_the_text_does_not_decide_stops_above_the_leaf_and_is_asked(string text, string ncm)
    {
        var answer = Classify(text);

        Assert.StartsWith(ncm, answer.Ncm, StringComparison.Ordinal);
        Assert.True(answer is { NeedsReview: true, ConfidenceScore: < Confidence.High, Questions.Count: > 0 }, $"{answer.ConfidenceScore}");
    }

    [Theory]
    [InlineData("PRENSA CABO PG16")]
    [InlineData("QUADRO DE DISTRIBUICAO 12 DISJUNTORES")]
    [InlineData("PRENSA CABO NYLON PG21")]
    public void What_a_heading_of_its_own_may_take_is_never_of_the_high_band(string text)
    {
        var answer = Classify(text);

        Assert.NotNull(answer.Ncm);
        Assert.DoesNotContain("8544", answer.Ncm, StringComparison.Ordinal);
        Assert.DoesNotContain("853620", answer.Ncm, StringComparison.Ordinal);
        Assert.True(answer.ConfidenceScore < Confidence.High);
    }

    private Classification Classify(string text) => classifier.Classify(new Product("4711", text));
}
