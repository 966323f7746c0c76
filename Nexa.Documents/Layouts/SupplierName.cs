using System.Text.RegularExpressions;
using Nexa.Documents.Pdf;
using Nexa.Documents.Tables;

namespace Nexa.Documents.Layouts;

/// <summary>Who sells.</summary>
internal static partial class SupplierName
{
    /// <summary>A labelled supplier, a known distributor, the company in the letterhead, else what is printed largest there.</summary>
    /// <param name="above">Where the items begin on the first page.</param>
    public static string? Of(IReadOnlyList<PageText> pages, double above)
    {
        if (LabelledValue.Anywhere(pages, SupplierLabel(), Company) is { } labelled)
        {
            return labelled;
        }

        var head = pages.Take(1).SelectMany(p => p.Lines).TakeWhile(l => l.Baseline < above).Take(30).ToList();
        if (head.ConvertAll(l => ReceiptPattern().Match(l.Text)).Find(m => m.Success) is { } receipt)
        {
            return receipt.Groups["name"].Value;
        }

        var phrases = head.SelectMany(l => l.Phrases).Where(p => p.Text.Length < 90).ToList();
        if (phrases.Select(p => KnownPattern().Match(p.Text)).FirstOrDefault(m => m.Success) is { } known)
        {
            return known.Value;
        }

        var letterhead = phrases.TakeWhile(p => !BuyerLabel().IsMatch(p.Text)).ToList();
        var companies = letterhead.Concat(phrases).Where(p => CompanyPattern().IsMatch(p.Text) && !p.Text.Contains(':', StringComparison.Ordinal) && !BuyerLabel().IsMatch(p.Text) && !TitlePattern().IsMatch(p.Text) && p.Text.Contains(' ', StringComparison.Ordinal));
        var largest = letterhead.Where(p => p.Text.Count(char.IsLetter) >= 4 && HeaderTerms.Match(p.Text) is Field.None && !TitlePattern().IsMatch(p.Text) && !p.Text.Contains(':', StringComparison.Ordinal)).MaxBy(p => p.Words[0].Size);
        largest = phrases.Exists(p => p.Words[0].Size * 1.1 < largest?.Words[0].Size) ? largest : null;
        return companies.FirstOrDefault()?.Text ?? (above < double.MaxValue ? largest?.Text : null);
    }

    private static string? Company(string value)
    {
        var name = value.Trim().TrimStart(':', '-').Trim();
        return name.Length is >= 3 and <= 80 && name.Count(c => char.IsLetter(c) && c is < '\u0590' or > '\u08FF') >= 3 && !NotCompany().IsMatch(name) ? name : null;
    }

    [GeneratedRegex(@"^(supplier|vendor|seller|shipper|exporter|fornecedor|vendedor|exportador|proveedor|emitente|lieferant|sold\s+by)(\s*/\s*[\p{L}]+)?(\s*\([^)]*\))?\s*([:.]|\s|$)|^(from|de|von)\s*:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex SupplierLabel();

    /// <summary>What follows is the one who buys.</summary>
    [GeneratedRegex(@"^(bill(ed)?|sold|ship(ped)?|invoice|deliver(y|ed)?|send)\s*[-]?\s*to\b|^(customer|buyer|client|consignee|cliente|comprador|destinat[aá]rio|cobran[cç]a|faturar|entregar|facturar|enviar|kunde|k[aä]ufer|rechnungsempf[aä]nger|attn|att|a/c)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BuyerLabel();

    [GeneratedRegex(@"^\W*(commercial|tax|sales|proforma|pro[- ]?forma|customs)?\s*(invoice|packing|purchase|order|quot\w+|pedido|ordem|orden|fatura|factura|cota[cç][aã]o|cotizaci[oó]n|or[cç]amento|proposta|presupuesto|rechnung|bestellung|auftrag\w*|angebot|lieferschein|nota|danfe|documento|auxiliar|eletr[oô]nica$|confirmation|confirma[cç][aã]o|page|p[aá]gina|date|data|fecha|sheet\d*)\b|^\W*\d", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex TitlePattern();

    [GeneratedRegex(@"\b(Mouser( Electronics)?|Digi-?Key( Electronics)?|Farnell|Arrow Electronics|Avnet|Newark(?=\s+(electronics|element)|,\s*an\b)|Future Electronics|TTI,? Inc\.?|RS Components|Rutronik|LCSC( Electronics)?|Würth Elektronik|element14|Rochester Electronics|Sager Electronics|Verical|Chip ?1 Exchange)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex KnownPattern();

    [GeneratedRegex(@"(\b(LTDA|Ltd|Limited|Inc|Corp|Corporation|GmbH|AG|LLC|LLP|PLC|EIRELI|S/A|Company|B\.?V|N\.V|W\.L\.L|Co|OÜ|Oy|AB|A/S|ApS|SRL|S\.r\.l|SpA|S\.p\.A|ME|EPP|SARL|SAS|Lda|Pte|Pty|Bhd|KK|K\.K|s\.r\.o|Kft|KG|S\.L|S\.L\.U)\b|\bS\.A\.|\bS\.?A\.? de C\.?V\b|Sp\. z o\.o|Com[eé]rcio|Ind[uú]stria|Distribuidora|Electronics\b|Eletr[oô]nic)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CompanyPattern();

    [GeneratedRegex(@"^(ship\s+to|bill\s+to|sold\s+to|buyer|vendor|consignee|delivery|entrega|customer|cliente|number|no|part|code|id|date|invoice|address|ref|sku|n[º°])\b|^[\d\W]+$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NotCompany();

    /// <summary>The slip that the receiver of a Brazilian invoice signs.</summary>
    [GeneratedRegex(@"RECEBEMOS DE (?<name>.{3,80}?),? OS PRODUTOS", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ReceiptPattern();
}
