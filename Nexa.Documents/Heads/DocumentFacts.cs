using System.Globalization;
using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;

namespace Nexa.Documents.Heads;

/// <summary>What stands around the table: the document's number, its date and its currency.</summary>
internal static partial class DocumentFacts
{
    /// <summary>"No: 4711", "Nº 4711": a document's number under no name of its own.</summary>
    private static readonly Regex BareNumberLabel = WordLists.ComposePattern(
        @"^(n[º°]\.?\s*(?=[A-Z]{0,4}-?\d)|({bare_number_labels}|n[º°])\.?\s*[:.\#]|no\.\s)");

    private static readonly Regex CurrencyLabel = WordLists.ComposePattern(@"^{currency_labels}\s*[:.]?(\s|$)");

    /// <summary>A Brazilian invoice names no currency.</summary>
    private static readonly Regex BrazilPattern = WordLists.ComposePattern(@"\b{brazilian_invoice_words}\b", RegexOptions.None);

    /// <summary>Languages and currencies of countries that put the day first.</summary>
    private static readonly Regex ElsewherePattern = WordLists.ComposePattern(@"\b{day_first_words}\b|£|€|R\$");

    private static readonly Regex EnglishPattern = WordLists.ComposePattern(
        @"\b({month_first_words}|(?!DE)\b[A-Z]{2}[ ]\d{5}\b)", RegexOptions.None);

    private const int LongestLine = 300;

    /// <summary>Heads are read this far down where no table ends them.</summary>
    private const int HeadLines = 60;

    private static readonly Regex InvoiceLabel = WordLists.ComposePattern("""
        (^|[/|]\s*)({title_invoice}|{title_proforma}|{title_packing}|{title_delivery}|{title_confirmation}
        |inv\.?|p\.?i\.?(?=\s*(n[º°o]|\#))|nf-?e?|rechnungsnr|rechnungsnummer|factuurnummer)
        (\s*\(\d+\))?(\s*/\s*[\p{L}]+)?(\s+{document_number_words})?\s*([:\#.]|n[º°o]\.?|nr\.?|no\.?|\s|$)
        """);

    private static readonly Regex OrderLabel = WordLists.ComposePattern("""
        ^({title_order}|{title_quote}|order|sales\s+order
        |p\.?o\.?|rfq|pedidos|ordem|orden|o\.?c\.?(?=\s*(n[º°o]|:))|bestellnummer|auftrag|documento|document)
        (\s*/\s*[\p{L}]+)?(\s+{document_number_words}(\s*/\s*date)?)?\s*([:\#.]|n[º°o]\.?|nr\.?|no\.?|\s|$)
        |^n[º°o]\.?\s+(do\s+pedido|da\s+fatura|de\s+factura|pedido|do\s+documento)
        |^(n[uú]mero|number)\s+(do|da|de|of)\s+\p{L}+
        """);

    private static readonly Regex DateLabel = WordLists.ComposePattern("""
        (^|[\s/])(?<!\b(ship(ping)?|due|delivery|required|expiry|payment|print|dock|valid)\s)
        (invoice\s+date|order\s+(date|time)|po\s+(issue\s+)?date|quote\s+date|issue\s+date|date\s+of\s+(issue|invoice|order)|document\s+date
        |data(\s+(de\s+|da\s+|do\s+)?(emiss[aã]o|pedido|fatura|documento|nota|compra|cota[cç][aã]o))?|emiss[aã]o|emitid[oa]\s+em
        |fecha(\s+(de\s+)?(la\s+)?(emisi[oó]n|factura|pedido|orden))?
        |date|dated|date\s+de\s+(la\s+)?(facture|commande)|rechnungsdatum|belegdatum|bestelldatum|factuurdatum|datum|vom|du)
        \s*[:.]?(?=\s|$|\d)
        """);

    /// <summary>Dates of something else than the document.</summary>
    private static readonly Regex OtherDate = WordLists.ComposePattern("""
        \b(entrega|delivery|deliver|remessa|due|vencimento|venc|vencimiento|ship(ped|ping|ment)?|validade|valid|validez|expir\w*
        |required|pagamento|payment
        |lieferdatum|liefertermin|f[aä]llig|sa[ií]da|print(ed)?|impress\w*|birth|nascimento|[ée]ch[ée]ance|livraison)\b
        """);

    private static readonly Regex TitlePattern = WordLists.ComposePattern("""
        ^\W*((commercial|tax|sales|proforma|pro[-\ ]?forma|customs)?\s*
        (invoice|packing|purchase|order|quot\w+|pedido|ordem|orden|fatura|factura|facture
        |cota[cç][aã]o|cotizaci[oó]n|or[cç]amento|proposta|presupuesto|rechnung|handelsrechnung
        |bestell\w+|auftrag\w*|angebot|lieferschein|nota|danfe|documento|auxiliar|eletr[oô]nica$|confirmation
        |confirma[cç][aã]o|commande|bon\s+de|devis|page|p[aá]gina|date|data|fecha|datum|sheet\d*)\b
        |({title_adjectives}\s+)?
        ({title_order}|{title_confirmation}|{title_invoice}|{title_delivery}|{title_packing}|{title_list})(?!\p{L}))
        """);

    /// <summary>Words of a title or of the document's number, and no company.</summary>
    public static bool IsTitle(string text) => TitlePattern.IsMatch(text);

    /// <summary>The lines above the first item on the first page.</summary>
    public static List<TextLine> TakeHead(IReadOnlyList<PageText> pages, double above) =>
        pages[0].Lines.TakeWhile(l => l.Baseline < above).Take(HeadLines).ToList();

