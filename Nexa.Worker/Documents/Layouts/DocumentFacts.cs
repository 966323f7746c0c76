using System.Text.RegularExpressions;
using Nexa.Worker.Documents.Pdf;
using Nexa.Worker.Documents.Tables;

namespace Nexa.Worker.Documents.Layouts;

/// <summary>What stands around the table: who sells, the document's number, its date, its currency and its total.</summary>
internal static partial class DocumentFacts
{
    public static string? Number(IReadOnlyList<PageText> pages) => AfterLabel(pages, NumberLabel(), text => text[(text.LastIndexOf(':') + 1)..].Trim(' ', '/', '#') is var v &&
        NumberValue().Match(v) is { Success: true } m && m.Value.Any(char.IsAsciiDigit) && Money.Date(m.Value) is null ? m.Value.TrimEnd('.', ',') : null);

    public static DateOnly? Date(IReadOnlyList<PageText> pages)
    {
        var english = pages.Take(1).SelectMany(p => p.Lines).Any(l => EnglishPattern().IsMatch(l.Text));
        var labelled = AfterLabel(pages, DateLabel(), v => Money.Date(v, english) is { } date ? date.ToString("O", System.Globalization.CultureInfo.InvariantCulture) : null);
        if (labelled is not null)
        {
            return DateOnly.ParseExact(labelled, "O", System.Globalization.CultureInfo.InvariantCulture);
        }

        foreach (var line in pages.Take(1).SelectMany(p => p.Lines).Take(60))
        {
            if (line.Text.Length < 300 && Money.Date(line.Text, english) is { } date)
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>The last total that the document names, wherever its number stands: beside the word or under it.</summary>
    public static (decimal? Total, string? Currency, bool Matches) Total(IReadOnlyList<PageText> pages, decimal lines, decimal tolerance)
    {
        var candidates = new List<(decimal Value, double Worth, string? Currency)>();
        foreach (var page in pages)
        {
            for (var i = 0; i < page.Lines.Count; i++)
            {
                var line = page.Lines[i];
                if (line.Text.Length > 400 || TotalLabel().Match(line.Text) is not { Success: true } match)
                {
                    continue;
                }

                var worth = match.Groups["grand"].Success ? 3 : match.Groups["sub"].Success ? 1 : 2;
                var after = line.Text[(match.Index + match.Length)..];
                if (LastNumber(after) is { } beside)
                {
                    candidates.Add((beside, worth + (page.Number * 0.001), Money.CurrencyIn(line.Text)));
                }
                else if (i + 1 < page.Lines.Count && Under(line, page.Lines[i + 1]) is { } under)
                {
                    candidates.Add((under, worth - 0.5 + (page.Number * 0.001), Money.CurrencyIn(line.Text)));
                }
            }
        }

        if (candidates.Count == 0)
        {
            return (null, null, false);
        }

        // With taxes or freight on top it is a subtotal that the lines add up to.
        var best = candidates.MaxBy(c => (c.Worth, c.Value));
        return (best.Value, best.Currency ?? candidates.Select(c => c.Currency).FirstOrDefault(c => c is not null), candidates.Exists(c => Math.Abs(c.Value - lines) <= tolerance));
    }

    public static string? Currency(IReadOnlyList<PageText> pages)
    {
        if (AfterLabel(pages, CurrencyLabel(), Money.CurrencyIn) is { } labelled)
        {
            return labelled;
        }

        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in pages.Take(3).SelectMany(p => p.Lines))
        {
            if (line.Text.Length < 400 && Money.CurrencyIn(line.Text) is { } currency)
            {
                votes[currency] = votes.GetValueOrDefault(currency) + (currency is "$" ? 1 : 2);
            }
        }

        return votes.Count > 0 ? votes.MaxBy(v => v.Value).Key : null;
    }

    /// <summary>A labelled supplier, a known distributor, else the company in the letterhead.</summary>
    public static string? Supplier(IReadOnlyList<PageText> pages)
    {
        if (AfterLabel(pages, SupplierLabel(), v => Company(v)) is { } labelled)
        {
            return labelled;
        }

        var first = pages.Count > 0 ? pages[0] : null;
        foreach (var line in first?.Lines.Take(25) ?? [])
        {
            foreach (var phrase in Phrases.Of(line, []))
            {
                if (KnownPattern().Match(phrase.Text) is { Success: true } known)
                {
                    return known.Value;
                }
            }
        }

        foreach (var line in first?.Lines.Take(25) ?? [])
        {
            foreach (var phrase in Phrases.Of(line, []))
            {
                if (CompanyPattern().IsMatch(phrase.Text) && phrase.Text.Length < 80 && !phrase.Text.Contains(':', StringComparison.Ordinal))
                {
                    return phrase.Text;
                }
            }
        }

        return null;
    }

    private static string? Company(string value)
    {
        var name = value.Trim().TrimStart(':', '-').Trim();
        return name.Length is >= 3 and <= 80 && name.Count(char.IsLetter) >= 3 && !NotCompany().IsMatch(name) ? name : null;
    }

    private static string? AfterLabel(IReadOnlyList<PageText> pages, Regex label, Func<string, string?> read)
    {
        foreach (var page in pages.Take(2))
        {
            for (var i = 0; i < page.Lines.Count; i++)
            {
                foreach (var phrase in Phrases.Of(page.Lines[i], []))
                {
                    if (phrase.Text.Length > 200 || label.Match(phrase.Text) is not { Success: true } match)
                    {
                        continue;
                    }

                    if (read(phrase.Text[(match.Index + match.Length)..].Trim(' ', ':', '#', '.')) is { } same)
                    {
                        return same;
                    }

                    var right = Phrases.Of(page.Lines[i], []).Find(p => p.Left > phrase.Right);
                    if (right is not null && read(right.Text) is { } beside)
                    {
                        return beside;
                    }

                    for (var below = i + 1; below < Math.Min(page.Lines.Count, i + 3); below++)
                    {
                        var under = Phrases.Of(page.Lines[below], []).Find(p => p.Left < phrase.Right + 4 && p.Right > phrase.Left - 4);
                        if (under is not null && page.Lines[below].Baseline - page.Lines[i].Baseline < 40 && read(under.Text) is { } value)
                        {
                            return value;
                        }
                    }
                }
            }
        }

        return null;
    }

    private static decimal? LastNumber(string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (word.Any(char.IsAsciiDigit))
            {
                return Money.Parse(word);
            }
        }

        return null;
    }

