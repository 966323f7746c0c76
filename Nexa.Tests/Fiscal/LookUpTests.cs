using Nexa.Fiscal;
using Nexa.Fiscal.Import;
using Nexa.Fiscal.Search;

namespace Nexa.Tests.Fiscal;

/// <summary>What people type, over the whole official nomenclature: the right code must be among the first five.</summary>
public sealed class LookUpTests
{
    private static readonly Lazy<Task<NcmIndex>> Index = new(async () =>
        new NcmIndex(
            new NcmTable(
                (await FiscalFileReader.ReadFileAsync(
                    SharedData.Require("ncm/Tabela_NCM_Vigente_20260813.json"), CancellationToken.None)).Ncm)));

    [Theory]
    // Portuguese, with and without accents
    [InlineData("fusivel", "853610")]
    [InlineData("relé 12 V", "85364")]
    [InlineData("rele de estado solido", "85364|854159")]
    [InlineData("cabo coaxial", "854420")]
    [InlineData("bateria de litio", "850650|850760")]
    [InlineData("motor de passo", "850110")]
    [InlineData("potenciometro", "853340")]
    [InlineData("transformador de corrente", "850431")]
    [InlineData("placa de circuito impresso", "8534")]
    [InlineData("placa mae", "847330")]
    [InlineData("conector para placa", "853690|853669")]
    [InlineData("osciloscopio digital", "903020")]
    [InlineData("alto-falante", "8518")]
    [InlineData("impressora termica", "8443")]
    [InlineData("sensor de temperatura", "9025|9032")]
    [InlineData("painel solar", "854143")]
    [InlineData("lâmpada de led", "853952|9405")]
    [InlineData("memória flash", "854232|852351")]
    [InlineData("amplificador operacional", "854233")]
    [InlineData("indutor 10 uH", "850450")]
    [InlineData("teclado sem fio", "847160")]
    [InlineData("disjuntor termomagnético", "853620")]
    [InlineData("micro controlador", "854231")]
    [InlineData("conetor", "8536")]
    // English
    [InlineData("integrated circuit", "8542")]
    [InlineData("ceramic capacitor 100nF 50V", "853224")]
    [InlineData("push button switch", "853650")]
    [InlineData("power supply 12V", "850440")]
    [InlineData("wireless router", "851762")]
    [InlineData("smartphone", "851713")]
    [InlineData("solid state drive", "852351")]
    [InlineData("photodiode", "854149")]
    [InlineData("quartz crystal", "854160")]
    [InlineData("heat sink", "7616|8473|854290|8504")]
    // Spanish
    [InlineData("condensador electrolítico", "853222")]
    [InlineData("fuente de alimentación", "850440")]
    [InlineData("altavoces", "8518")]
    [InlineData("bateria de plomo", "8507")]
    // Typos
    [InlineData("resitor", "8533")]
    [InlineData("transitor", "8541")]
    [InlineData("capacitores ceramicos multicamadas", "853224")]
    // Trade names and part numbers beside the word
    [InlineData("resistor yageo 10k 0603", "8533")]
    [InlineData("capacitor murata 100nF X7R", "8532")]
    [InlineData("STM32 microcontroller", "854231")]
    [InlineData("mosfet irf540", "8541")]
    [InlineData("arduino uno", "8471|8473|8543")]
    public async Task The_right_code_is_among_the_first_five(string query, string codes)
    {
        var found = (await Index.Value).Search(query, 5).Select(hit => hit.Node.Code).ToArray();

        Assert.True(Array.Exists(found, hit => codes.Split('|').Any(code => hit.StartsWith(code, StringComparison.Ordinal))),
            string.Join(", ", found));
    }

    [Theory]
    [InlineData("85322410", "85322410")]
    [InlineData("8532.24.10", "85322410")]
    [InlineData("8532 24 10", "85322410")]
    [InlineData("8532-24-10", "85322410")]
    [InlineData("NCM 8532.24.10", "85322410")]
    [InlineData("ncm: 85322410", "85322410")]
    [InlineData("8532.24", "853224")]
    [InlineData("85.32", "8532")]
    [InlineData("8532.2", "85322")]
    [InlineData("85", "85")]
    public async Task A_code_in_any_spelling_comes_first(string query, string code) =>
        Assert.Equal(code, (await Index.Value).Search(query, 5).Select(hit => hit.Node.Code).FirstOrDefault());