    /// <summary>An invoice's number before those of the orders that it answers to; a bare "No." last.</summary>
    /// <param name="above">Where the items begin on the first page: what stands there goes before what stands among them.</param>
    /// <param name="codes">Numbers of the lines: under "Order number" as a column's header stands none of the document's.</param>
    public static string? FindNumber(IReadOnlyList<PageText> pages, double above, DocumentKind kind, IReadOnlySet<string> codes)
    {
        var head = pages.Take(1).Select(p => p with { Lines = p.Lines.TakeWhile(l => l.Baseline < above).ToList() }).ToList();
        var (first, second) = kind is DocumentKind.Order or DocumentKind.Quote ? (OrderLabel, InvoiceLabel) : (InvoiceLabel, OrderLabel);
        foreach (var where in (ReadOnlySpan<Where>)[Where.After, Where.Right])
        {
            if ((LabelledValue.FindAt(head, first, ReadOther, where) ?? LabelledValue.FindAt(head, second, ReadOther, where)
                ?? LabelledValue.FindAt(head, BareNumberLabel, ReadOther, where)) is { } number)
            {
                return number;
            }
        }

        return LabelledValue.FindAt(head, first, ReadOther, Where.Under)
            ?? LabelledValue.FindAt(head, second, ReadOther, Where.Under)
            ?? LabelledValue.FindAnywhere(pages, first, ReadOther) ?? LabelledValue.FindAnywhere(pages, second, ReadOther);

        string? ReadOther(string text) => ReadReference(text) is { } number && !codes.Contains(number) ? number : null;
    }

    private static string? ReadReference(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon > 0 && DateLabel.IsMatch(text[..colon]))
        {
            return null; // "Invoice Date: 15 July 2026"
        }

        var value = text[(colon + 1)..].Trim(' ', '/', '#', ':', '.');
        return NumberValue().Match(value) is { Success: true } match && match.Groups["no"].Value.TrimEnd('.', ',', '-') is var number
            && number.Count(char.IsAsciiDigit) >= 2 && DateText.Parse(number) is null && !TaxIdPattern().IsMatch(number) ? number : null;
    }

    public static DateOnly? FindDate(IReadOnlyList<PageText> pages)
    {
        var monthFirst = IsMonthFirst(pages);
        var labelled = LabelledValue.FindAnywhere(pages, DateLabel, v => v.Length < 60 && !OtherDate.IsMatch(v)
            && DateText.Parse(v, monthFirst) is { } date
            ? date.ToString("O", CultureInfo.InvariantCulture) : null);
        return labelled is not null ? DateOnly.ParseExact(labelled, "O", CultureInfo.InvariantCulture)
            : pages.Take(1).SelectMany(p => p.Lines).Take(HeadLines).Where(l => l.Text.Length < LongestLine && !OtherDate.IsMatch(l.Text))
                .Select(l => DateText.Parse(l.Text, monthFirst)).FirstOrDefault(d => d is not null);
    }

    /// <summary>Whether 06/02 is the second of June: where another date says so, or else an English document is in dollars.</summary>
    private static bool IsMonthFirst(IReadOnlyList<PageText> pages)
    {
        var lines = pages.Take(1).SelectMany(p => p.Lines).Where(l => l.Text.Length < LongestLine).Select(l => l.Text).ToList();
        var dates = lines.SelectMany(l => SlashedPattern().Matches(l))
            .Select(m => (First: int.Parse(m.Groups["a"].Value, CultureInfo.InvariantCulture),
            Second: int.Parse(m.Groups["b"].Value, CultureInfo.InvariantCulture))).ToList();
        return dates.Exists(d => d.Second > 12 && d.First <= 12) || (!dates.Exists(d => d.First > 12)
            && (lines.Exists(EnglishPattern.IsMatch)
            || (lines.Exists(DollarPattern().IsMatch) && !lines.Exists(ElsewherePattern.IsMatch))));
    }

    public static string? FindCurrency(IReadOnlyList<PageText> pages)
    {
        if (LabelledValue.FindAnywhere(pages, CurrencyLabel, CurrencyText.FindInPrice) is { } labelled)
        {
            return labelled;
        }

        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in pages.Take(3).SelectMany(p => p.Lines).Where(l => l.Text.Length < LongestLine + 100))
        {
            if (CurrencyText.FindInProse(line.Text) is { } currency)
            {
                votes[currency] = votes.GetValueOrDefault(currency) + (currency is "$" ? 1 : 2);
            }
        }

        return votes.Count > 0 ? votes.MaxBy(v => v.Value).Key
            : pages.Take(1).Any(p => p.Lines.Exists(l => BrazilPattern.IsMatch(l.Text))) ? "BRL" : null;
    }

    [GeneratedRegex(
        @"^(n[º°o]?\.?\s*|N([º°o]\.?|\.)\s*|nr\.?\s*|no\.?:?\s*|#\s*"
        + @"|:\s*)?(?<no>([A-Z]{1,4}\s(?=\d+[A-Z]?[/-]\d))?[A-Za-z]{0,10}[-/]?[A-Za-z0-9][A-Za-z0-9\-./]{1,30})",
        RegexOptions.ExplicitCapture)]
    private static partial Regex NumberValue();

    /// <summary>CPF, CNPJ and telephone numbers; 2026-0331 is a number of a document.</summary>
    [GeneratedRegex(
        @"^(\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}(/\d{4}(-\d{2})?)?|(?!20\d\d-)\d{4,5}-\d{4})$", RegexOptions.ExplicitCapture)]
    private static partial Regex TaxIdPattern();

    [GeneratedRegex(@"(?<![\d/])(?<a>\d{1,2})/(?<b>\d{1,2})/\d{2,4}(?![\d/])", RegexOptions.ExplicitCapture)]
    private static partial Regex SlashedPattern();

    [GeneratedRegex(@"\bUSD?\b|(?<!R)\$")]
    private static partial Regex DollarPattern();
}
