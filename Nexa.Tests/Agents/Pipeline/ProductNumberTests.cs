using Nexa.Agents.Pipeline;
using Nexa.Agents.Server;
using Nexa.Fiscal;

namespace Nexa.Tests.Agents.Pipeline;

/// <summary>Which number is the maker's, and who the maker is.</summary>
public sealed class ProductNumberTests
{
    private readonly Classifier classifier = new(new FiscalTablesSource(), TimeProvider.System, new ServerSettings());

    [Theory]
    [InlineData("000123", "MIC5504-2.5YM5-TR MICROCHIP", "85423939", "MIC5504-2.5YM5-TR")]
    [InlineData("9981", "CAPACITOR GRM188R71H104KA93D MURATA", "85322410", "GRM188R71H104KA93D")]
    [InlineData("12.345.678", "STM32F103C8T6", "85423120", "STM32F103C8T6")]
    public void The_part_number_inside_the_text_is_read_and_declared(string code, string text, string ncm, string number)
    {
        var answer = classifier.Classify(new Product(code, text));

        Assert.Equal(ncm, answer.Ncm);
        Assert.Contains($"part number {number}", answer.Description, StringComparison.Ordinal);
        Assert.Contains(answer.Evidence, evidence => evidence.Source.Contains("part number da descrição", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1218", "ÓLEO DE COCO 500ML")]
    [InlineData("SI17449", "FONTE DE AGUA DECORATIVA")]
    [InlineData("BT65682", "CERA DE RADIADOR")]
    public void An_internal_code_before_a_text_of_another_trade_is_no_part_number(string code, string text)
    {
        var answer = classifier.Classify(new Product(code, text));

        Assert.True(answer.ConfidenceScore < Confidence.Medium, $"{answer.Ncm} {answer.ConfidenceScore}");
    }

    [Theory]
    [InlineData("DEDETIZACAO 4 PONTOS")]
    [InlineData("LEITE EM PO 200G")]
    [InlineData("DESODORANTE ROLL ON 4G")]
    [InlineData("CADARCO G")]
    public void Words_in_the_place_of_the_number_are_not_drawn_together_into_one(string words) =>
        Assert.True(classifier.Classify(new Product(words)).ConfidenceScore < Confidence.Medium, words);

    [Theory]
    [InlineData("ATMEGA 328P-PU", "circuito integrado microcontrolador")]
    [InlineData("BC 547B", "transistor bipolar")]
    [InlineData("GRM 188R71H104KA93D", "capacitor")]
    public void A_part_number_with_a_blank_inside_is_still_read(string number, string product) =>
        Assert.StartsWith(product, classifier.Classify(new Product(number)).ShortDescription, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("311-10.0KHRCT-ND", "0603", "10 kΩ")]
    [InlineData("311-4.70KCRTR-ND", "0805", "4,7 kΩ")]
    [InlineData("311-100LRDKR-ND", "0402", "100 Ω")]
    public void A_distributors_number_that_spells_the_value_out_is_read(string number, string package, string resistance)
    {
        var answer = classifier.Classify(new Product(number));

        Assert.Equal("85332120", answer.Ncm);
        Assert.Contains(resistance, answer.Description, StringComparison.Ordinal);
        Assert.Contains(package, answer.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("399-7845-1-ND")]
    [InlineData("1276-1909-2-ND")]
    [InlineData("478-1395-1-nd")]
    public void An_order_code_without_the_makers_number_asks_for_that_number(string number)
    {
        var answer = classifier.Classify(new Product(number));

        Assert.Null(answer.Ncm);
        Assert.Contains("distribuidora", Assert.Single(answer.Questions), StringComparison.Ordinal);
    }

    [Fact]
    public void Large_capacitances_are_written_in_microfarads() =>
        Assert.Contains("4700 µF", classifier.Classify(new Product("EEU-FR1A472")).Description, StringComparison.Ordinal);

    [Theory]
    [InlineData("4711")]
    [InlineData("MP-1234")]
    public void An_internal_code_is_never_declared_as_part_number(string code)
    {
        var answer = classifier.Classify(new Product(code, "RESISTOR SMD 0805 100R 5%"));

        Assert.Equal("85332120", answer.Ncm);
        Assert.DoesNotContain(code, answer.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("part number", answer.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_inside_a_text_about_another_thing_is_not_that_thing()
    {
        var answer = classifier.Classify(new Product("77", "ADESIVO PARA GABINETE COM STM32F103C8T6"));

        Assert.True(answer.ConfidenceScore < Confidence.Medium);
    }

    [Theory]
    [InlineData("80-C0603C104K5RAC", "85322410")]
    [InlineData("81-GRM188R71H104KA93D", "85322410")]
    [InlineData("GRM188R71H104KA93D-ND", "85322410")]
    [InlineData("P/N: GRM188R71H104KA93D", "85322410")]
    [InlineData("\"GRM188R71H104KA93D\"", "85322410")]
    [InlineData("ＧＲＭ１８８Ｒ７１Ｈ１０４ＫＡ９３Ｄ", "85322410")]
    [InlineData("DS1302Z T&R", "85423939")]
    [InlineData("ERJ3EKF1002V", "85332120")]
    public void Other_ways_of_writing_a_part_number_are_understood(string written, string ncm) =>
        Assert.Equal(ncm, classifier.Classify(new Product(written)).Ncm);

    [Theory]
    [InlineData("Digi-Key")]
    [InlineData("Mouser Electronics Inc.")]
    [InlineData("Eletrônica Brasil Comércio Ltda")]
    public void A_seller_is_never_the_maker_and_the_decoded_maker_stands(string seller)
    {
        var answer = classifier.Classify(new Product("GRM188R71H104KA93D", null, seller));

        Assert.Equal("Murata Manufacturing Co., Ltd.", answer.Fabricante);
        Assert.Equal("Murata", answer.Marca);
    }

    [Theory]
    [InlineData("On Shore Technology")]
    [InlineData("TI Comércio")]
    [InlineData("Delta Cosméticos")]
    [InlineData("Sharp Têxtil")]
    public void A_name_that_only_begins_like_a_makers_is_not_that_maker(string name)
    {
        var answer = classifier.Classify(new Product("X-9", "CAPACITOR ELETROLITICO 10UF 50V", name));

        Assert.True(answer.Fabricante is null || answer.Fabricante == name, answer.Fabricante);
        Assert.Null(answer.Endereco);
        Assert.Null(answer.Pais);
    }

    [Fact]
    public void What_one_request_said_of_a_maker_does_not_stick_to_the_next()
    {
        classifier.Classify(new Product("GRM188R71H104KA93D", null, "Nobody Knows Electronics"));

        Assert.Equal("Murata", classifier.Classify(new Product("GRM188R71H104KA93D")).Marca);
    }

    [Theory]
    [InlineData("RCO603FR-O7IOKL", "Yageo", "RC0603FR-0710KL")]
    [InlineData("C0603CI04K5RACTU", "KEMET", "C0603C104K5RACTU")]
    [InlineData("STM32FI03C8T6", "STMicroelectronics", "STM32F103C8T6")]
    [InlineData("GRM188R71H1O4KA93D", null, "GRM188R71H104KA93D")]
    public void A_number_with_letters_for_digits_is_asked_about_and_not_declared(string written, string? maker, string meant)
    {
        var answer = classifier.Classify(new Product(written, null, maker));

        Assert.True(answer.ConfidenceScore < Confidence.Medium, $"{answer.ConfidenceScore}");
        Assert.True(answer.NeedsReview);
        Assert.Contains(meant, answer.Questions[0], StringComparison.Ordinal);
        Assert.DoesNotContain($"part number {written}", answer.Description ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_misread_number_beside_a_clear_text_keeps_the_answer_below_the_high_band()
    {
        var answer = classifier.Classify(new Product("RCO603FR-O7IOKL", "RESISTOR SMD 10K 1%", "Yageo"));

        Assert.Equal("85332120", answer.Ncm);
        Assert.True(answer.ConfidenceScore < Confidence.High);
        Assert.Contains("RC0603FR-0710KL", answer.Questions[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TL072IDR")]
    [InlineData("NRF24L01P-R")]
    [InlineData("STPS20L45CG-TR")]
    [InlineData("CL10B104KB8NNNC")]
    public void A_letter_that_belongs_to_the_number_raises_no_doubt(string number) =>
        Assert.DoesNotContain(classifier.Classify(new Product(number)).Questions, question =>
            question.Contains("lidas no lugar de dígitos", StringComparison.Ordinal));
}
