using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Layouts;

/// <summary>What stands around the table: the document's number, its date and its currency.</summary>
internal static partial class DocumentFacts
{
    /// <summary>Whether 06/02 is the second of June: where another date says so, or else an English document is in dollars.</summary>
    private static bool MonthFirst(IReadOnlyList<PageText> pages)
    {
        var lines = pages.Take(1).SelectMany(p => p.Lines).Where(l => l.Text.Length < 300).Select(l => l.Text).ToList();
        var dates = lines.SelectMany(l => SlashedPattern().Matches(l)).Select(m => (First: int.Parse(m.Groups["a"].Value, CultureInfo.InvariantCulture), Second: int.Parse(m.Groups["b"].Value, CultureInfo.InvariantCulture))).ToList();
        return dates.Exists(d => d.Second > 12 && d.First <= 12) || (!dates.Exists(d => d.First > 12)
            && (lines.Exists(EnglishPattern().IsMatch) || (lines.Exists(DollarPattern().IsMatch) && !lines.Exists(ElsewherePattern().IsMatch))));
    }

    /// <summary>An invoice's number before those of the orders that it answers to; a bare "No." last.</summary>
    /// <param name="above">Where the items begin on the first page: what stands there goes before what stands among them.</param>
    public static string? Number(IReadOnlyList<PageText> pages, double above)
    {
        var head = pages.Take(1).Select(p => p with { Lines = p.Lines.TakeWhile(l => l.Baseline < above).ToList() }).ToList();
        foreach (var where in (ReadOnlySpan<Where>)[Where.After, Where.Right])
        {
            if ((LabelledValue.At(head, InvoiceLabel(), Reference, where) ?? LabelledValue.At(head, OrderLabel(), Reference, where) ?? LabelledValue.At(head, BareLabel(), Reference, where)) is { } number)
            {
                return number;
            }
        }

        return LabelledValue.At(head, InvoiceLabel(), Reference, Where.Under) ?? LabelledValue.At(head, OrderLabel(), Reference, Where.Under)
            ?? LabelledValue.Anywhere(pages, InvoiceLabel(), Reference) ?? LabelledValue.Anywhere(pages, OrderLabel(), Reference);
    }

    private static string? Reference(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon > 0 && DateLabel().IsMatch(text[..colon]))
        {
            return null; // "Invoice Date: 15 July 2026"
        }

