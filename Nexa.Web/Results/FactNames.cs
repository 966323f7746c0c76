using System.Text.RegularExpressions;

namespace Nexa.Web.Results;

/// <summary>Facts as an analyst reads them; agents of others may send names and values that are not here: those stay as they are.</summary>
internal static partial class FactNames
{
    private static readonly Dictionary<string, (string Name, string Unit)> Facts = new(StringComparer.Ordinal)
    {
        ["product"] = ("Produto", ""), ["family"] = ("Família", ""), ["mounting"] = ("Montagem", ""), ["package"] = ("Encapsulamento", ""),
        ["dielectric"] = ("Dielétrico", ""), ["capacitance"] = ("Capacitância", ""), ["tolerance"] = ("Tolerância", ""),
        ["voltage"] = ("Tensão", ""), ["coil_voltage"] = ("Tensão da bobina", ""), ["resistance"] = ("Resistência", ""),
        ["inductance"] = ("Indutância", ""), ["frequency"] = ("Frequência", ""), ["power"] = ("Potência", ""), ["power_w"] = ("Potência", "W"),
        ["power_va"] = ("Potência", "VA"), ["peak_power_w"] = ("Potência de pico", "W"), ["power_class"] = ("Classe de potência", ""),
        ["current"] = ("Corrente", ""), ["current_a"] = ("Corrente", "A"), ["capacity"] = ("Capacidade", ""),
        ["capacity_ah"] = ("Capacidade", "Ah"), ["memory_type"] = ("Tipo de memória", ""), ["memory_size"] = ("Capacidade da memória", ""),
        ["access_time_ns"] = ("Tempo de acesso", "ns"), ["wavelength_nm"] = ("Comprimento de onda", "nm"), ["color"] = ("Cor", ""),
        ["packing"] = ("Embalagem", ""), ["polarity"] = ("Polaridade", ""), ["poles"] = ("Polos", ""), ["positions"] = ("Vias", ""),
        ["channels"] = ("Canais", ""), ["phases"] = ("Fases", ""), ["layers"] = ("Camadas", ""), ["pitch_mm"] = ("Passo", "mm"),
        ["step_deg"] = ("Passo", "°"), ["size"] = ("Tamanho", ""), ["size_mm"] = ("Dimensão", "mm"), ["volume_cm3"] = ("Volume", "cm³"),
        ["screen_cm2"] = ("Área da tela", "cm²"), ["data_rate_mbps"] = ("Taxa de transmissão", "Mbit/s"), ["interface"] = ("Interface", ""),
        ["core"] = ("Núcleo", ""), ["function"] = ("Função", ""), ["technology"] = ("Tecnologia", ""), ["material"] = ("Material", ""),
        ["temperature_range"] = ("Faixa de temperatura", ""), ["rechargeable"] = ("Recarregável", ""), ["connectors"] = ("Conectores", ""),
        ["input"] = ("Entrada", ""), ["recorder"] = ("Registrador", ""), ["hybrid"] = ("Híbrido", ""), ["manufacturer"] = ("Fabricante", ""),
        ["fabricante"] = ("Fabricante", ""), ["endereco"] = ("Endereço", ""), ["cidade"] = ("Cidade", ""), ["pais"] = ("País", ""), ["ncm"] = ("NCM", ""),
        ["exception"] = ("Ex da TIPI", ""), ["description"] = ("Descrição", ""), ["kind"] = ("Tipo", ""), ["body"] = ("Corpo", ""),
        ["coating"] = ("Revestimento", ""), ["drive"] = ("Acionamento", ""), ["use"] = ("Uso", ""), ["vehicle"] = ("Veículo", ""),
        ["load"] = ("Carga", ""), ["form"] = ("Forma", ""), ["plastic"] = ("Plástico", ""), ["stainless"] = ("Inoxidável", ""),
        ["length_mm"] = ("Comprimento", "mm"), ["capacity_kg"] = ("Capacidade", "kg"), ["flow_l_min"] = ("Vazão", "l/min"),
    };

