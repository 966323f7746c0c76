using System.Globalization;
using System.Text;

namespace Nexa.Agents.Pipeline;

/// <summary>The Portuguese text for the declaration: what it is, technical data, brand, part number. Only facts that were found.</summary>
internal static class Describer
{
    /// <summary>The limit of the product catalogue's denominação (DUIMP).</summary>
    private const int LongestShort = 120;

    /// <summary>Chosen: the catalogue takes 3,700; facts that were found never come near.</summary>
    private const int LongestLong = 1000;

    /// <summary>Chosen: with fewer known facts the client's own words are added.</summary>
    private const int FewAttributes = 2;

    private static readonly (string Key, string Label, string Unit)[] Labels =
    [
        ("function", "", ""), ("capacitance", "capacitância de ", ""), ("resistance", "resistência de ", ""),
            ("inductance", "indutância de ", ""), ("frequency", "frequência de ", ""),
        ("tolerance", "tolerância de ", ""), ("voltage", "tensão de ", ""), ("coil_voltage", "tensão da bobina de ", ""),
            ("current_a", "corrente de ", " A"), ("power_w", "potência de ", " W"),
        ("power_va", "potência de ", " VA"), ("dielectric", "dielétrico ", ""), ("memory_type", "tipo ", ""),
            ("memory_size", "capacidade de ", ""), ("access_time_ns", "tempo de acesso de ", " ns"),
        ("capacity_ah", "capacidade de ", " Ah"), ("wavelength_nm", "comprimento de onda de ", " nm"), ("color", "cor ", ""),
            ("poles", "", ""), ("positions", "", ""),
        ("pitch_mm", "passo de ", " mm"), ("channels", "", ""), ("polarity", "", ""), ("interface", "interface ", ""),
            ("core", "núcleo ", ""),
        ("step_deg", "passo de ", "°"), ("size_mm", "dimensão de ", " mm"), ("material", "de ", ""), ("package", "encapsulamento ", ""),
            ("mounting", "", ""),
    ];

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["smd"] = "para montagem em superfície (SMD)", ["tht"] = "para montagem por inserção (PTH)",
            ["chassis"] = "para montagem em chassi", ["panel"] = "para montagem em painel",
        ["cable"] = "para cabo", ["rail"] = "para montagem em trilho", ["board"] = "para circuito impresso",
            ["die"] = "não montado (pastilha)",
        ["npn"] = "NPN", ["pnp"] = "PNP", ["n"] = "canal N", ["p"] = "canal P",
        ["red"] = "vermelha", ["green"] = "verde", ["blue"] = "azul", ["white"] = "branca", ["yellow"] = "amarela", ["amber"] = "âmbar",
            ["orange"] = "laranja", ["infrared"] = "infravermelha",
        ["flex"] = "material flexível", ["phenolic"] = "resina fenólica", ["aluminum"] = "alumínio", ["plastic"] = "plástico",
            ["steel"] = "aço", ["copper"] = "cobre", ["brass"] = "latão", ["iron"] = "ferro", ["stainless"] = "aço inoxidável",
            ["metal"] = "metal", ["glass"] = "vidro", ["ceramic"] = "cerâmica", ["porcelain"] = "porcelana", ["wood"] = "madeira",
            ["diamond"] = "diamante", ["nylon"] = "náilon", ["bronze alloy"] = "bronze", ["rubber"] = "borracha", ["pvc"] = "PVC",
    };

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["mounting"] = "montagem", ["technology"] = "tecnologia", ["function"] = "função", ["polarity"] = "polaridade",
            ["power_class"] = "classe de potência do encapsulamento",
        ["size"] = "tamanho", ["layers"] = "camadas", ["rechargeable"] = "recarregável", ["connectors"] = "conectores",
            ["input"] = "entrada", ["phases"] = "fases", ["recorder"] = "registrador",
        ["volume_cm3"] = "volume (cm³)", ["data_rate_mbps"] = "taxa de transmissão (Mbit/s)", ["screen_cm2"] = "área da tela (cm²)",
            ["hybrid"] = "híbrido", ["kind"] = "tipo", ["backing"] = "suporte", ["body"] = "corpo", ["chemistry"] = "química",
        ["coating"] = "revestimento", ["current"] = "corrente", ["drive"] = "acionamento", ["equipped"] = "com os aparelhos", ["form"] = "forma",
            ["fuel"] = "combustível", ["links"] = "elos", ["load"] = "carga", ["made"] = "fabricação", ["medium"] = "fluido",
        ["overload"] = "proteção contra sobrecarga", ["plastic"] = "plástico", ["psu"] = "fonte de alimentação", ["reinforced"] = "reforçado",
            ["ribbed"] = "estriada", ["stainless"] = "inoxidável", ["use"] = "uso", ["vehicle"] = "veículo",
        ["length_mm"] = "comprimento (mm)", ["capacity_kg"] = "capacidade (kg)", ["displacement_cm3"] = "cilindrada (cm³)",
            ["volume_ml"] = "volume (ml)", ["volume_l"] = "volume (l)", ["flow_l_min"] = "vazão (l/min)",
    };

    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["smd"] = "SMD", ["tht"] = "PTH", ["chassis"] = "em chassi", ["panel"] = "em painel", ["rail"] = "em trilho",
            ["board"] = "em circuito impresso", ["cable"] = "em cabo", ["die"] = "em pastilha",
        ["yes"] = "sim", ["no"] = "não", ["low"] = "pequeno sinal", ["mid"] = "média", ["high"] = "potência",
        ["ceramic"] = "cerâmica", ["carbon"] = "carbono", ["wirewound"] = "fio", ["thick film"] = "filme espesso",
            ["thin film"] = "filme fino", ["metal film"] = "filme metálico", ["carbon film"] = "filme de carbono",
    };

    /// <summary>One fact as an analyst says it: "montagem SMD", "potência 0,1 W".</summary>
    public static string DescribeFact(string key, string value)
    {
        var (_, label, unit) = Labels.FirstOrDefault(entry => entry.Key == key);
        var word = TranslateValue(key, value);
        return key is "poles" or "positions" or "channels" ? FormatCount(value, key)
            : label is { Length: > 0 } ? (value is ['<' or '>', ..] && label.EndsWith(" de ", StringComparison.Ordinal) ? label[..^3]
                : label) + word + unit
            : $"{Names.GetValueOrDefault(key, key.Replace('_', ' '))} {word}";
    }

    /// <summary>The value as an analyst reads it: "thick film" → "filme espesso", "0.1" → "0,1".</summary>
    public static string TranslateValue(string key, string value) => FactWords.Find(key, value) ?? Short.GetValueOrDefault(value)
        ?? (Words.TryGetValue(value, out var known) ? known : FormatRange(value));

    public static IEnumerable<string> ListAttributes(FactSheet facts)
    {
        foreach (var (key, label, unit) in Labels)
        {
            if (facts.FindProvenValue(key) is not { } value)
            {
                continue;
            }

            // Codes of the rules ("dc", "other") are no words for a declaration; sentences that the schemes carry are.
            if (key is "poles" or "positions" or "channels")
            {
                yield return FormatCount(value, key);
            }
            else if (label.Length > 0 || Words.ContainsKey(value) || (key == "function" && value.Contains(' ', StringComparison.Ordinal)))
            {
                yield return label + (Words.TryGetValue(value, out var word) ? word : UseComma(value)) + unit;
            }
        }
    }

    public static string WriteLong(string name, FactSheet facts, Understanding known)
    {
        var text = new StringBuilder(WriteName(name, facts));
        var attributes = ListAttributes(facts).Where(attribute => !ContainsAttribute(name, attribute)).ToList();
        foreach (var attribute in attributes)
        {
            text.Append(", ").Append(attribute);
        }

        if ((known.Manufacturer?.Name ?? known.Maker) is { } brand)
        {
            text.Append(CultureInfo.InvariantCulture, $", marca {brand}");
        }

        if (known.DeclaredNumber is { } number)
        {
            text.Append(CultureInfo.InvariantCulture, $", part number {number}");
        }

        text.Append('.');
        if (attributes.Count < FewAttributes && known.PlainText is { } plain)
        {
            text.Append(CultureInfo.InvariantCulture, $" Descrição informada pelo cliente: {plain.Trim()}.");
        }

        return text.Length <= LongestLong ? text.ToString() : text.ToString(0, LongestLong);
    }

    public static string WriteShort(string name, FactSheet facts)
    {
        var text = WriteName(name, facts);
        foreach (var attribute in ListAttributes(facts).Where(attribute => !ContainsAttribute(name, attribute)))
        {
            if (text.Length + attribute.Length + 2 > LongestShort)
            {
                break;
            }

            text += ", " + attribute;
        }

        return text.Length <= LongestShort ? text : text[..LongestShort];
    }

    /// <summary>
    /// "Circuito integrado microcontrolador" with the function "microcontrolador de 32 bits": the longer one replaces its beginning.
    /// </summary>
    private static string WriteName(string name, FactSheet facts)
    {
        var last = name[(name.LastIndexOf(' ') + 1)..];
        return facts.FindProvenValue("function") is { } function && function.StartsWith(last + " ", StringComparison.OrdinalIgnoreCase)
            ? name[..^last.Length] + (last.Length == name.Length ? char.ToUpperInvariant(function[0]) + function[1..] : function)
            : name;
    }

    /// <summary>Whether the name already says it: no "transformador de pulso, transformador de pulso".</summary>
    private static bool ContainsAttribute(string name, string attribute)
    {
        var last = name[(name.LastIndexOf(' ') + 1)..];
        return name.EndsWith(attribute, StringComparison.OrdinalIgnoreCase)
            || attribute.StartsWith(last + " ", StringComparison.OrdinalIgnoreCase);
    }

    private static string FormatCount(string value, string key)
    {
        var one = value == "1";
        return key switch
        {
            "poles" => $"{value} {(one ? "polo" : "polos")}",
            "positions" => $"{value} {(one ? "via" : "vias")}",
            _ => $"{value} {(one ? "canal" : "canais")}",
        };
    }

    /// <summary>"&lt;=3" → "até 3"; ">=1 MHz&amp;&lt;=100 MHz" → "a partir de 1 MHz e até 100 MHz".</summary>
    public static string FormatRange(string value) => value is not ['<' or '>', ..] ? UseComma(value)
        : string.Join(" e ", value.Split('&').Select(bound => bound switch
    {
        ['<', '=', .. var limit] => $"até {UseComma(limit)}",
        ['<', .. var limit] => $"abaixo de {UseComma(limit)}",
        ['>', '=', .. var limit] => $"a partir de {UseComma(limit)}",
        _ => $"acima de {UseComma(bound[1..])}",
    }));

    /// <summary>4.7 kΩ → 4,7 kΩ.</summary>
    private static string UseComma(string value)
    {
        var text = value.ToCharArray();
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] == '.' && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]))
            {
                text[i] = ',';
            }
        }

        return new string(text).Replace(" %", "%", StringComparison.Ordinal);
    }
}