    [Theory]
    [InlineData("HS 8532.24", "853224")]
    [InlineData("código 8532.24", "853224")]
    [InlineData("NCM: 85322410 capacitor", "85322410")]
    [InlineData("classificação fiscal nº 8532.24.10", "85322410")]
    [InlineData("o fornecedor informa o HS code 853224", "853224")]
    [InlineData("capacitor 8532.24.10 de 10 V", "85322410")]
    [InlineData("capacitor 85322410", "85322410")]
    [InlineData("８５３２．２４．１０", "85322410")]
    [InlineData("NCM\u00a08532\u00a024\u00a010", "85322410")]
    [InlineData("NCM 8532–24–10", "85322410")]
    [InlineData("NCM/SH 8532.24.10", "85322410")]
    [InlineData("código 000123, NCM 8532.24.10", "85322410")]
    [InlineData("NCM85322410", "85322410")]
    [InlineData("NCM8532.24.10 capacitor", "85322410")]
    [InlineData("ncm8532", "8532")]
    [InlineData("capítulo 85", "85")]
    [InlineData("chapter 85", "85")]
    [InlineData("código NCM 8532 parafuso", "8532")]
    [InlineData("HSN 8532", "8532")]
    [InlineData("NCM 8532 24 10 50 V", "85322410")]
    [InlineData("NCM 8532 24 50 V", "853224")]
    public async Task A_code_within_a_phrase_comes_first(string query, string code)
    {
        var (hits, read) = (await Index.Value).Find(query, 5);

        Assert.Equal((code, code, false), (hits[0].Node.Code, read!.Digits, read.IsForeign));
    }

    [Fact]
    public async Task Numbers_behind_a_code_that_would_make_one_that_does_not_exist_are_words()
    {
        var (hits, read) = (await Index.Value).Find("NCM 8532 50 V", 5);

        Assert.Equal(("8532", "8532", "50 V"), (read!.Written, read.Digits, read.Words));
        Assert.All(hits, hit => Assert.StartsWith("8532", hit.Node.Code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTS 8532.24.0020")]
    [InlineData("8532240020")]
    [InlineData("8532 24 00 20")]
    [InlineData("TARIC 8532 24 00 00")]
    [InlineData("CN 85322400")]
    [InlineData("commodity code 8532240000")]
    [InlineData("GTIP 8532.24.00.00.00")]
    [InlineData("capacitor HTSUS: 8532.24.0020 murata")]
    [InlineData("HSN 85322400")]
    public async Task Of_another_countrys_code_the_six_digits_of_the_harmonized_system_are_looked_up(string query)
    {
        var (hits, read) = (await Index.Value).Find(query, 5);

        Assert.Equal(("853224", true), (read!.Digits, read.IsForeign));
        Assert.All(hits, hit => Assert.StartsWith("853224", hit.Node.Code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("24 V relé", "8536")]
    [InlineData("0603 resistor 10k", "8533")]
    [InlineData("100 nF capacitor", "8532")]
    [InlineData("1206 capacitor ceramico", "8532")]
    [InlineData("código 000123 capacitor", "8532")]
    [InlineData("cód. 1218 óleo de coco", "1513")]
    [InlineData("pedido de 2024.12.01 capacitor", "8532")]
    [InlineData("capacitor 1250.00 USD", "8532")]
    [InlineData("transistor 2222222222", "8541")]
    [InlineData("relé NC 24 V", "8536")]
    [InlineData("máscara KN-95", "7015")]
    [InlineData("conector CN 12 vias", "8536")]
    [InlineData("ventilador HS-60", "8414")]
    [InlineData("tarifa 14 % capacitor", "8532")]
    [InlineData("capacitor ٨٥٣٢", "8532")]
    [InlineData("código 7891234567895 capacitor", "8532")] // an EAN
    [InlineData("código 7891234567895", "8471")] // readers of such codes
    public async Task A_phrase_with_numbers_that_are_no_codes_is_searched_by_its_words(string query, string code)
    {
        var (hits, read) = (await Index.Value).Find(query, 5);

        Assert.Null(read);
        Assert.Contains(hits, hit => hit.Node.Code.StartsWith(code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("8532.24.99", "853224 85322410 85322420 85322490")]
    [InlineData("NCM 8532.2499", "853224 85322410 85322420 85322490")]
    [InlineData("NCM 8532 24 99", "853224 85322410 85322420 85322490")]
    [InlineData("8599.10.00", "85 8501 850110 8501101 85011011")]
    public async Task Of_a_code_that_does_not_exist_the_nearest_above_it_comes_with_what_it_holds(string query, string codes) =>
        Assert.Equal(codes, string.Join(' ', (await Index.Value).Search(query, 5).Select(hit => hit.Node.Code)));

    [Theory]
    [InlineData("8532 cerâmica SMD", "85322310 85322410")] // of one layer and of many
    [InlineData("85.32 ceramico pth", "85322420")]
    [InlineData("8541.2 transistor smd", "85412120")]
    public async Task Words_behind_a_code_choose_among_what_it_holds(string query, string codes) =>
        Assert.Equal(codes, string.Join(' ', (await Index.Value).Search(query, codes.Split(' ').Length).Select(hit => hit.Node.Code)));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("de para com")]
    [InlineData("!!! ??? ...")]
    [InlineData("99999999999999999999")]
    [InlineData("xqzwvkj")]
    [InlineData("٨٥٣٢")]
    [InlineData("7891234567895")] // an EAN
    [InlineData("0699123456")]
    public async Task What_means_nothing_finds_nothing(string query)
    {
        var (hits, read) = (await Index.Value).Find(query, 5);

        Assert.Null(read);
        Assert.Empty(hits);
    }
}