    private static readonly Dictionary<string, string> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["smd"] = "em superfície (SMD)", ["tht"] = "por inserção (PTH)", ["chassis"] = "em chassi", ["panel"] = "em painel",
        ["rail"] = "em trilho", ["cable"] = "em cabo", ["board"] = "em circuito impresso", ["die"] = "em pastilha",
        ["npn"] = "NPN", ["pnp"] = "PNP", ["n"] = "canal N", ["p"] = "canal P", ["yes"] = "sim", ["no"] = "não",
        ["low"] = "pequeno sinal", ["mid"] = "média", ["high"] = "alta", ["red"] = "vermelha", ["green"] = "verde", ["blue"] = "azul",
        ["white"] = "branca", ["yellow"] = "amarela", ["amber"] = "âmbar", ["orange"] = "laranja", ["infrared"] = "infravermelho",
        ["ultrasonic"] = "ultrassom", ["optical"] = "óptica", ["aluminum"] = "alumínio", ["plastic"] = "plástico", ["steel"] = "aço",
        ["copper"] = "cobre", ["flex"] = "material flexível", ["phenolic"] = "resina fenólica", ["ceramic"] = "cerâmica",
        ["carbon"] = "carbono", ["wirewound"] = "fio enrolado", ["thick film"] = "filme espesso", ["thin film"] = "filme fino",
        ["metal film"] = "filme metálico", ["metal oxide film"] = "filme de óxido metálico", ["carbon film"] = "filme de carbono",
        ["conductive polymer"] = "polímero condutor", ["polymer hybrid"] = "híbrida de polímero", ["silicon carbide"] = "carbeto de silício",
        ["piezoelectric"] = "piezoelétrica", ["ultrafast"] = "ultrarrápida", ["lithium thionyl chloride"] = "lítio-cloreto de tionila",
        ["axial"] = "axial", ["radial"] = "radial", ["disc"] = "disco", ["reel"] = "carretel", ["tape"] = "fita", ["tray"] = "bandeja",
        ["tube"] = "tubo", ["bulk"] = "a granel", ["cut tape"] = "fita cortada", ["brass"] = "latão", ["bronze alloy"] = "bronze",
        ["nylon"] = "náilon", ["rubber"] = "borracha", ["pvc"] = "PVC", ["iron"] = "ferro", ["stainless"] = "aço inoxidável",
        ["wood"] = "madeira", ["glass"] = "vidro", ["diamond"] = "diamante",
    };

    /// <summary>Words whose meaning depends on the fact: "n" is a polarity, and a letter elsewhere.</summary>
    private static readonly string[] FieldsWithWords =
    [
        "mounting", "polarity", "power_class", "color", "technology", "material", "packing", "package", "rechargeable", "connectors", "input",
        "recorder", "hybrid",
    ];

    public static string Find(string field) => Facts.TryGetValue(field, out var fact) ? fact.Name : field.Replace('_', ' ');

    /// <summary>"smd" → "em superfície (SMD)"; "0.1" of power_w → "0,1 W"; "reel 180mm" → "carretel de 180 mm".</summary>
    public static string DescribeValue(string field, string value)
    {
        if (!Facts.TryGetValue(field, out var fact))
        {
            return value;
        }

        if (Array.IndexOf(FieldsWithWords, field) >= 0)
        {
            return Values.GetValueOrDefault(value) ?? Reel().Replace(value, match =>
                $"carretel de {match.Groups["size"].Value} {(match.Groups["unit"].Value == "mm" ? "mm" : "polegadas")}");
        }

        var isMeasured = fact.Unit.Length > 0 || char.IsAsciiDigit(value.FirstOrDefault());
        var text = isMeasured && field is not ("ncm" or "exception" or "endereco" or "cidade" or "fabricante" or "description")
            ? DecimalPoint().Replace(value, ",").Replace(" %", "%", StringComparison.Ordinal) : value;
        return fact.Unit.Length > 0 && char.IsAsciiDigit(text.LastOrDefault()) ? $"{text}{(fact.Unit == "°" ? "" : " ")}{fact.Unit}" : text;
    }

    [GeneratedRegex(@"^reel (?<size>\d+) ?(?<unit>mm|inch)$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Reel();

    [GeneratedRegex(@"(?<=\d)\.(?=\d)", RegexOptions.None, 100)]
    private static partial Regex DecimalPoint();
}
