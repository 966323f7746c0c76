using System.Text.RegularExpressions;

namespace Nexa.Worker.Documents.Layouts;

/// <summary>Labelled text inside a cell: "PN: … DESC: … MFR: … COO: … NCM: …".</summary>
internal static partial class Labels
{
    private static readonly Dictionary<string, string> Meanings = Build();

    /// <summary>What stands after each label, by its meaning (pn, desc, mfr, coo, ncm, hts, other).</summary>
    public static List<(string Meaning, string Value)> Parse(string text)
    {
        var found = new List<(string, string)>();
        if (text.Length > 4000)
        {
            return found;
        }

        var matches = LabelPattern().Matches(text);
        for (var i = 0; i < matches.Count; i++)
        {
            var end = i + 1 < matches.Count ? matches[i + 1].Index : text.Length;
            var start = matches[i].Index + matches[i].Length;
            var value = text[start..end].Trim().TrimEnd('/', ',', ';', '|', '-', '(', '[').Trim();
            if (value.Length > 0)
            {
                found.Add((Meanings[Key(matches[i].Groups["label"].Value)], value));
            }
        }

        return found;
    }

    public static string? Part(string text)
    {
        foreach (var (meaning, value) in Parse(text))
        {
            if (meaning is "pn" && Token(value) is { } token)
            {
                return token;
            }
        }

        return PartNumberText.Labelled(text);
    }

    /// <summary>Fills what the columns left open.</summary>
    public static void Apply(string text, Item item)
    {
        foreach (var (meaning, value) in Parse(text))
        {
            switch (meaning)
            {
                case "desc": item.Description = value; break;
                case "mfr": item.Manufacturer ??= Bounded(value, 80); break;
                case "coo": item.Origin ??= Bounded(Origin(value), 60); break;
                case "ncm": item.Ncm ??= Tariff.Digits(value.Split(' ')[0], 8, 8); break;
                case "hts": item.Hts ??= Tariff.Digits(value.Split(' ')[0], 6, 10); break;
                case "pn" when item.Partnumber is null && Token(value) is { } token:
                    (item.Partnumber, item.PartConfidence) = (token, 0.97);
                    break;
            }
        }
    }

    private static string? Bounded(string value, int most) => value.Length <= most ? value : null;

    private static string Origin(string value) => value.Split(['|', ';', '/', '(', ','], 2)[0].Trim();

    private static string? Token(string value)
    {
        var token = value.Split([' ', ';', '|'], 2)[0].TrimEnd(',', '.', ')');
        if (token.EndsWith('-') && value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var rest, ..] && rest.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            token += rest; // divided at the end of a line
        }

        return token.Length >= 2 && token.Any(char.IsAsciiLetterOrDigit) ? token : null;
    }

    private static string Key(string label) => string.Concat(label.Where(char.IsLetter)).ToUpperInvariant();

    private static Dictionary<string, string> Build()
    {
        var meanings = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string meaning, params ReadOnlySpan<string> labels)
        {
            foreach (var label in labels)
            {
                meanings[label] = meaning;
            }
        }

        Add("pn", "PN", "MPN", "MFRPN", "MFGPN", "PARTNUMBER", "PARTNO", "PARTN", "MFRPARTNO", "MFRPARTNUMBER", "MFGPARTNO", "CODFAB", "CODIGOFABRICANTE", "CÓDFAB", "CÓDIGOFABRICANTE", "CODFABRICANTE", "CÓDFABRICANTE");
        Add("desc", "DESC", "DESCRIPTION", "DESCRICAO", "DESCRIÇÃO", "DESCRIPCION", "DESCRIPCIÓN");
        Add("mfr", "MFR", "MFG", "MANUFACTURER", "FABRICANTE", "FAB", "MARCA", "BRAND", "MAKER");
        Add("coo", "COO", "COUNTRYOFORIGIN", "ORIGIN", "ORIGEM", "PAISDEORIGEM", "PAÍSDEORIGEM", "PAISDEORIGEN", "PAÍSDEORIGEN", "ORIGEN", "MADEIN");
        Add("ncm", "NCM", "NCMSH");
        Add("hts", "HTS", "HTSUS", "HSCODE", "HS", "HTSCODE", "TARIC");
        Add("other", "ECCN", "ROHS", "LOT", "LOTE", "DC", "DATECODE", "QTY", "QTD", "PO", "CPN", "CUSTPN", "CUSTPARTNO", "CUSTOMERPN", "CUSTOMERPARTNO", "SN", "REF", "OBS", "NOTE", "PESO", "WEIGHT", "UNIT", "PRICE", "CODE", "COD", "CÓD", "REV", "MSL", "CBENEF", "SERIAL");
        return meanings;
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9À-ÿ])(?<label>PN|P/N|P\.N\.?|MPN|MFR\s?P/?N|MFG\s?P/?N|M(?:FR|FG)\.?\s?PART\s?(?:NO|NUMBER)\.?|PART\s?(?:NUMBER|NO|N)\.?[º°]?|C[OÓ]D(?:IGO)?\.?\s?FAB(?:RICANTE)?\.?|DESC|DESCRIPTION|DESCRI[CÇ][AÃ]O|DESCRIPCI[OÓ]N|MFR|MFG|MANUFACTURER|FABRICANTE|FAB|MARCA|BRAND|MAKER|COO|C\.O\.O\.?|COUNTRY OF ORIGIN|ORIGIN|ORIGEM|PA[IÍ]S DE ORIGE[MN]|ORIGEN|MADE IN|NCM/SH|NCM|HTSUS|HTS CODE|HTS|HS CODE|HS|TARIC|ECCN|ROHS|LOTE?|D/?C|DATE CODE|QTY|QTD|CPN|CUST(?:OMER)? ?(?:PN|P/N|PART NO)\.?|PO|S/?N|REF|OBS|NOTE|PESO|WEIGHT|UNIT|PRICE|CODE|C[OÓ]D|REV|MSL|CBENEF|SERIAL)\.?\s?[:=]\s?", RegexOptions.IgnoreCase)]
    private static partial Regex LabelPattern();
}

/// <summary>Tariff codes as digits.</summary>
internal static class Tariff
{
    public static string? Digits(string text, int fewest, int most)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length >= fewest && digits.Length <= most && text.All(c => char.IsAsciiDigit(c) || c is '.' or ' ' or '-' or '/') ? digits : null;
    }
}
