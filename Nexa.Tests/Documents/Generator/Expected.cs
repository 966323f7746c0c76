namespace Nexa.Tests.Documents.Generator;

/// <summary>A line item as a generated document prints it.</summary>
public sealed record ExpectedItem(string PartNumber, string Description, string Manufacturer, int Quantity, decimal UnitPrice, string Ncm,
    string Origin)
{
    public decimal Total => Math.Round(Quantity * UnitPrice, 2);
}

/// <summary>A generated document and what must be found in it.</summary>
public sealed record GeneratedDocument(string Layout, string Name, byte[] Pdf, IReadOnlyList<ExpectedItem> Items, int Pages);

/// <summary>Parts that do not exist, made as manufacturers make their numbers; the same seed gives the same items.</summary>
public static class MadeUpParts
{
    private static readonly string[] Makers =
        ["Aurora Semi", "Boreal Components", "Cobre & Filhos", "Delta-Volt", "Estrela Eletrônica", "Fjord Micro"];
    private static readonly string[] Origins = ["China", "Taiwan", "Malaysia", "Japan", "Mexico", "Germany"];
    private static readonly string[] Ncms = ["85322410", "85331000", "85411029", "85423190", "85366990", "85423939"];
    private static readonly string[] Portuguese =
        ["CAP CER 100NF 50V X7R 0603", "RES SMD 10K 1% 1/10W", "DIODO SCHOTTKY 40V 1A", "CIRCUITO INTEGRADO REGULADOR 3,3V",
            "CONECTOR FÊMEA 12 VIAS", "TRANSISTOR NPN 60V SOT-23", "Indutor de potência 10UH",
            "Memória flash não volátil com configuração rápida"];
    private static readonly string[] English =
        ["CAP CER 0.1UF 50V X7R 0603", "RES SMD 10K OHM 1% 1/10W", "DIODE SCHOTTKY 40V 1A", "IC REG LINEAR 3.3V", "CONN RCPT 12POS",
            "TRANS NPN 60V SOT-23", "Power inductor 10UH", "Efficient flash memory, first configuration"];
    private static readonly string[] Spanish =
        ["CAPACITOR CERAMICO 100NF 50V", "RESISTENCIA SMD 10K 1%", "DIODO SCHOTTKY 40V 1A", "CIRCUITO INTEGRADO REGULADOR",
            "CONECTOR HEMBRA 12 VIAS", "TRANSISTOR NPN 60V", "Bobina de señal pequeña", "Memoria de configuración eficiente"];

    public static List<ExpectedItem> Make(Random random, int count, string language)
    {
        var items = new List<ExpectedItem>(count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var words = language switch { "pt" => Portuguese, "es" => Spanish, _ => English };
        while (items.Count < count)
        {
            var number = Number(random);
            if (seen.Add(number))
            {
                items.Add(new(number, words[random.Next(words.Length)], Makers[random.Next(Makers.Length)],
                    random.Next(1, 20) * (random.Next(3) == 0 ? 250 : 5),
                    Math.Round((decimal)random.Next(12, 90000) / 10000m, random.Next(2) == 0 ? 4 : 2) + 0.01m,
                        Ncms[random.Next(Ncms.Length)], Origins[random.Next(Origins.Length)]));
            }
        }

        return items;
    }

    private static string Number(Random random)
    {
        var letters = new string([.. Enumerable.Range(0, random.Next(2, 5)).Select(_ => (char)('A' + random.Next(26)))]);
        var digits = random.Next(100, 99999);
        return random.Next(4) switch
        {
            0 => $"{letters}{digits}{(char)('A' + random.Next(26))}R-{random.Next(10, 99)}",
            1 => $"{letters}{digits}-{random.Next(1, 9)}{(char)('A' + random.Next(26))}T",
            2 => $"{random.Next(1, 9)}{letters}{digits}",
            _ => $"{letters}{random.Next(10, 99)}X7{(char)('A' + random.Next(26))}{digits}K{random.Next(10, 99)}D",
        };
    }
}
