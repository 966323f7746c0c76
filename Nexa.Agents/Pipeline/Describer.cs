using System.Globalization;
using System.Text;

namespace Nexa.Agents.Pipeline;

/// <summary>The Portuguese text for the declaration: what it is, technical data, brand, part number. Only facts that were found.</summary>
internal static class Describer
{
    private const int LongestShort = 120;   // the product catalogue's denominação
    private const int LongestLong = 1000;

    private static readonly (string Key, string Label, string Unit)[] s_labels =
    [
        ("function", "", ""), ("capacitance", "capacitância ", ""), ("resistance", "resistência ", ""), ("inductance", "indutância ", ""), ("frequency", "frequência ", ""),
        ("tolerance", "tolerância ", ""), ("voltage", "tensão ", ""), ("coil_voltage", "tensão da bobina ", ""), ("current_a", "corrente ", " A"), ("power_w", "potência ", " W"),
        ("power_va", "potência ", " VA"), ("dielectric", "dielétrico ", ""), ("memory_type", "tipo ", ""), ("memory_size", "capacidade ", ""), ("access_time_ns", "tempo de acesso ", " ns"),
        ("capacity_ah", "capacidade ", " Ah"), ("wavelength_nm", "comprimento de onda ", " nm"), ("color", "cor ", ""), ("poles", "polos: ", ""), ("positions", "posições: ", ""),
        ("pitch_mm", "passo ", " mm"), ("channels", "canais: ", ""), ("polarity", "", ""), ("interface", "interface ", ""), ("core", "núcleo ", ""),
        ("step_deg", "passo ", "°"), ("size_mm", "dimensão ", " mm"), ("material", "de ", ""), ("package", "encapsulamento ", ""), ("mounting", "", ""),
    ];

    private static readonly Dictionary<string, string> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["smd"] = "para montagem em superfície (SMD)", ["tht"] = "para montagem por inserção (PTH)", ["chassis"] = "para montagem em chassi", ["panel"] = "para montagem em painel",
        ["cable"] = "para cabo", ["board"] = "para circuito impresso", ["die"] = "não montado (pastilha)",
        ["npn"] = "NPN", ["pnp"] = "PNP", ["n"] = "canal N", ["p"] = "canal P",
        ["red"] = "vermelha", ["green"] = "verde", ["blue"] = "azul", ["white"] = "branca", ["yellow"] = "amarela", ["amber"] = "âmbar", ["orange"] = "laranja", ["infrared"] = "infravermelha",
        ["aluminum"] = "alumínio", ["plastic"] = "plástico", ["steel"] = "aço", ["copper"] = "cobre",
    };

    public static IEnumerable<string> Attributes(FactSheet facts)
    {
        foreach (var (key, label, unit) in s_labels)
        {
            if (facts.Value(key) is { } value && !(label.Length == 0 && !s_words.ContainsKey(value)))
            {
                yield return label + (s_words.TryGetValue(value, out var word) ? word : Comma(value)) + unit;
            }
        }
    }

    public static string Long(string name, FactSheet facts, string? maker, string partNumber)
    {
        var text = new StringBuilder(name);
        foreach (var attribute in Attributes(facts))
        {
            text.Append(", ").Append(attribute);
        }

        if (maker is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $", marca {maker}");
        }

        text.Append(CultureInfo.InvariantCulture, $", part number {partNumber}.");
        return text.Length <= LongestLong ? text.ToString() : text.ToString(0, LongestLong);
    }

    public static string Short(string name, FactSheet facts)
    {
        var text = name;
        foreach (var attribute in Attributes(facts))
        {
            if (text.Length + attribute.Length + 2 > LongestShort)
            {
                break;
            }

            text += ", " + attribute;
        }

        return text.Length <= LongestShort ? text : text[..LongestShort];
    }

    /// <summary>4.7 kΩ → 4,7 kΩ.</summary>
    private static string Comma(string value)
    {
        var text = value.ToCharArray();
        for (var i = 1; i + 1 < text.Length; i++)
        {
            if (text[i] == '.' && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]))
            {
                text[i] = ',';
            }
        }

        return new string(text);
    }
}
