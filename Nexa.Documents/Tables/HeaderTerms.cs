using System.Text;
using System.Text.Json;

namespace Nexa.Documents.Tables;

/// <summary>What a column of a table of line items can hold.</summary>
internal enum Field
{
    None, Other, LineNo, MfrPart, Part, Code, CustomerPart, Gtin, Designator, Description, Manufacturer,
    Quantity, IgnoredQuantity, Unit, UnitPrice, PricePer, Total, Currency, Ncm, Hts, Origin,
}

/// <summary>The dictionary of column headers in Portuguese, English and Spanish (headers.json), shared by PDFs and spreadsheets.</summary>
internal static class HeaderTerms
{
    private static readonly Dictionary<string, Field> Terms = Load();
    private static readonly HashSet<string> Tokens = [.. Terms.Keys.SelectMany(k => k.Split(' '))];
    private static readonly Dictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> Unspaced = Terms
        .GroupBy(t => t.Key.Replace(" ", "", StringComparison.Ordinal), StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whose numbers are a seller's or a house's own, and which quantities are not those of the order.</summary>
    private static readonly string[] Sellers = [.. WordLists.GetWords("seller_words")],
        OtherQuantities = [.. WordLists.GetWords("other_quantity_words")];

    /// <summary>Letters that Unicode does not divide into a letter and its accent, and the plain ones for them.</summary>
    private const string Undivided = "łŁøØđĐı", Plain = "llooddi";

    private const int MostRemembered = 50_000;

    /// <summary>Words come again and again: on this thread each is looked up once.</summary>
    [ThreadStatic]
    private static Dictionary<string, bool>? remembered;

    /// <summary>Whether the word is a part of any header.</summary>
    public static bool IsToken(string word)
    {
        remembered ??= new(StringComparer.Ordinal);
        if (!remembered.TryGetValue(word, out var known))
        {
            if (remembered.Count >= MostRemembered)
            {
                remembered.Clear();
            }

            var normal = Normalize(word);
            remembered[word] = known = Tokens.Contains(normal) || Unspaced.ContainsKey(normal.Replace(" ", "", StringComparison.Ordinal))
                || (normal.Contains(' ', StringComparison.Ordinal) && normal.Split(' ').Any(Tokens.Contains));
        }

        return known;
    }

    /// <summary>The field that a header cell names; <see cref="Field.None"/> when it names none.</summary>
    public static Field MatchCell(string cell) =>
        cell.Length is 0 or > 80 ? Field.None
        : MatchWhole(cell) is var field and not Field.None ? field
        : MatchByWords(Normalize(RemoveAsides(cell)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>As <see cref="MatchCell"/>, but only where the dictionary has the cell, or one of its languages, word for word.</summary>
    public static Field MatchWhole(string cell)
    {
        var text = RemoveAsides(cell);
        if (MatchExact(text) is var field and not Field.None)
        {
            return field;
        }

        foreach (var part in text.Split(['/', '|', '\n', '–', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Length > 1 && MatchExact(part) is var one and not Field.None)
            {
                return one;
            }
        }

        return Field.None;
    }

    /// <summary>
    /// As <see cref="MatchWhole"/>, where every language of the cell is in the dictionary: no other cell stands beside it.
    /// </summary>
    public static Field MatchEvery(string cell)
    {
        var text = RemoveAsides(cell);
        return MatchExact(text) is var field and not Field.None ? field
            : text.Split(['/', '|'], StringSplitOptions.TrimEntries) is [_, _, ..] parts
            && Array.TrueForAll(parts, p => MatchExact(p) is not Field.None) ? MatchExact(parts[0]) : Field.None;
    }

    /// <summary>Lower case without accents; punctuation as spaces.</summary>
    public static string Normalize(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '#' or '%')
            {
                plain.Append(char.ToLowerInvariant(c));
            }
            else if (Undivided.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at)
            {
                plain.Append(Plain[at]);
            }
            else if (c is 'º' or '°' or 'ª')
            {
                plain.Append(plain.Length > 0 && plain[^1] is 'n' ? "o" : "");
            }
            else if (c is >= '\u0300' and <= '\u036F' or '\'' or '’')
            {
                continue;
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    private static Field MatchExact(string text)
    {
        var normal = Normalize(text);
        return normal.Length == 0 ? (text.Trim() == "#" ? Field.LineNo : Field.None)
            : Terms.TryGetValue(normal, out var field) ? field
            : Unspaced.TryGetValue(normal.Replace(" ", "", StringComparison.Ordinal), out field) ? field : Field.None;
    }

    /// <summary>Without what stands in brackets and without currencies: "Unit Price (USD)", "Preço R$".</summary>
    private static string RemoveAsides(string cell)
    {
        var plain = new StringBuilder(cell.Length);
        var depth = 0;
        foreach (var c in cell)
        {
            depth += c is '(' or '[' ? 1 : 0;
            if (depth == 0)
            {
                plain.Append(c);
            }

            depth -= c is ')' or ']' && depth > 0 ? 1 : 0;
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => CurrencyText.ReadCode(w) is null)
            .ToArray();
        return words.Length == 0 ? cell : string.Join(' ', words);
    }

    private static Field MatchByWords(string[] words)
    {
        if (words.Length is 0 or > 6)
        {
            return Field.None;
        }

        bool HasAny(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (Array.IndexOf(words, word) >= 0)
                {
                    return true;
                }
            }

            return false;
        }

        var part = HasAny("part", "pn", "partnumber", "parte", "peca", "pieza", "mpn")
            || (HasAny("codigo", "cod", "ref", "referencia", "code") && words.Length > 1);
        return part && HasAny("mfr", "mfg", "manufacturer", "manufacturers", "manufacture", "maker", "fabricante", "fab") ? Field.MfrPart
            : part && HasAny("customer", "cust", "cliente", "your", "seu", "su") ? Field.CustomerPart
            : part && HasAny(Sellers) ? Field.Code
            : HasAny("ncm") ? Field.Ncm
            : HasAny("hts", "hs", "tariff", "harmonized", "arancelaria") ? Field.Hts
            : HasAny("origin", "origem", "origen", "coo") ? Field.Origin
            : HasAny("unit", "unitario", "unitary", "unt")
            && HasAny("price", "preco", "precio", "valor", "value", "cost", "vlr", "vl", "custo", "importe", "preis", "prc", "pr")
            ? Field.UnitPrice
            : HasAny("u", "p") && words.Length == 2 && HasAny("price", "preco", "precio", "prc", "unit") ? Field.UnitPrice
            : HasAny("total", "amount", "extended", "ext")
            && HasAny("price", "preco", "precio", "valor", "value", "line", "item", "linha", "usd", "net", "amount") ? Field.Total
            : HasAny("qty", "quantity", "qtd", "qtde", "quantidade", "cantidad", "cant", "quant", "menge")
            ? (HasAny(OtherQuantities) ? Field.IgnoredQuantity : Field.Quantity)
            : HasAny("partnumber", "pn", "mpn") || (HasAny("part") && HasAny("number", "no", "num", "nr")) ? Field.Part
            : HasAny("description", "descricao", "descripcion") ? Field.Description
            : HasAny("codigo", "cod", "code") && words.Length <= 3 ? Field.Code
            : HasAny("delivery", "entrega", "date", "data", "fecha", "tax", "ipi", "icms", "iva", "vat", "weight", "peso") ? Field.Other
            : Field.None;
    }

    private static Dictionary<string, Field> Load()
    {
        using var stream = typeof(HeaderTerms).Assembly.GetManifestResourceStream("headers.json")!;
        var terms = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var (name, words) in JsonSerializer.Deserialize<Dictionary<string, string[]>>(stream)!)
        {
            var field = Enum.Parse<Field>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
            foreach (var word in words)
            {
                terms.TryAdd(word, field);
            }
        }

        return terms;
    }
}