        var value = text[(colon + 1)..].Trim(' ', '/', '#', ':', '.');
        return NumberValue().Match(value) is { Success: true } match && match.Groups["no"].Value.TrimEnd('.', ',', '-') is var number
            && number.Count(char.IsAsciiDigit) >= 2 && DateText.Parse(number) is null && !TaxIdPattern().IsMatch(number) ? number : null;
    }

    public static DateOnly? Date(IReadOnlyList<PageText> pages)
    {
        var english = MonthFirst(pages);
        var labelled = LabelledValue.Anywhere(pages, DateLabel(), v => v.Length < 60 && !OtherDate().IsMatch(v) && DateText.Parse(v, english) is { } date ? date.ToString("O", CultureInfo.InvariantCulture) : null);
        if (labelled is not null)
        {
            return DateOnly.ParseExact(labelled, "O", CultureInfo.InvariantCulture);
        }

        foreach (var line in pages.Take(1).SelectMany(p => p.Lines).Take(60))
        {
            if (line.Text.Length < 300 && !OtherDate().IsMatch(line.Text) && DateText.Parse(line.Text, english) is { } date)
            {
                return date;
            }
        }

        return null;
    }

    public static string? Currency(IReadOnlyList<PageText> pages)
    {
        if (LabelledValue.Anywhere(pages, CurrencyLabel(), CurrencyText.FindInPrice) is { } labelled)
        {
            return labelled;
        }

        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in pages.Take(3).SelectMany(p => p.Lines))
        {
            if (line.Text.Length < 400 && CurrencyText.FindInProse(line.Text) is { } currency)
            {
                votes[currency] = votes.GetValueOrDefault(currency) + (currency is "$" ? 1 : 2);
            }
        }

        return votes.Count > 0 ? votes.MaxBy(v => v.Value).Key : pages.Take(1).Any(p => p.Lines.Exists(l => BrazilPattern().IsMatch(l.Text))) ? "BRL" : null;
    }

    [GeneratedRegex(@"(^|[/|]\s*)((commercial|tax|sales|proforma|pro[- ]?forma|customs)\s+invoice|proforma|pro[- ]forma|invoice|inv\.?|p\.?i\.?(?=\s*(n[º°o]|#))|packing\s+list|delivery\s+note|order\s+(confirmation|acknowledge?ment)|credit\s+note|factura(\s+(comercial|proforma))?|fatura(\s+(comercial|proforma|pr[oó]-?forma))?|nota\s+fiscal|nf-?e?|danfe|rechnung|rechnungsnr|rechnungsnummer|auftragsbest[aä]tigung|lieferschein|factuurnummer|factuur|facture|arve)(\s*/\s*[\p{L}]+)?(\s+(number|no|nr|num|n[uú]mero|id))?\s*([:#.]|n[º°o]\.?|nr\.?|no\.?|\s|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex InvoiceLabel();

    [GeneratedRegex(@"^(purchase\s+order|order|sales\s+order|p\.?o\.?|quote|quotation|rfq|pedido(s)?(\s+de\s+compras?)?|ordem(\s+de\s+compra)?|orden(\s+de\s+compra)?|o\.?c\.?(?=\s*(n[º°o]|:))|cota[cç][aã]o|cotizaci[oó]n|or[cç]amento|proposta|presupuesto|bestellung|bestellnummer|auftrag|angebot|documento|document)(\s*/\s*[\p{L}]+)?(\s+(number|no|nr|num|n[uú]mero|id))?\s*([:#.]|n[º°o]\.?|nr\.?|no\.?|\s|$)|^n[º°o]\.?\s+(do\s+pedido|da\s+fatura|de\s+factura|pedido|do\s+documento)|^(n[uú]mero|number)\s+(do|da|de|of)\s+\p{L}+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OrderLabel();

    [GeneratedRegex(@"^(n[º°]\.?\s*(?=[A-Z]{0,4}-?\d)|(n[uú]mero|number|no|nr|n[º°]|document\s+no|doc\.?\s+no|ref\.?\s+no)\.?\s*[:.#]|no\.\s)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BareLabel();

    [GeneratedRegex(@"^(n[º°o]?\.?\s*|nr\.?\s*|no\.?:?\s*|#\s*|:\s*)?(?<no>([A-Z]{1,4}\s(?=\d+[/-]\d))?[A-Za-z]{0,10}[-/]?[A-Za-z0-9][A-Za-z0-9\-./]{1,30})", RegexOptions.ExplicitCapture)]
    private static partial Regex NumberValue();

    [GeneratedRegex(@"(^|[\s/])(?<!\b(ship(ping)?|due|delivery|required|expiry|payment|print|dock|valid)\s)(invoice\s+date|order\s+(date|time)|po\s+date|quote\s+date|issue\s+date|date\s+of\s+(issue|invoice|order)|document\s+date|date\s+of\s+issue|data(\s+(de\s+|da\s+|do\s+)?(emiss[aã]o|pedido|fatura|documento|nota|compra|cota[cç][aã]o))?|emiss[aã]o|emitid[oa]\s+em|fecha(\s+(de\s+)?(la\s+)?(emisi[oó]n|factura|pedido|orden))?|date|dated|rechnungsdatum|belegdatum|factuurdatum|datum)\s*[:.]?(?=\s|$|\d)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex DateLabel();

    /// <summary>Dates of something else than the document.</summary>
    [GeneratedRegex(@"\b(entrega|delivery|remessa|due|vencimento|venc|vencimiento|ship(ped|ping|ment)?|validade|valid|validez|expir\w*|required|pagamento|payment|lieferdatum|liefertermin|f[aä]llig|sa[ií]da|print(ed)?|impress\w*|birth|nascimento)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex OtherDate();

    [GeneratedRegex(@"^(currency|moeda|moneda|divisa)\s*[:.]?(\s|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CurrencyLabel();

    /// <summary>A Brazilian invoice names no currency.</summary>
    [GeneratedRegex(@"\b(DANFE|NOTA FISCAL|CNPJ)\b")]
    private static partial Regex BrazilPattern();

    /// <summary>CPF, CNPJ and telephone numbers.</summary>
    [GeneratedRegex(@"^(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}(/\d{4}(-\d{2})?)?|\d{4,5}-\d{4})$", RegexOptions.ExplicitCapture)]
    private static partial Regex TaxIdPattern();

    [GeneratedRegex(@"(?<![\d/])(?<a>\d{1,2})/(?<b>\d{1,2})/\d{2,4}(?![\d/])", RegexOptions.ExplicitCapture)]
    private static partial Regex SlashedPattern();

    [GeneratedRegex(@"\bUSD?\b|(?<!R)\$")]
    private static partial Regex DollarPattern();

    /// <summary>Languages and currencies of countries that put the day first.</summary>
    [GeneratedRegex(@"\b(data|fecha|datum|pedido|fatura|factura|rechnung|emiss[aã]o|GBP|EUR|BRL|AUD|INR|UK|United Kingdom|India|China|Hong Kong|Singapore)\b|£|€|R\$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ElsewherePattern();

    [GeneratedRegex(@"\b(MM/DD|United States|USA|\b[A-Z]{2} \d{5}\b)")]
    private static partial Regex EnglishPattern();
}