    private static decimal? Under(TextLine line, TextLine below)
    {
        var label = line.Words.Find(w => w.Text.Contains("otal", StringComparison.OrdinalIgnoreCase));
        var number = label is null ? null : below.Words.Where(w => Money.Parse(w.Text) is not null).MinBy(w => Math.Abs(w.Middle - label.Middle));
        return number is not null && Math.Abs(number.Middle - label!.Middle) < 80 && below.Baseline - line.Baseline < 30 ? Money.Parse(number.Text) : null;
    }

    [GeneratedRegex(@"^(commercial\s+invoice|proforma(\s+invoice)?|pro[- ]forma(\s+invoice)?|invoice|inv\.?|purchase\s+order|order|sales\s+order|p\.?o\.?|quote|quotation|packing\s+list|pedido(\s+de\s+compras?)?|ordem(\s+de\s+compra)?|orden(\s+de\s+compra)?|factura(\s+comercial)?|fatura(\s+comercial)?|cota[cç][aã]o|cotizaci[oó]n|or[cç]amento|presupuesto|nota\s+fiscal|nf-?e?|documento|document|rechnungsnr|factuurnummer|rechnung|factuur|arve)(\s+(number|no|nr|num|n[uú]mero))?\s*([:#.]|n[º°o]\.?|nr\.?|no\.?|\s|$)|^n[º°]\.?\s*(?=\d)|^(n[uú]mero|number)\s*(do\s+(pedido|documento)|:)|^n[º°o]\.?\s+(do\s+pedido|da\s+fatura|de\s+factura|pedido)|^no\.\s", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberLabel();

    [GeneratedRegex(@"^(n[º°o]?\.?\s*|no\.?:?\s*|#\s*|:\s*)?[A-Za-z]{0,10}[-/]?[A-Za-z0-9][A-Za-z0-9\-./]{1,30}")]
    private static partial Regex NumberValue();

    [GeneratedRegex(@"^(invoice\s+date|order\s+date|po\s+date|quote\s+date|issue\s+date|date\s+of\s+issue|document\s+date|data(\s+(de\s+|da\s+|do\s+)?(emiss[aã]o|pedido|fatura|documento))?|emiss[aã]o|emitido\s+em|fecha(\s+(de\s+)?(emisi[oó]n|factura|pedido|orden))?|date|rechnungsdatum|factuurdatum|datum)\s*[:.]?(\s|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex DateLabel();

    [GeneratedRegex(@"^(currency|moeda|moneda|divisa)\s*[:.]?(\s|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CurrencyLabel();

    [GeneratedRegex(@"^(supplier|vendor|seller|shipper|exporter|fornecedor|vendedor|exportador|proveedor|emitente|sold\s+by|from)(\s*\([^)]*\))?\s*[:.]?(\s|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex SupplierLabel();

    [GeneratedRegex(@"\b((?<grand>grand\s+total|total\s+geral|invoice\s+total|order\s+total|total\s+due|amount\s+due|balance\s+due|valor\s+total\s+da\s+nota|total\s+da\s+(nota|fatura)|total\s+do\s+pedido|total\s+(a\s+pagar|factura|amount|value|invoice|order|general|fob|usd|eur|brl)|valor\s+total(\s+do\s+pedido)?|importe\s+total|factuur\s+totaal)|(?<sub>sub\s*-?total|subtotal|total\s+dos\s+produtos|total\s+net|untaxed)|total|totaal)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex TotalLabel();

    [GeneratedRegex(@"\b(Mouser Electronics|Digi-?Key( Electronics)?|Farnell|Arrow Electronics|Avnet|Newark|Future Electronics|TTI,? Inc\.?|RS Components|Rutronik|LCSC|Würth Elektronik)\b")]
    private static partial Regex KnownPattern();

    [GeneratedRegex(@"(\b(LTDA|Ltd|Limited|Inc|Corp|Corporation|GmbH|AG|LLC|EIRELI|S/A|Company|B\.V|W\.L\.L|Co|OÜ|SRL|SpA|ME|EPP|SARL)\b|\bS\.A\.|\bS\.?A\.? de C\.?V\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CompanyPattern();

    [GeneratedRegex(@"^(ship\s+to|bill\s+to|sold\s+to|buyer|vendor|consignee|delivery|entrega|customer|cliente|number|no|part|code|id|date|invoice|address|ref|sku|n[º°])\b|^[\d\W]+$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NotCompany();

    [GeneratedRegex(@"\b(MM/DD|United States|USA|\b[A-Z]{2} \d{5}\b)")]
    private static partial Regex EnglishPattern();
}
