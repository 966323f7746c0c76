using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

/// <summary>What a text names, where it also names what the thing is made of, is sold in, or is for.</summary>
public sealed class NamedThingTests
{
    private readonly Classifier classifier = new(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());

    [Theory]
    [InlineData("Step-Down SOIC-8 DC-DC Converters", "85423939")]
    [InlineData("CONVERSOR DC DC 2A TSSOP-16", "85423939")]
    [InlineData("5V 1A SOT-23-6 DC-DC Converter", "85423939")]
    [InlineData("CONVERSOR DC DC ISOLADO 24V 15W", "85044030")] // a module
    public void The_package_of_a_chip_makes_a_converter_the_chip_of_one(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("MEMORIA DDR4 16GB 2666MHZ SODIMM", "84733042")]
    [InlineData("MEMORIA UDIMM DDR5 32GB", "84733042")]
    [InlineData("MONITOR LED 24 POLEGADAS HDMI", "85285200")]
    [InlineData("16BIT 24MHZ 64KB FLASH 8KB RAM LQFP-48", "85423120")]
    [InlineData("MEMORIA SDRAM DDR3 2GB BGA-96", "85423229")] // the chip
    public void A_thing_is_not_what_it_is_made_of(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("EMBALAGEM PARA CAPACITOR CERAMICO SMD")]
    [InlineData("MANUAL DO DISJUNTOR TRIPOLAR 40A")]
    [InlineData("CONSERTO DE INVERSOR DE FREQUENCIA")]
    [InlineData("ETIQUETAS PARA RELE 24V")]
    [InlineData("TRIFASICO SEGURO DE CARGA 5CV")]
    [InlineData("MONOFASICO TREINAMENTO DE EQUIPE 2CV")]
    [InlineData("AGUA OXIGENADA 20V, KIT 3 - 4G")]
    public void Papers_packaging_and_services_of_a_thing_are_not_the_thing(string text) =>
        Assert.True(Classify(text).ConfidenceScore < Confidence.Medium, text);

    [Theory]
    [InlineData("SUPORTE BATERIA CR2032")]
    [InlineData("SUPORTE DE PLACA PARA BATERIA CR2025")]
    [InlineData("BATTERY HOLDER CR2450 SMD")]
    public void The_holder_of_a_battery_is_not_the_battery(string text) =>
        Assert.False(Classify(text) is { Ncm: "85065010", ConfidenceScore: >= Confidence.Medium }, text);

    [Theory]
    [InlineData("CONECTOR")]
    [InlineData("TERMINAL BLOCK")]
    [InlineData("PORTA FUSIVEL")]
    public void A_bare_name_whose_heading_has_several_leaves_is_not_sure(string text) =>
        Assert.True(Classify(text).ConfidenceScore < Confidence.High, text);

    [Theory]
    [InlineData("SERVO MOTOR AC 200W", "85015190")]
    [InlineData("SERVO DIGITAL AEROMODELO 5W", "85011019")]
    [InlineData("DIODO SCHOTTKY 10A 45V TO-220AC", "85411039")]
    [InlineData("DIODO RAPIDO 6A 400V DO-201AE", "85411039")]
    [InlineData("MOLA DE TRACAO DE ACO 2X15X60", "73202010")]
    [InlineData("EXTENSION SPRING STAINLESS STEEL", "73202010")]
    [InlineData("PLUG RJ45 CAT6", "85366990")]
    [InlineData("ETHERNET CABLE 4 PAIRS 24AWG", "85444900")]
    [InlineData("PILHA AUDITIVA ZINCO AR 675", "85066010")]
    [InlineData("BATERIA ZINCO CARVAO 6F22 9V", "85061020")]
    [InlineData("HD SATA 2TB 3,5", "84717010")]
    [InlineData("SWITCH 16 PORTAS GIGABIT", "85176234")]
    [InlineData("FILTRO REGULADOR LUBRIFICADOR 1/4", "84811000")]
    [InlineData("INVERSOR HIBRIDO FOTOVOLTAICO 8KW", "85044090")]
    [InlineData("LIGHT PIPE PLASTIC 5MM", "39269090")]
    [InlineData("PUSH IN FITTING 6MM NYLON", "39174090")]
    public void Goods_are_known_by_their_trade_names(string text, string ncm) => Assert.Equal(ncm, Classify(text).Ncm);

    [Theory]
    [InlineData("1771", "PLUGUE RJ45 BLINDADO")]
    [InlineData("1249", "PILHA ALCALINA AAA")]
    [InlineData("1896", "CABO FLEXIVEL 1MM2 AZUL")]
    public void Digits_that_a_maker_numbers_by_are_an_internal_code_without_that_maker(string number, string text) =>
        Assert.DoesNotContain($"part number {number}", Classify(text, number).Description ?? "", StringComparison.Ordinal);

    [Theory]
    [InlineData("CI REGULADOR SOIC-20W 5V")]
    [InlineData("DRIVER SOP-16W")]
    [InlineData("AMPLIFICADOR SOIC-8W")]
    public void The_width_of_a_package_is_no_power(string text) =>
        Assert.DoesNotMatch("potência de|SOIC-[ ,]", Classify(text).Description ?? "");

    private Classification Classify(string text, string number = "77120") => classifier.Classify(new Product(number, text));
}
